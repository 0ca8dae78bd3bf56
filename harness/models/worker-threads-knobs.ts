/**
 * What may be set of `worker-threads`, and what it is to Piscina. Four of Piscina's own defaults are not ours, because each
 * makes figures that mean something else: `fifo: default` lets tasks starve in the queue, `atomics: sync` freezes the
 * event loop of an idle worker, pools that grow and shrink thrash, and a pool of half the cores leaves the other half idle.
 */
import type { Piscina } from 'piscina';
import { BATCH_KNOB } from '../executor/batch.ts';
import type { KnobSpec, Knobs } from '../model.ts';

export const WORKER_THREADS_KNOBS: readonly KnobSpec[] = [
  { id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' },
  {
    id: 'tasksPerWorker',
    summary: 'tasks that one worker may have at a time (1 for cpu scenarios, else in flight ÷ poolSize)',
    type: 'count',
    defaultValue: 'share-of-in-flight',
  },
  {
    id: 'transfer',
    summary:
      'how the ArrayBuffers of an input travel: copied (clone), given away (transfer; a fresh copy for each task is made beforehand), or in memory that the worker sees, too (shared)',
    type: 'choice',
    values: ['clone', 'transfer', 'shared'],
    defaultValue: 'clone',
    isQuiet: true,
  },
  {
    id: 'atomics',
    summary:
      'how an idle worker waits for its next task: beside its event loop (async), blocked so that its timers and sockets stand still (sync, which is Piscina’s default), or by its event loop alone (disabled)',
    type: 'choice',
    values: ['async', 'sync', 'disabled'],
    defaultValue: 'async',
    isQuiet: true,
  },
  {
    id: 'fifo',
    summary:
      'order of waiting tasks: as they came (strict, Piscina’s stricterFIFO), or Piscina’s default, under which some starve',
    type: 'choice',
    values: ['strict', 'default'],
    defaultValue: 'strict',
    isQuiet: true,
  },
  {
    id: 'idleTimeoutMs',
    summary:
      'how long a thread may idle before it is ended: the pool then has half of poolSize to poolSize threads, as Piscina’s own defaults have it (with 0); never is a pool of fixed size',
    type: 'count',
    least: 0,
    most: 3_600_000,
    values: ['never'],
    defaultValue: 'never',
    isQuiet: true,
  },
  {
    id: 'maxQueue',
    summary:
      'tasks that may wait; one more fails its cell (CROSSOVER_QUEUE_FULL). auto is the square of poolSize',
    type: 'count',
    least: 0,
    most: 1_000_000,
    values: ['unbounded', 'auto'],
    defaultValue: 'unbounded',
    isQuiet: true,
  },
  BATCH_KNOB,
];

type PiscinaOptions = NonNullable<ConstructorParameters<typeof Piscina>[0]>;

/** How the pool is built. Knobs that are absent have their defaults. */
export interface PoolSettings {
  readonly leastThreads: number;
  readonly mostThreads: number;
  /** An idle worker blocks: it hears no channel and turns no loop until the next task. */
  readonly blocksWhenIdle: boolean;
  readonly options: PiscinaOptions;
}

/** Whether threads may come and go while tasks run. */
export function resizesAt({ idleTimeoutMs, poolSize }: Knobs): boolean {
  return typeof idleTimeoutMs === 'number' && Number(poolSize) > 1;
}

/** Pure. */
export function poolSettingsOf(knobs: Knobs): PoolSettings {
  const mostThreads = Number(knobs.poolSize);
  const leastThreads = resizesAt(knobs) ? Math.floor(mostThreads / 2) : mostThreads;
  const { atomics = 'async', maxQueue = 'unbounded' } = knobs;
  return {
    leastThreads,
    mostThreads,
    blocksWhenIdle: atomics === 'sync',
    options: {
      minThreads: leastThreads,
      maxThreads: mostThreads,
      idleTimeout: resizesAt(knobs) ? Number(knobs.idleTimeoutMs) : Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: Number(knobs.tasksPerWorker),
      stricterFIFO: knobs.fifo !== 'default',
      atomics: atomics as 'async' | 'sync' | 'disabled',
      maxQueue: maxQueue === 'auto' ? 'auto' : maxQueue === 'unbounded' ? Infinity : Number(maxQueue),
      recordTiming: false,
    },
  };
}
