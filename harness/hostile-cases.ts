/** Tasks that misbehave, each in its own way, and what that costs: one table for the tests of all models. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SelectedScenario } from './config/options.ts';
import { models } from './models/index.ts';

interface Outcome {
  /** Null: the cell keeps its figures (or is void, where the machine was not quiet). */
  readonly code: RegExp | null;
  readonly message?: RegExp;
}

/** One way of misbehaving, and what becomes of its cell. */
export interface HostileCase extends Outcome {
  readonly does: string;
  /** The body of `run(input)`. */
  readonly body: string;
  /** What stands before the scenario. */
  readonly before?: string;
  /** It never ends by itself: only its deadline does. */
  readonly hangs?: boolean;
  /** By the ids of models that are different. */
  readonly only?: Readonly<Record<string, Outcome>>;
}

const DIED = /^CROSSOVER_(EXECUTOR_DIED|OPEN_FAILED)$/;
/** A thread is refused what would end its process. */
const NO_ABORT = { code: /^ERR_WORKER_UNSUPPORTED_OPERATION$/, message: /abort/ };

/** Under every model whose tasks run in threads. */
function inThreads(outcome: Outcome): Readonly<Record<string, Outcome>> {
  const ids = models.filter(({ executors }) => executors === 'threads').map(({ id }) => id);
  return Object.fromEntries(ids.map((id) => [id, outcome]));
}

export const HOSTILE_CASES: readonly HostileCase[] = [
  {
    does: 'throws an error with everything',
    body: `throw Object.assign(new TypeError('boom', { cause: new RangeError('why') }), { code: 'E_BOOM' });`,
    code: /^E_BOOM$/,
    message: /boom/,
  },
  { does: 'throws a text', body: `throw 'a text';`, code: /^CROSSOVER_TASK_FAILED$/, message: /a text/ },
  { does: 'throws null', body: 'throw null;', code: /^CROSSOVER_TASK_FAILED$/, message: /null/ },
  {
    does: 'rejects later',
    body: `await null; throw new Error('late');`,
    code: /^CROSSOVER_TASK_FAILED$/,
    message: /late/,
  },
  { does: 'returns a function', body: 'return () => 1;', code: /^CROSSOVER_NOT_CLONABLE$/ },
  {
    does: 'returns an object whose getter throws',
    body: `return { get x() { throw new Error('no x'); } };`,
    code: /^CROSSOVER_NOT_CLONABLE$/,
    message: /no x/,
    // These post the output outside of the task: what a getter throws there ends the thread.
    only: {
      'worker-threads': { code: DIED, message: /no x/ },
      'threads:tinypool': { code: DIED, message: /no x/ },
    },
  },
  {
    does: 'spins for ever',
    body: 'for (;;);',
    hangs: true,
    code: /^CROSSOVER_DEADLINE$/,
    message: /2000 ms/,
  },
  {
    does: 'never settles',
    body: 'await new Promise(() => {});',
    hangs: true,
    code: /^CROSSOVER_DEADLINE$/,
    message: /2000 ms/,
    // Nothing holds a thread that waits for nothing.
    only: { 'worker-per-task': { code: DIED, message: /exit code 0/ } },
  },
  { does: 'exits', body: 'process.exit(0);', code: DIED, message: /process\.exit/ },
  {
    does: 'aborts',
    body: 'process.abort();',
    code: DIED,
    message: /SIGABRT/,
    only: inThreads(NO_ABORT),
  },
  {
    does: 'exhausts memory',
    body: 'for (const kept = []; ; ) kept.push(new Array(100_000).fill(Math.random()));',
    code: DIED,
    message: /memory/,
  },
  {
    does: 'throws later from a timer',
    body: `setTimeout(() => { throw new RangeError('from a timer'); }, 2); return 1;`,
    code: DIED,
    message: /from a timer/,
  },
  {
    does: 'leaves an unhandled rejection',
    body: `Promise.reject(new RangeError('nobody caught')); return 1;`,
    code: DIED,
    message: /nobody caught/,
  },
  {
    does: 'kills itself',
    body: `process.kill(process.pid, 'SIGKILL');`,
    code: DIED,
    message: /SIGKILL|killed/,
  },
  {
    does: 'kills its parent',
    body: `process.kill(process.ppid, 'SIGKILL');`,
    code: DIED,
    message: /SIGKILL|killed/,
  },
  {
    does: 'hangs up on its parent',
    body: 'process.disconnect?.(); return 1;',
    code: DIED,
    // A thread has no parent to hang up on.
    only: inThreads({ code: null }),
  },
  {
    does: 'answers otherwise under load',
    before: 'let count = 0;',
    body: 'count += 1; return count > 60 ? 2 : 1;',
    code: /^CROSSOVER_UNMATCHED_WORK$/,
  },
  {
    does: 'starts a worker that spins',
    before: `import { Worker } from 'node:worker_threads'; let worker;`,
    body: `worker ??= new Worker('for (;;);', { eval: true }); return 1;`,
    code: null,
  },
  {
    does: 'starts a process that leaves its group',
    before: `import { spawn } from 'node:child_process'; let child;`,
    body: `child ??= spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', import.meta.url], { detached: true, stdio: 'ignore' }); return 1;`,
    code: null,
  },
  { does: 'leaves timers', body: 'setInterval(() => {}, 50); await null; return 1;', code: null },
  {
    does: 'floods its output',
    body: `process.stdout.write('x'.repeat(100_000)); process.stderr.write('y'.repeat(1_000)); return 1;`,
    code: null,
  },
  {
    does: 'patches the clocks',
    before: `Date.now = () => 0; performance.now = () => 0; process.hrtime.bigint = () => 0n; process.hrtime = () => [0, 0];`,
    body: 'return 1;',
    code: null,
  },
  {
    does: 'patches built-in objects',
    before: `Object.prototype.error = 'patched'; Array.prototype.extra = () => 'patched'; globalThis.setTimeout = () => {};
      process.send = () => {}; process.cpuUsage = () => ({ user: NaN, system: NaN });`,
    body: 'return 1;',
    code: null,
  },
  {
    does: 'talks to whoever started it',
    before: `import { parentPort } from 'node:worker_threads'; process.send?.('ready'); parentPort?.postMessage('ready');`,
    body: `let sum = 0; for (let i = 0; i < 200_000; i++) sum += i; process.send?.(sum); parentPort?.postMessage({ progress: 1 }); return sum;`,
    code: null,
  },
  {
    does: 'does its work',
    body: 'let sum = 0; for (let i = 0; i < 50_000; i++) sum += i; return sum;',
    code: null,
  },
];

/** A scenario file for each case in `folder`; every process that loads one leaves its number in `folder/seen`. */
export function writeCases(cases: readonly HostileCase[], folder: string): Promise<SelectedScenario[]> {
  return Promise.all(
    cases.map(async ({ does, body, before = '' }, index) => {
      const path = join(folder, `case-${index}.mjs`);
      await writeFile(
        path,
        `import { appendFileSync } from 'node:fs';
${before}
appendFileSync(${JSON.stringify(join(folder, 'seen'))} + '/' + process.pid, '');
export default { kind: 'cpu', run: ${/\bawait\b/.test(body) ? 'async ' : ''}() => { ${body} } };\n`,
      );
      return {
        id: does,
        moduleUrl: pathToFileURL(path).href,
        label: `./case-${index}.mjs`,
        isBuiltIn: false,
        scenario: { kind: 'cpu' as const, run: () => null },
      };
    }),
  );
}
