import type { RunConfig } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';

const FEW = 4;
const FEWER_MODELS = 'use fewer models at a time, such as --models single-loop,worker-threads';

function remedyFor({ sides, preset }: RunConfig): string {
  if (sides !== undefined) return 'tasks of a few milliseconds leave room for more turns in a block';
  return preset === 'full' ? FEWER_MODELS : `use --preset full, or ${FEWER_MODELS.replace('use ', '')}`;
}

/** With two turns a block, median and mean are one figure: what is rare cannot be told from what is usual. */
export const fewTurns: Analyser = ({ conditions, cells, config }) => {
  const short = conditions.flatMap(({ id, label }) => {
    const turnCounts = cells
      .filter(({ condition, status }) => condition === id && status === 'ok')
      .flatMap(({ blocks }) => blocks)
      .filter(({ status, slices }) => status === 'ok' && slices.length > 0)
      .map(({ slices }) => slices.length);
    if (turnCounts.length === 0) return [];
    const mean = turnCounts.reduce((sum, count) => sum + count, 0) / turnCounts.length;
    return mean < FEW ? [{ label, mean }] : [];
  });
  if (short.length === 0) return [];
  const fewest = Math.min(...short.map(({ mean }) => mean));
  return [
    {
      id: 'few-turns',
      severity: 'info',
      cell: null,
      evidence: `the blocks of ${short.length} of ${conditions.length} conditions hold fewer than ${FEW} turns (${fewest.toFixed(1)} in the shortest): a pause that comes now and then may be missed`,
      remedy: remedyFor(config),
    },
  ];
};
