import type { Cell } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';

/** What a cell that did not keep up carried out each second: its capacity at this load. */
function capacityOf({ throughputPerSec, blocks }: Cell): number | null {
  if (throughputPerSec !== null) return throughputPerSec.value;
  return blocks.find(({ status }) => status === 'ok')?.meanThroughputPerSec ?? null;
}

/** Open loop: more came than was carried out. Then latency is a matter of how long one looks, and is not given. */
export const saturated: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    if (cell.status !== 'ok' || !cell.openLoop?.isSaturated) return [];
    const capacity = capacityOf(cell);
    const carried = capacity === null ? '' : `, it carried out ${capacity.toPrecision(3)}`;
    return [
      {
        id: 'saturated',
        severity: 'info',
        cell: cell.id,
        evidence: `${cell.ratePerSec} tasks came every second${carried}: the line grew as long as the load lasted`,
        remedy: 'give it more workers, or a lower rate; its latency at this rate has no value',
      },
    ];
  });
