/** What the event loop paid, as the end of a verdict sentence. Delays carry no interval: only large gaps are named. */
import { formatShare } from '../format.ts';
import type { CellRow } from './cell-row.ts';

const CLEAR_RATIO = 2;
/** A timer is about this late on an idle loop: differences below it say nothing. */
const JITTER_MS = 2;
/** A loop that answers within this is free for its other users. */
const FREE_MS = 10;

function isClearlyBelow(lowMs: number, highMs: number): boolean {
  return lowMs * CLEAR_RATIO <= highMs && highMs > JITTER_MS;
}

/** For a recommended cell other than the reference: `, and the loop stays free (p99 delay 1.2 ms against 5.1 ms)`. */
export function loopClauseAgainst(chosen: CellRow, reference: CellRow | undefined): string {
  const own = chosen.loopDelayMsP99;
  const other = reference?.loopDelayMsP99 ?? null;
  if (own === null || other === null) return '';
  const figures = `(p99 delay ${chosen.loopDelayText} against ${reference?.loopDelayText})`;
  if (isClearlyBelow(own, other)) {
    return own <= FREE_MS ? `, and the loop stays free ${figures}` : `, and the loop is freer ${figures}`;
  }
  const idle = own <= FREE_MS ? idleClause(chosen, reference) : null;
  const isWorse = isClearlyBelow(other, own);
  if (isWorse && idle === null) return `, but the loop pays ${figures}`;
  if (idle === null) return `; the loop’s worst delays are alike ${figures}`;
  return `, and ${idle} (its p99 delay is ${isWorse ? 'longer' : 'alike'}: ${chosen.loopDelayText} against ${reference?.loopDelayText})`;
}

/** Delays at worst may be alike where one loop is busy all the time and the other hardly: then the shares tell. */
function idleClause(chosen: CellRow, reference: CellRow | undefined): string | null {
  const own = chosen.loopUtilization;
  const other = reference?.loopUtilization ?? null;
  if (own === null || other === null || own * CLEAR_RATIO > other) return null;
  return `the loop is busy ${formatShare(own)} of the time instead of ${formatShare(other)}`;
}

/** For an equal of the recommended cell: `, with a freer loop (p99 delay 4.3 ms)`, or nothing. */
export function freerClause(chosen: CellRow, other: CellRow): string {
  const [own, least] = [chosen.loopDelayMsP99, other.loopDelayMsP99];
  if (own === null || least === null || !isClearlyBelow(least, own)) return '';
  return `, with a freer loop (p99 delay ${other.loopDelayText})`;
}

/** For the cell that is kept: its own delay and, where that is long, who would leave the loop clearly freer. */
export function loopClauseOfKept(kept: CellRow, rows: readonly CellRow[]): string {
  const own = kept.loopDelayMsP99;
  if (own === null) return '';
  const freest = rows
    .filter((row) => row.cell !== kept.cell && row.model !== 'sequential' && row.loopDelayMsP99 !== null)
    .sort((one, other) => (one.loopDelayMsP99 ?? 0) - (other.loopDelayMsP99 ?? 0))[0];
  const least = freest?.loopDelayMsP99 ?? null;
  if (freest === undefined || least === null || own <= FREE_MS || !isClearlyBelow(least, own)) {
    return ` The loop's p99 delay is ${kept.loopDelayText}.`;
  }
  return ` The loop pays: p99 delay ${kept.loopDelayText}, with ${freest.label} ${freest.loopDelayText}.`;
}
