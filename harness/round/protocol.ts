/** What the orchestrator and a round's process say to each other. All of it is plain, clonable data. */
import type { ErrorRecord } from '../errors.ts';
import type { SlicePlan } from '../measure/closed-loop.ts';
import type { OutcomeReading } from '../measure/outcomes.ts';
import type { Rests } from '../measure/relay.ts';
import type { WindowReading } from '../measure/slice-reading.ts';
import type { BatchMeters, ExecutorSpec, Knobs } from '../model.ts';
import type { LogHistogramDocument } from '../stats/histogram.ts';

/** Everything that one round needs: the cell, resolved. */
export interface RoundRequest {
  readonly modelId: string;
  readonly knobs: Knobs;
  readonly executor: ExecutorSpec;
  readonly scenarioId: string;
  readonly inFlight: number;
  readonly inputCount: number;
  /** From `--input`, instead of the scenario's own inputs. */
  readonly userInputs: readonly unknown[] | null;
  readonly taskDeadlineMs: number;
  /**
   * Of two versions of a cell on a loop, where tasks come one at a time: what processes differ by through their memory is drawn anew before every slice.
   * Inputs move (`executor/move-inputs`), and garbage is collected where that hides nothing.
   */
  readonly redrawsMemory?: true;
  /** The folder in which its process works; absent: that of the run. */
  readonly cwd?: string;
}

/** Start-up and first task, apart from the steady state; and the proof of equal work. */
export interface OpenReading {
  readonly startUpMs: number;
  readonly firstTaskMs: number;
  readonly executorCount: number;
  readonly childPids: readonly number[];
  /** The process whose loop carries tasks out, where it is not that of the round: a server. */
  readonly loopPid?: number;
  /** One digest over the outputs of all inputs, in order. */
  readonly digest: string;
  /** Memory of the process before the model was opened, inputs included. */
  readonly baseMemoryBytes: number;
}

export interface WarmUpRequest {
  readonly maxMs: number;
  /** Blocks before told that tasks keep their pace through a forced collection: it is not asked again. */
  readonly keepsPace?: boolean;
}

export interface WarmUpReading {
  readonly durationMs: number;
  readonly taskCount: number;
  readonly isFlat: boolean;
  readonly throughputPerSec: number;
  readonly latencyMs: number;
  /** Where memory is redrawn. */
  readonly collection?: CollectionReading;
}

/** What it takes to collect all garbage of a process that has warmed up: of tasks that come one at a time, see `mayForceCollections`. */
export interface CollectionReading {
  /** Collections that came by themselves from its first task to the end of its warm-up, and those of the old generation among them. */
  readonly count: number;
  readonly majorCount: number;
  /** How long one takes that is forced: the longest that it may hold up tasks. Null where one came by itself: none is forced then. */
  readonly forcedMs: number | null;
  /**
   * How fast tasks are in a slice after it, as a ratio of their pace before: V8 throws compiled code away whose shapes of objects nothing
   * is left of. Null where none is forced, where a task failed, and where it was told before.
   */
  readonly paceRatio: number | null;
  /** Inputs move before every slice: their old places are garbage of the harness's own, and large. */
  readonly movesInputs?: true;
}

/** How a slice went whose tasks came by a schedule. */
export interface OpenLoopReading {
  /** Tasks scheduled inside the window. */
  readonly scheduledCount: number;
  /** Too many were outstanding: no more were offered, and the window ended there. */
  readonly overflowed: boolean;
  /** By how much the line grew from the beginning of the window to the end of the load, and how many tasks came meanwhile. */
  readonly backlogGrowth: number;
  readonly arrivedCount: number;
  /** How much later than scheduled they were offered. */
  readonly lag: LogHistogramDocument;
}

/** What only servers have. */
export interface ServerSliceReading {
  /** CPU of the process that makes the load ÷ duration. */
  readonly driverCores: number;
  /** Latency of the cheap route that was asked beside the load; null without one. */
  readonly victim: LogHistogramDocument | null;
}

/** A deploy under load. */
export interface ShutdownReading {
  readonly answeredCount: number;
  /** Not accepted: nothing was sent, and a balancer sends them elsewhere. */
  readonly refusedCount: number;
  /** Sent, and never answered. */
  readonly lostCount: number;
  /** From the signal until the process was gone. */
  readonly drainMs: number;
}

