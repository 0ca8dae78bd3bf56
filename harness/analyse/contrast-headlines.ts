/** The headline of a scenario: what its lesson is about where that is not throughput. Each cell against the reference. Pure. */
import type { Cell, Condition, Contrast, RunConfig } from '../result/schema.ts';
import { logContrast } from '../stats/contrast.ts';
import { decide } from '../stats/verdict.ts';
import { logRatiosByBlock, roundMetric } from './round-metrics.ts';
import { toContrast } from './to-contrast.ts';

/**
 * One contrast for every cell that is ok and every metric of which all blocks have a figure; what this machine does not tell has none.
 * One estimate stands for the median and the mean: it costs a fifth of α.
 */
export function contrastHeadlines(
  condition: Condition,
  cells: readonly Cell[],
  metrics: readonly Contrast['metric'][],
  { marginRatio, alpha }: RunConfig,
): Contrast[] {
  // Behind a line that grows no figure has an end.
  const members = cells.filter(
    ({ condition: own, status, openLoop }) =>
      own === condition.id && status === 'ok' && !openLoop?.isSaturated,
  );
  const reference = members.find(({ id }) => id === condition.reference);
  if (reference === undefined) return [];
  return metrics.flatMap(({ id }) => {
    const found = roundMetric(id);
    if (found === undefined) return [];
    return members
      .filter((cell) => cell !== reference)
      .flatMap((cell): Contrast[] => {
        const contrast = logContrast(logRatiosByBlock(cell.blocks, reference.blocks, found.read));
        if (contrast === null) return [];
        const { better } = found.metric;
        const decision = decide({ median: contrast, mean: contrast, marginRatio, alpha, better });
        const what = { cell: cell.id, reference: reference.id, metric: found.metric };
        return [toContrast(what, { median: contrast, mean: contrast }, decision)];
      });
  });
}
