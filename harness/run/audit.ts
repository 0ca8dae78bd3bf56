/**
 * The self-audit of a block: is each round's figure one that may be shown? Acts on covariates and on the books, never
 * on the outcome. Pure.
 */
import type { Block, Round } from '../result/schema.ts';
import { variance } from '../stats/describe.ts';
import { LogHistogram } from '../stats/histogram.ts';
import type { TakenRound } from './round-value.ts';

/** Beyond these the machine, not the code, made the figure. Ratios are of all CPUs' time during the turns. */
export const QUIET_HOST = {
  stealRatio: 0.1,
  outsideCpuRatio: 0.15,
  throttledRatio: 0.05,
  memoryPressureRatio: 0.02,
} as const;
/** Little's law must hold within this; the books do not balance otherwise. */
export const LITTLE_TOLERANCE = 0.05;
/** Scatter excuses no more than this: two slices scatter as they like. */
export const MOST_LITTLE_TOLERANCE = 0.1;
/** A round needs this share of its slices to be valid. */
const MIN_VALID_SLICES = 0.5;

/** Why the machine disqualifies a block, in words; empty when it was quiet. */
export function listHostReasons(block: Block): string[] {
  const percent = (ratio: number): string => `${(ratio * 100).toFixed(0)} %`;
  const reasons: string[] = [];
  if ((block.stealRatio ?? 0) > QUIET_HOST.stealRatio) {
    reasons.push(`the hypervisor took ${percent(block.stealRatio ?? 0)} of the CPU time`);
  }
  if ((block.outsideCpuRatio ?? 0) > QUIET_HOST.outsideCpuRatio) {
    reasons.push(`other processes used ${percent(block.outsideCpuRatio ?? 0)} of the CPU time`);
  }
  if ((block.throttledMs ?? 0) > block.durationMs * QUIET_HOST.throttledRatio) {
    reasons.push(`the quota throttled the run for ${(block.throttledMs ?? 0).toFixed(0)} ms`);
  }
  if ((block.memoryPressureRatio ?? 0) > QUIET_HOST.memoryPressureRatio) {
    reasons.push(
      `the machine was short of memory: processes waited for it ${percent(block.memoryPressureRatio ?? 0)} of the time`,
    );
  }
  return reasons;
}

/** What to tell before anything is measured where blocks would come out void; null on a quiet machine. */
export function describeBusyMachine({
  outsideCpuRatio,
  stealRatio,
}: Pick<Block, 'outsideCpuRatio' | 'stealRatio'>): string | null {
  const percent = (ratio: number): string => `${(ratio * 100).toFixed(0)} %`;
  if ((outsideCpuRatio ?? 0) > QUIET_HOST.outsideCpuRatio) {
    return `this machine is busy: other processes use ${percent(outsideCpuRatio ?? 0)} of its CPUs, and beyond ${percent(QUIET_HOST.outsideCpuRatio)} a block is void; close them, or wait`;
  }
  if ((stealRatio ?? 0) > QUIET_HOST.stealRatio) {
    return `this machine is busy: its hypervisor takes ${percent(stealRatio ?? 0)} of the CPU time, and beyond ${percent(QUIET_HOST.stealRatio)} a block is void`;
  }
  return null;
}

/**
 * Whether the books are off by more than the tolerance and more than their own scatter: a few slices of twenty tasks
 * balance only on average, so two standard errors of the slices' own ratios are allowed on top, up to a limit.
 */
function littleIsOff(round: Round, taken: TakenRound): boolean {
  // In open loop latency is of what came inside, and throughput of what settled there: these are not the same tasks.
  if (round.littleRatio === null || round.openLoop !== undefined) return false;
  const ratios = taken.slices.flatMap(({ voidReason, reading: { window } }) =>
    voidReason === null && window.settledCount > 0 && window.outstandingMs > 0
      ? [(window.credit * window.latencyMsSum) / (window.settledCount * window.outstandingMs)]
      : [],
  );
  const scatter = ratios.length < 2 ? 0 : Math.sqrt(variance(ratios) / ratios.length);
  return Math.abs(round.littleRatio - 1) > Math.min(LITTLE_TOLERANCE + 2 * scatter, MOST_LITTLE_TOLERANCE);
}

/** Of a server's requests so many must be offered as scheduled, or the load was not what it says. */
const LEAST_OFFERED_RATIO = 0.95;

/** The process that makes the load serves nobody: when it is late, the machine or its own work kept it, and not the server. */
function loadReason({ server, openLoop }: Round): string | null {
  if (server === undefined || openLoop === undefined) return null;
  const offered = LogHistogram.from(openLoop.lag).count;
  if (offered >= LEAST_OFFERED_RATIO * openLoop.scheduledCount) return null;
  return `the load could not keep its schedule: it sent ${offered} of ${openLoop.scheduledCount} requests in time`;
}

function listRoundReasons(round: Round, taken: TakenRound): string[] {
  const reasons: string[] = [];
  const voided = round.slices.filter(({ voidReason }) => voidReason !== null);
  if (round.slices.length === 0) reasons.push(taken.notTaken ?? 'no slice was taken');
  else if (round.slices.length - voided.length < round.slices.length * MIN_VALID_SLICES) {
    reasons.push(
      `${voided.length} of ${round.slices.length} slices were void: ${voided[0]?.voidReason ?? ''}`,
    );
  }
  const late = loadReason(round);
  if (late !== null) reasons.push(late);
  if (littleIsOff(round, taken)) {
    reasons.push(
      `throughput × latency differs from the tasks outstanding by ${(((round.littleRatio ?? 1) - 1) * 100).toFixed(1)} % (Little's law)`,
    );
  }
  const misordered = taken.slices.reduce((sum, { reading }) => sum + reading.window.misorderedCount, 0);
  if (misordered > 0) {
    reasons.push(
      `the time stamps of ${misordered} ${misordered === 1 ? 'task is' : 'tasks are'} out of order: they were not answered each by its own answer`,
    );
  }
  const { offered, ok, failed, timedOut } = round.tasks;
  if (offered !== ok + failed + timedOut)
    reasons.push(`${offered} tasks offered, ${ok + failed + timedOut} accounted for`);
  return reasons;
}

/** The round with its status: `failed` stays, `void` with reasons when a check does not pass, else `ok`. */
export function auditRound(round: Round, taken: TakenRound, block: Block): Round {
  if (round.status === 'failed') return round;
  const reasons = [...listHostReasons(block), ...listRoundReasons(round, taken)];
  return reasons.length === 0 ? round : { ...round, status: 'void', reasons };
}
