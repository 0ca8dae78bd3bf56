/**
 * What tasks do to those who measure them: one real run in which every scenario but one misbehaves in its own way. Each
 * costs its own cells, by name, under every model; the healthy one keeps its figures; nothing is left behind.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleConfig } from './config/sample-config.ts';
import { isProcessAlive } from './models/model-lab.ts';
import { readRunDocument } from './result/parse.ts';
import type { Cell, RunDocument } from './result/schema.ts';
import { run } from './run.ts';

const MODELS = [
  'sequential',
  'single-loop',
  'worker-threads',
  'child-processes',
  'threads:tinypool',
  'threads:workerpool',
  'processes:workerpool',
  'floor:message',
  'floor:atomics',
];

interface Case {
  readonly does: string;
  /** The body of `run(input)`. */
  readonly body: string;
  /** What stands before the scenario. */
  readonly before?: string;
  /** Null: the cell keeps its figures (or is void, where the machine was not quiet). */
  readonly code: RegExp | null;
  readonly message?: RegExp;
  readonly only?: Readonly<Record<string, { code: RegExp | null; message?: RegExp }>>;
}

const DIED = /^CROSSOVER_(EXECUTOR_DIED|OPEN_FAILED)$/;
/** A thread is refused what would end its process. */
const NO_ABORT = { code: /^ERR_WORKER_UNSUPPORTED_OPERATION$/, message: /abort/ };
const CASES: readonly Case[] = [
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
  { does: 'spins for ever', body: 'for (;;);', code: /^CROSSOVER_DEADLINE$/, message: /1000 ms/ },
  {
    does: 'never settles',
    body: 'await new Promise(() => {});',
    code: /^CROSSOVER_DEADLINE$/,
    message: /1000 ms/,
  },
  { does: 'exits', body: 'process.exit(0);', code: DIED, message: /process\.exit/ },
  {
    does: 'aborts',
    body: 'process.abort();',
    code: DIED,
    message: /SIGABRT/,
    only: {
      'worker-threads': NO_ABORT,
      'threads:tinypool': NO_ABORT,
      'threads:workerpool': NO_ABORT,
      'floor:message': NO_ABORT,
      'floor:atomics': NO_ABORT,
    },
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
    only: {
      'worker-threads': { code: null },
      'threads:tinypool': { code: null },
      'threads:workerpool': { code: null },
      'floor:message': { code: null },
      'floor:atomics': { code: null },
    },
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
    does: 'does its work',
    body: 'let sum = 0; for (let i = 0; i < 50_000; i++) sum += i; return sum;',
    code: null,
  },
];

let lab: string;
let temp: string;
let document: RunDocument;
beforeAll(async () => {
  lab = await mkdtemp(join(tmpdir(), 'crossover-hostile-'));
  temp = join(lab, 'temp');
  mkdirSync(temp);
  mkdirSync(join(lab, 'seen'));
  vi.stubEnv('TMPDIR', temp);
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=96');
  const scenarios = await Promise.all(
    CASES.map(async ({ does, body, before = '' }, index) => {
      const path = join(lab, `case-${index}.mjs`);
      await writeFile(
        path,
        `import { appendFileSync } from 'node:fs';
${before}
appendFileSync(${JSON.stringify(join(lab, 'seen'))} + '/' + process.pid, '');
export default { kind: 'cpu', run: ${/\bawait\b/.test(body) ? 'async ' : ''}() => { ${body} } };\n`,
      );
      const scenario = { kind: 'cpu' as const, run: () => null };
      return {
        id: does,
        moduleUrl: pathToFileURL(path).href,
        label: `./case-${index}.mjs`,
        isBuiltIn: false,
        scenario,
      };
    }),
  );
  const config = sampleConfig({ blocks: 1, taskDeadlineMs: 1_000, models: MODELS }, scenarios);
  document = await run(
    { ...config, nominalBlockMs: 700, maxWarmUpMs: 100, maxAttempts: 2 },
    {
      outDir: join(lab, 'out'),
      command: 'crossover run',
      onEvent: () => {},
      signal: new AbortController().signal,
    },
  );
}, 360_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(lab, { recursive: true, force: true });
});

const cellOf = (scenario: string, model: string): Cell | undefined =>
  document.cells.find((cell) => cell.scenario === scenario && cell.model === model);

describe.each(CASES)('a task that $does', ({ does, code, message, only }) => {
  test.each(MODELS)('under %s', (model) => {
    const cell = cellOf(does, model)!;
    const expected = only?.[model] ?? { code, message };
    if (expected.code === null) {
      expect(cell.error).toBeNull();
      expect(['ok', 'void']).toContain(cell.status);
      return;
    }
    expect(cell).toMatchObject({ status: 'failed', throughputPerSec: null });
    expect(cell.error?.code).toMatch(expected.code);
    expect(cell.error?.message).toMatch(expected.message ?? /./);
  });
});

test('an error keeps its name, code, cause and the user’s own lines across threads and processes', () => {
  for (const model of MODELS) {
    const error = cellOf('throws an error with everything', model)?.error;
    expect(error).toMatchObject({ name: 'TypeError', cause: { name: 'RangeError', message: 'why' } });
    expect(error?.stack).toMatch(/case-0\.mjs:\d+:\d+/);
  }
});

test('the clocks of the harness are its own', () => {
  for (const model of MODELS) {
    const rounds = cellOf('patches the clocks', model)?.blocks.filter(({ status }) => status === 'ok') ?? [];
    for (const { meanThroughputPerSec, latencyMsMean } of rounds) {
      expect(meanThroughputPerSec).toBeGreaterThan(100);
      expect(latencyMsMean).toBeGreaterThan(0);
    }
  }
});

test('the document was written and can be read', async () => {
  const read = await readRunDocument(join(lab, 'out', document.runId), '.');
  expect(read.document.cells).toHaveLength(CASES.length * MODELS.length);
});

test('no process and no temporary folder is left', async () => {
  const pids = readdirSync(join(lab, 'seen')).map(Number);
  expect(pids.length).toBeGreaterThan(CASES.length * 2);
  for (const pid of pids) await vi.waitUntil(() => !isProcessAlive(pid), { timeout: 5_000 });
  expect(readdirSync(temp)).toEqual([]);
  expect(existsSync(join(lab, 'out'))).toBe(true);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let line = '';
    try {
      line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      continue; // it has ended meanwhile
    }
    expect(line).not.toContain(lab);
  }
});
