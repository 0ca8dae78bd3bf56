/** Two estimates and what was decided of them, as a document has it. Pure. */
import type { Contrast } from '../result/schema.ts';
import { type LogContrast, ratioInterval } from '../stats/contrast.ts';
import type { Decision } from '../stats/verdict.ts';

export function toContrast(
  what: Pick<Contrast, 'cell' | 'reference' | 'metric'>,
  { median, mean }: { readonly median: LogContrast; readonly mean: LogContrast },
  { detectable, verdict, decidedBy, moreBlocks }: Decision,
  reason: string | null = null,
): Contrast {
  return {
    ...what,
    ratio: ratioInterval(median),
    meanRatio: ratioInterval(mean),
    detectable,
    verdict,
    decidedBy,
    blockCount: median.blockCount,
    moreBlocks,
    reason,
  };
}
