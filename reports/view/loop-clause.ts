/** What the event loop paid, as the end of a verdict sentence. Delays carry no interval: only large gaps are named. */
import { formatShare } from '../format.ts';
import type { CellRow } from './cell-row.ts';

const CLEAR_RATIO = 2;
/** A timer is about this late on an idle loop: differences below it say nothing. */
const JITTER_MS = 2;
/** A loop that answers within this is free for its other users. */
const FREE_MS = 10;

/** Nothing is below another of which it is only known that it is at least so long. */
function isClearlyBelow(low: CellRow, high: CellRow): boolean {
  const [lowMs, highMs] = [low.loopDelayMsP99, high.loopDelayMsP99];
  if (lowMs === null || highMs === null || low.isLeastLoopDelay) return false;
  return lowMs * CLEAR_RATIO <= highMs && highMs > JITTER_MS;
}

const isFree = ({ loopDelayMsP99, isLeastLoopDelay }: CellRow): boolean =>
  loopDelayMsP99 !== null && loopDelayMsP99 <= FREE_MS && !isLeastLoopDelay;

/** For a recommended cell other than the reference: `, and the loop stays free (p99 delay 1.2 ms against 5.1 ms)`. */
export function loopClauseAgainst(chosen: CellRow, reference: CellRow | undefined): string {
  if (reference === undefined || reference.loopDelayMsP99 === null || chosen.loopDelayMsP99 === null)
    return '';
  const delays = `${chosen.loopDelayText} against ${reference.loopDelayText}`;
  if (isClearlyBelow(chosen, reference))
    return `, and the loop ${isFree(chosen) ? 'stays free' : 'is freer'} (p99 delay ${delays})`;
  const idle = isFree(chosen) ? idleClause(chosen, reference) : null;
  const isWorse = isClearlyBelow(reference, chosen);
  if (isWorse && idle === null) return `, but the loop pays (p99 delay ${delays})`;
  // Delays that are no clear gap apart are shown, and nothing is said of them.
  if (idle === null) return `; the loop’s p99 delay is ${delays}`;
  return `, and ${idle} (its p99 delay is ${isWorse ? 'longer: ' : ''}${delays})`;
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
  if (!isClearlyBelow(other, chosen)) return '';
  return `, with a freer loop (p99 delay ${other.loopDelayText})`;
}

/** For the cell that is kept: its own delay and, where that is long, who would leave the loop clearly freer. */
export function loopClauseOfKept(kept: CellRow, rows: readonly CellRow[]): string {
  if (kept.loopDelayMsP99 === null) return '';
  const freest = rows
    .filter((row) => row.cell !== kept.cell && row.model !== 'sequential' && row.loopDelayMsP99 !== null)
    .sort((one, other) => (one.loopDelayMsP99 ?? 0) - (other.loopDelayMsP99 ?? 0))[0];
  if (freest === undefined || isFree(kept) || !isClearlyBelow(freest, kept)) {
    return ` The loop's p99 delay is ${kept.loopDelayText}.`;
  }
  return ` The loop pays: p99 delay ${kept.loopDelayText}, with ${freest.label} ${freest.loopDelayText}.`;
}
