/** A round while its process lives: what one cell of a block has come to so far. */
import type { ErrorRecord } from '../errors.ts';
import type { SlicePlan } from '../measure/closed-loop.ts';
import type { PlannedCell } from '../plan.ts';
import type { RoundHandle } from '../round/host.ts';
import type { FinishReading, OpenReading, WarmUpReading } from '../round/protocol.ts';
import type { TakenSlice } from './round-value.ts';
import { estimateSliceMs } from './slice-plan.ts';

export interface LiveRound {
  readonly cell: PlannedCell;
  handle: RoundHandle | null;
  opened: OpenReading | null;
  warmedUp: WarmUpReading | null;
  finished: FinishReading | null;
  plan: SlicePlan | null;
  readonly slices: (Omit<TakenSlice, 'voidReason'> & { voidReason: string | null })[];
  error: ErrorRecord | null;
  notTaken: string | null;
}

export const toLiveRound = (cell: PlannedCell): LiveRound => ({
  cell,
  handle: null,
  opened: null,
  warmedUp: null,
  finished: null,
  plan: null,
  slices: [],
  error: null,
  notTaken: null,
});

/** What its next slice takes, in ms; nothing is known of one that has not warmed up. */
export function estimateRoundMs({ plan, warmedUp }: LiveRound): number {
  return plan && warmedUp ? estimateSliceMs(plan, warmedUp) : 0;
}

/** Of its process and of those that this started for its executors. */
export function pidsOf(round: LiveRound): number[] {
  const own = round.handle?.pid;
  return own === null || own === undefined ? [] : [own, ...(round.opened?.childPids ?? [])];
}
