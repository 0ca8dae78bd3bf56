import type { Analyser } from './analyser.ts';

/** Open loop: some blocks fell behind, most did not. Their latencies are in the figures of the cell. */
export const nearSaturation: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const open = cell.blocks.filter(({ status, openLoop }) => status === 'ok' && openLoop !== undefined);
    const behind = open.filter(({ openLoop }) => openLoop?.isSaturated);
    if (cell.status !== 'ok' || cell.openLoop?.isSaturated || behind.length === 0) return [];
    return [
      {
        id: 'near-saturation',
        severity: 'warning',
        cell: cell.id,
        evidence: `in ${behind.length} of ${open.length} blocks it fell behind ${cell.ratePerSec} tasks a second`,
        remedy: 'the rate is near what it can carry: latency there depends on how long one looks; lower it',
      },
    ];
  });
