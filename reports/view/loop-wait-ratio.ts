/** How much longer callbacks wait for one event loop than for another: paired inside blocks, as everything else. */
import type { Cell, Interval, Round } from '../../harness/result/schema.ts';
import { logContrast, ratioInterval } from '../../harness/stats/contrast.ts';
import { LogHistogram } from '../../harness/stats/histogram.ts';

/** Buckets of the histogram are 1 % wide. */
const RESOLUTION_RATIO = 0.01;

/** Mean wait of callbacks that arrive at random moments; null where none did. */
function meanWaitMs({ loop }: Round): number | null {
  if (loop === null) return null;
  let sumMs = 0;
  let count = 0;
  for (const bucket of LogHistogram.from(loop.waits).valuesAndCounts()) {
    sumMs += bucket.midMs * bucket.count;
    count += bucket.count;
  }
  return count === 0 ? null : sumMs / count;
}

/** Mean wait of the one ÷ that of the other with its 95 % interval over blocks; null under two blocks together. Pure. */
export function loopWaitRatio(cell: Cell, other: Cell): Interval | null {
  const theirs = new Map(other.blocks.map((round) => [round.block, round]));
  const logs = cell.blocks.flatMap((round) => {
    const partner = theirs.get(round.block);
    if (partner === undefined || round.status !== 'ok' || partner.status !== 'ok') return [];
    const [own, its] = [meanWaitMs(round), meanWaitMs(partner)];
    return own === null || its === null || own <= 0 || its <= 0 ? [] : [Math.log(own / its)];
  });
  const contrast = logContrast(logs, RESOLUTION_RATIO);
  return contrast === null ? null : ratioInterval(contrast);
}
