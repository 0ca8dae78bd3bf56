import type { Round } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';

/** Executors of one round do the same tasks; one that takes this many times as long is not like the others. */
const UNEVEN_RATIO = 1.5;
/** Where an executor runs tasks for less of its time than this, it hardly matters how long one takes. */
const LEAST_BUSY_RATIO = 0.2;

/** Share of its time for which an executor runs tasks, over all of them; 0 where it cannot be told. */
function busyRatioOf({ executorRunMs = [], meanThroughputPerSec }: Round): number {
  const runMs = executorRunMs.flatMap((ms) => ms ?? []);
  if (runMs.length === 0) return 0;
  const meanRunMs = runMs.reduce((total, ms) => total + ms, 0) / runMs.length;
  return (meanRunMs * (meanThroughputPerSec ?? 0)) / 1000 / executorRunMs.length;
}

/**
 * One thread or process ran the same tasks much slower than its neighbours: V8 compiles anew in every thread, and now and
 * then leaves a hot function unoptimised for good. The block's figure is true for that pool, and chance decides how
 * many such pools a run meets.
 */
export const unevenExecutors: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    if (cell.status !== 'ok') return [];
    const rounds = cell.blocks
      .filter((round) => round.status === 'ok' && busyRatioOf(round) >= LEAST_BUSY_RATIO)
      .map(({ executorRunMs = [] }) => executorRunMs.flatMap((ms) => ms ?? []))
      .filter((runMs) => runMs.length > 1)
      .map((runMs) => ({ slowestMs: Math.max(...runMs), fastestMs: Math.min(...runMs) }));
    const uneven = rounds.filter(({ slowestMs, fastestMs }) => slowestMs > UNEVEN_RATIO * fastestMs);
    const worst = uneven.sort((a, b) => b.slowestMs / b.fastestMs - a.slowestMs / a.fastestMs)[0];
    if (!worst) return [];
    return [
      {
        id: 'uneven-executors',
        severity: 'warning',
        cell: cell.id,
        evidence: `in ${uneven.length} of ${rounds.length} blocks one executor took up to ${worst.slowestMs.toPrecision(3)} ms a task where another took ${worst.fastestMs.toPrecision(3)} ms`,
        remedy:
          'often V8 left the code of one thread unoptimised (split a function with a long loop from what follows the loop); more blocks weigh such pools as often as they come',
      },
    ];
  });
