import type { Analyser } from './analyser.ts';

/** Share of the measured time from which copies that were not ready beforehand bear on the figure. */
const MUCH_RATIO = 0.01;

/** Inputs that are given away were copied while tasks ran: whoever has fresh memory to give pays no such copy. */
export const copiesInside: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const ratios = cell.blocks.flatMap(({ status, inputCopyRatio }) =>
      status === 'ok' ? (inputCopyRatio ?? []) : [],
    );
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    if (cell.status !== 'ok' || !(mean > MUCH_RATIO)) return [];
    return [
      {
        id: 'copies-inside',
        severity: 'warning',
        cell: cell.id,
        evidence: `${(mean * 100).toFixed(1)} % of its time went into copies of inputs, which the transfer itself does not need: memory did not suffice to make all of them beforehand`,
        remedy: 'use smaller inputs or fewer tasks in flight; its throughput is a lower bound',
      },
    ];
  });
