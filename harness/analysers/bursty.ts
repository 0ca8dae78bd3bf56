import type { Analyser } from './analyser.ts';

/** Median and mean part by more than this: something rare takes a visible share of the time. */
const APART_RATIO = 0.05;

/** Rare, long pauses: the median of the slices does not see them, the mean does. */
export const bursty: Analyser = ({ cells, config }) =>
  cells.flatMap((cell) => {
    const apart = cell.blocks.flatMap(({ status, medianThroughputPerSec, meanThroughputPerSec }) =>
      status === 'ok' && medianThroughputPerSec && meanThroughputPerSec
        ? [1 - meanThroughputPerSec / medianThroughputPerSec]
        : [],
    );
    if (cell.status !== 'ok' || apart.length < 2) return [];
    const mean = apart.reduce((sum, value) => sum + value, 0) / apart.length;
    if (mean <= Math.max(APART_RATIO, config.marginRatio)) return [];
    return [
      {
        id: 'bursty',
        severity: 'warning',
        cell: cell.id,
        evidence: `its mean throughput is ${(mean * 100).toFixed(1)} % below that of its median slice: something rare and long holds it up`,
        remedy:
          'look for garbage collection, timers or flushes that come now and then; the mean is what users get',
      },
    ];
  });
