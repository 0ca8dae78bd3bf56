/** What of a round can be contrasted besides its throughput: one figure each. */
import type { Contrast, Round } from '../result/schema.ts';
import { mean } from '../stats/describe.ts';
import { LogHistogram } from '../stats/histogram.ts';

export interface RoundMetric {
  readonly metric: Contrast['metric'];
  /** Null where the machine or the run did not tell it. */
  readonly read: (round: Round) => number | null;
}

export const CPU_PER_TASK: RoundMetric = {
  metric: { id: 'cpu-per-task', unit: 'ms', better: 'lower' },
  read: ({ cpuMsPerTask }) => cpuMsPerTask,
};

/** Of the tasks of all slices, lead-in and drain included. */
export const LONGEST_TASK: RoundMetric = {
  metric: { id: 'longest-task', unit: 'ms', better: 'lower' },
  read: ({ longestTaskMs }) => longestTaskMs ?? null,
};

/** Fewer tasks than this have no tenth to speak of. */
const LEAST_TASKS = 20;

/**
 * What the quickest tenth of the tasks in windows stays below. Neighbours only ever add to a task's time, so the quick ones tell most of
 * what it takes by itself.
 */
export const QUICK_TASKS: RoundMetric = {
  metric: { id: 'quick-tasks', unit: 'ms', better: 'lower' },
  read: ({ latency }) => {
    const histogram = latency === null ? null : LogHistogram.from(latency);
    return histogram === null || histogram.count < LEAST_TASKS ? null : histogram.quantileWithinMs(0.1);
  },
};

/** How long a callback that arrives at a random moment waits for the loop; nine in ten wait less. */
const LOOP_DELAY: RoundMetric = {
  metric: { id: 'loop-delay', unit: 'ms', better: 'lower' },
  read: ({ loop }) => (loop === null ? null : (LogHistogram.from(loop.waits).quantileMs(0.9) ?? null)),
};

/** Memory of the whole session minus that of the same process before the model was opened. */
const ADDED_MEMORY: RoundMetric = {
  metric: { id: 'added-memory', unit: 'bytes', better: 'lower' },
  read: ({ addedMemoryBytes }) => addedMemoryBytes,
};

/** A block must have so many requests for a p99: ten beyond it. */
const LEAST_VICTIMS = 1_000;

/** How long a request waits that costs nothing itself: 99 in 100 wait less. */
const VICTIM_LATENCY: RoundMetric = {
  metric: { id: 'victim-latency', unit: 'ms', better: 'lower' },
  read: ({ server }) => {
    if (!server?.victim) return null;
    const latency = LogHistogram.from(server.victim);
    return latency.count < LEAST_VICTIMS ? null : latency.quantileMs(0.99);
  },
};

/** The same at its highest while tasks ran: what has to fit into the machine. */
const PEAK_MEMORY: RoundMetric = {
  metric: { id: 'peak-memory', unit: 'bytes', better: 'lower' },
  read: ({ peakMemoryBytes }) => peakMemoryBytes ?? null,
};

/** Bytes a task. What does not grow has no ratio to what does: it is a figure with an interval, and a contrast between leaks alone. */
const MEMORY_GROWTH: RoundMetric = {
  metric: { id: 'memory-growth', unit: 'bytes', better: 'lower' },
  read: ({ memoryGrowthBytesPerTask }) => memoryGrowthBytesPerTask ?? null,
};

/** Tasks a second without those that gave up or fell back to something else: they end sooner, and throughput counts them. */
export const GOODPUT: RoundMetric = {
  metric: { id: 'goodput', unit: 'tasks/s', better: 'higher' },
  read: ({ goodputPerSec }) => goodputPerSec ?? null,
};

/** What a service gets for each task: above 1 where tasks ask again. */
const ATTEMPTS_PER_TASK: RoundMetric = {
  metric: { id: 'attempts-per-task', unit: 'attempts', better: 'lower' },
  read: ({ attemptsPerTask }) => attemptsPerTask ?? null,
};

const ROUND_METRICS = [
  CPU_PER_TASK,
  LONGEST_TASK,
  LOOP_DELAY,
  ADDED_MEMORY,
  PEAK_MEMORY,
  MEMORY_GROWTH,
  VICTIM_LATENCY,
  GOODPUT,
  ATTEMPTS_PER_TASK,
];

/** Ids that a scenario may name in `metrics`. */
export const HEADLINE_IDS: readonly string[] = ROUND_METRICS.map(({ metric }) => metric.id);

export const roundMetric = (id: string): RoundMetric | undefined =>
  ROUND_METRICS.find(({ metric }) => metric.id === id);

/** The figure of every valid round by its block. */
export function readByBlock(
  rounds: readonly Round[],
  read: RoundMetric['read'],
): ReadonlyMap<number, number | null> {
  return new Map(
    rounds.flatMap((round) => (round.status === 'ok' ? [[round.block, read(round)] as const] : [])),
  );
}

/**
 * ln(one ÷ other) of every block in which both were valid; not a number where a figure is missing or not above 0. `again` is the same as
 * `others` once more: where it was valid, too, the mean of the two.
 */
export function logRatiosByBlock(
  rounds: readonly Round[],
  others: readonly Round[],
  read: RoundMetric['read'],
  again: readonly Round[] = [],
): number[] {
  const [theirs, once] = [readByBlock(others, read), readByBlock(again, read)];
  return [...readByBlock(rounds, read)].flatMap(([block, value]) => {
    if (!theirs.has(block)) return [];
    const partners = [theirs, once].flatMap((values) => (values.has(block) ? [values.get(block)] : []));
    return [mean(partners.map((other) => Math.log(value ?? Number.NaN) - Math.log(other ?? Number.NaN)))];
  });
}
