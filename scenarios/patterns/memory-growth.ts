import v8 from 'node:v8';
import vm from 'node:vm';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { spin } from '../spin.ts';

interface Params {
  readonly keptKiB: number;
}

interface Context {
  readonly bytes: number;
  /** What tasks leave behind, in each executor for itself; full from the start, so that only what has no limit grows. */
  readonly kept: Uint8Array[];
  taskCount: number;
  collect: (() => void) | null;
}

/** Some 1 ms: what leaks must not fill a machine within the minute that is measured. */
const iterations = 800_000;
const latestCount = 64;
const tasksPerCollection = 250;

/** Its answer follows from the seed; what it keeps is nobody's business but the memory's. */
function work(seed: number, { bytes }: Context): { readonly answer: number; readonly body: Uint8Array } {
  const answer = spin(seed, iterations);
  return { answer, body: new Uint8Array(bytes).fill(answer & 0xff) };
}

function keepLatest(seed: number, context: Context): number {
  const { answer, body } = work(seed, context);
  context.kept[context.taskCount++ % latestCount] = body;
  return answer;
}

function keepAll(seed: number, context: Context): number {
  const { answer, body } = work(seed, context);
  context.kept.push(body);
  return answer;
}

/** A full collection on demand, without a flag of the command line: the flag is the process's, and another thread may take it back. */
function makeCollect(): () => void {
  for (;;) {
    v8.setFlagsFromString('--expose-gc');
    const collect: unknown = vm.runInNewContext('globalThis.gc');
    v8.setFlagsFromString('--no-expose-gc');
    if (typeof collect === 'function') return collect as () => void;
  }
}

function keepLatestAndCollect(seed: number, context: Context): number {
  const answer = keepLatest(seed, context);
  if (context.taskCount % tasksPerCollection === 0) {
    context.collect ??= makeCollect();
    context.collect();
  }
  return answer;
}

/** What each task leaves behind: dropped for what comes later, or kept for ever as a cache without a limit keeps it. */
export default defineScenario({
  id: 'patterns/memory-growth',
  kind: 'cpu',
  summary:
    'Computes for 1 ms and keeps keptKiB a task: the latest 64, all of them (unbounded), or 64 with a collection now and then.',
  lesson:
    'Memory that grows with every task is a leak, and no collection cures it; forcing one lowers the peak, and tasks wait for it.',
  metrics: [
    { id: 'memory-growth', unit: 'bytes', better: 'lower' },
    { id: 'peak-memory', unit: 'bytes', better: 'lower' },
    { id: 'longest-task', unit: 'ms', better: 'lower' },
  ],
  window: 'contiguous',
  params: { keptKiB: [16] },
  inputs: (_params: Params, random, count): number[] =>
    Array.from({ length: count }, () => random.integer(0x8000_0000)),
  open: ({ params }: ScenarioEnv<Params>): Context => ({
    bytes: params.keptKiB * 1024,
    kept: Array.from({ length: latestCount }, () => new Uint8Array(params.keptKiB * 1024)),
    taskCount: 0,
    collect: null,
  }),
  run: keepLatest,
  variants: { unbounded: keepAll, 'forced-gc': keepLatestAndCollect },
});
