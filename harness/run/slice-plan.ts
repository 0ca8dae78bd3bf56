/** How long slices are and in which order they come. Pure. */
import { CONTIGUOUS, SLICE } from '../config/defaults.ts';
import type { SlicePlan } from '../measure/closed-loop.ts';
import { isBriefDrive, leadInOf, type SliceDrive } from '../measure/lead-in.ts';
import type { WarmUpReading } from '../round/protocol.ts';
import type { Random } from '../stats/random.ts';

export type WindowMode = 'sliced' | 'contiguous';

/** A quarter more than the completions need on average, so that a window is seldom prolonged. */
const HEADROOM = 1.25;

/** Cells whose tasks take less than so many times as long as the fastest ones have as many of them in a window. */
const ALIKE_RATIO = 2;

/**
 * Of each cell of a block: what its tasks took while it warmed up, in ms, or what the fastest took, where that is about as long. Cells that
 * are the same (base and control) count as one.
 */
export function alikeTaskMs(
  warm: readonly WarmUpReading[],
  keys: readonly string[] = warm.map((_, index) => String(index)),
): readonly number[] {
  const mostPerSec = (key: string | undefined): number =>
    Math.max(
      ...warm.filter((_, index) => keys[index] === key).map(({ throughputPerSec }) => throughputPerSec),
    );
  const own = warm.map((_, index) => 1e3 / mostPerSec(keys[index]));
  const fastestMs = Math.min(...own);
  return own.map((taskMs) => (taskMs < ALIKE_RATIO * fastestMs ? fastestMs : taskMs));
}

/**
 * A slice for a cell that was seen at this pace while it warmed up: long enough for lead-in and completions. Of tasks that come one
 * at a time each input once, or as often as fits: as many as tasks of `taskMs` let, which versions of a block share.
 */
export function planSlice(
  warm: WarmUpReading,
  drive: SliceDrive = {},
  taskMs = 1e3 / warm.throughputPerSec,
): SlicePlan {
  const leadInMs = leadInOf(warm.latencyMs, drive);
  if (drive.isOneAtATime === true) {
    const minCompletions = SLICE.minCompletionsAlone;
    return {
      leadInMs,
      windowMs: Math.max(SLICE.windowMs, (minCompletions * 1e3) / warm.throughputPerSec),
      minCompletions,
      wholeCycles: { taskMs },
      ...(isBriefDrive(drive) ? { watchesWindow: true } : {}),
      ...(drive.takesTurns && taskMs > 0 && taskMs < Number.POSITIVE_INFINITY
        ? { holdTasks: Math.ceil(SLICE.holdMs / taskMs) }
        : {}),
    };
  }
  return {
    leadInMs,
    windowMs: Math.max(SLICE.windowMs, (HEADROOM * SLICE.minCompletions * 1e3) / warm.throughputPerSec),
    minCompletions: SLICE.minCompletions,
  };
}

/** A long window; `shareMs` is what the block's time leaves for it, and at least `leastMs` is taken. */
export function planContiguous(
  warm: WarmUpReading,
  shareMs: number,
  leastMs: number = CONTIGUOUS.leastWindowMs,
  leastLeadInMs: number = CONTIGUOUS.leadInMs,
): SlicePlan {
  const leadInMs = Math.max(leastLeadInMs, SLICE.leadInLatencies * warm.latencyMs);
  return {
    leadInMs,
    windowMs: Math.min(CONTIGUOUS.windowMs, Math.max(leastMs, shareMs - leadInMs)),
    minCompletions: SLICE.minCompletions,
  };
}

/** A window is prolonged for its completions up to so many times its length: see the drive. */
const MOST_PROLONGED = 4;

/** What one slice takes from wake-up to sleep: its plan, the drain, and the orchestrator's own steps. */
export function estimateSliceMs(plan: SlicePlan, warm: WarmUpReading): number {
  const completionsMs = (plan.minCompletions * 1e3) / warm.throughputPerSec;
  const windowMs = Math.max(plan.windowMs, Math.min(completionsMs, MOST_PROLONGED * plan.windowMs));
  return plan.leadInMs + windowMs + warm.latencyMs + 8;
}

/** Sliced: random order in every turn. Contiguous: one random order, then its mirror image (ABBA). */
export function orderTurn<Item>(
  items: readonly Item[],
  mode: WindowMode,
  turn: number,
  random: Random,
): readonly Item[] {
  if (mode === 'sliced') return random.fork(`order of turn ${turn}`).shuffle(items);
  const order = random.fork(`order of turns ${turn - (turn % 2)}`).shuffle(items);
  return turn % 2 === 0 ? order : [...order].reverse();
}

/** The CPU of a turn: every CPU once, in random order, before any comes again. Null without CPUs to draw from. */
export function drawCpu(cpus: readonly number[], turn: number, random: Random): number | null {
  if (cpus.length === 0) return null;
  const cycle = Math.floor(turn / cpus.length);
  return random.fork(`cpus of cycle ${cycle}`).shuffle(cpus)[turn % cpus.length] ?? null;
}