export interface LiveMemory {
  readonly beforeBytes: number;
  readonly afterBytes: number;
}

export interface SliceReading {
  /** Of a slice that takes turns: what it did while it was not its turn. */
  readonly rests?: Rests;
  /** Inputs that moved could not be given back to the system: see `SlicePlan`. */
  readonly keepsMemory?: true;
  readonly window: WindowReading;
  /** Rests between them are not in `window`. */
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly tasks: {
    readonly offered: number;
    readonly ok: number;
    readonly failed: number;
    readonly timedOut: number;
  };
  readonly error: ErrorRecord | null;
  /** Over the whole slice, lead-in and drain included. */
  readonly cpuMs: number;
  readonly loopThreadCpuMs: number | null;
  readonly runQueueWaitMs: number | null;
  /** How often a thread of the round's processes was put on a CPU. */
  readonly switchCount: number | null;
  readonly wallMs: number;
  /** Latency of the slowest task of all that settled, lead-in and drain included: a pause seldom falls into the window. */
  readonly longestTaskMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  /** How long random arrivals under the load of the window waited for the loop, and how many still did at the end. */
  readonly loopWaits: LogHistogramDocument;
  readonly loopCutOffCount: number;
  readonly utilizationRatio: number;
  /** Of servers. */
  readonly server?: ServerSliceReading;
  /** Where the scenario tells what became of its tasks. */
  readonly outcomes?: OutcomeReading;
  /** In open loop. */
  readonly openLoop?: OpenLoopReading;
  /** Executors that were started meanwhile, of a pool that grows and shrinks. */
  readonly startedExecutorCount?: number;
  /** Where tasks travel in batches. */
  readonly batches?: BatchMeters;
  /**
   * Of scenarios whose lesson is how memory grows: what all executors held before and after the slice when their garbage was collected;
   * null where they cannot tell.
   */
  readonly liveMemory?: LiveMemory | null;
  /** Time that went into copies of inputs, where each task needs one and none was in stock. */
  readonly inputCopyMs?: number;
}

export interface FinishReading {
  /** Memory of the whole session (PSS of all its processes, else RSS of this one); null where it is not the model's. */
  readonly memoryBytes: number | null;
  /** Of servers. */
  readonly shutdown?: ShutdownReading;
  /** Of a null round: what writing and reading the messages of one task takes, measured apart; absent where that is not known. */
  readonly messageMs?: number;
}

/** The commands of a round, each with what it answers. */
export interface RoundCommands {
  /** What can be done beside other rounds, for nothing of it is measured: load the scenario, make its inputs. `open` does it where it was not asked for. */
  prepare: { request: RoundRequest; reading: null };
  open: { request: RoundRequest; reading: OpenReading };
  warmUp: { request: WarmUpRequest; reading: WarmUpReading };
  slice: { request: SlicePlan; reading: SliceReading };
  finish: { request: null; reading: FinishReading };
}

export type RoundCommand = {
  [Name in keyof RoundCommands]: { readonly command: Name; readonly request: RoundCommands[Name]['request'] };
}[keyof RoundCommands];

export type RoundAnswer =
  | { readonly ok: true; readonly reading: RoundCommands[keyof RoundCommands]['reading'] }
  | { readonly ok: false; readonly error: ErrorRecord };

/**
 * Said before and after each task of `open`: silence from here on is a task's, and the deadline of tasks counts. Null:
 * what follows is no task, and the command has its own deadline again.
 */
export interface LifeSign {
  readonly taskDeadlineMs: number | null;
}

/** Said by a slice that takes turns: the others may go on. */
export interface RestSign {
  readonly rests: true;
}

/** Said to it: it is its turn. */
export interface ResumeSign {
  readonly resumes: true;
}

export type RoundMessage = RoundAnswer | LifeSign | RestSign;

/** A scenario on the loop shares the process, and may send its own messages to whom it takes for its parent. */
export function isRoundMessage(message: unknown): message is RoundMessage {
  if (typeof message !== 'object' || message === null) return false;
  if ('taskDeadlineMs' in message) return true;
  if ('rests' in message) return message.rests === true;
  return 'ok' in message && ('reading' in message || 'error' in message);
}
