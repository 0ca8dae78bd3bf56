/**
 * The second seam: one way of carrying tasks out. A model never learns which scenario it runs: it is handed an
 * {@link ExecutorSpec}, which is plain data that every executor turns into a runnable task by itself.
 */
import type { MessagePort } from 'node:worker_threads';
import type { ErrorRecord } from './errors.ts';
import type { ParamValue } from './scenario.ts';

/** A setting of a model; `defaultValue` is resolved by `config/`. */
export interface KnobSpec {
  readonly id: string;
  readonly summary: string;
  /** `choice`: one of `values`. `count`: a whole number from `least` to `most`, or one of `values`. */
  readonly type: 'count' | 'choice';
  readonly values?: readonly string[];
  /** 1 and 1024 where left out. */
  readonly least?: number;
  readonly most?: number;
  /**
   * Left out of the cells for which nobody asked, and of ids where it has its default: a cell keeps the id that it had
   * before there was the knob, so that stored runs can still be compared.
   */
  readonly isQuiet?: true;
  /** `cores`: the cores that count. `share-of-in-flight`: 1 for cpu scenarios, else in flight ÷ poolSize, rounded up. */
  readonly defaultValue: number | string | 'cores' | 'share-of-in-flight';
}

export type KnobValue = string | number;
export type Knobs = Readonly<Record<string, KnobValue>>;

/** Everything an executor needs to load a scenario by path and open it. Plain, clonable data. */
export interface ExecutorSpec {
  /** `file:` URL of the compiled module, or of the user's own JavaScript. */
  readonly scenarioUrl: string;
  /** What the user wrote, for messages. */
  readonly scenarioLabel: string;
  readonly variant: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly seed: number;
  readonly tempDir: string;
  /** Nothing is computed: see executor/null-task.ts. */
  readonly nullTask?: 'kept' | 'nothing';
  /** Each input is a list of inputs, and its output the list of what came of them: see executor/batch.ts. */
  readonly isBatched?: boolean;
}

export interface OpenRequest {
  readonly executor: ExecutorSpec;
  readonly knobs: Knobs;
  /** A task that takes longer than this fails, and whoever runs it is ended. */
  readonly taskDeadlineMs: number;
  /** How many tasks the drive keeps outstanding. */
  readonly inFlight: number;
}

/**
 * The time stamps of one task's way, on one monotonic clock (milliseconds, see measure/clock.ts), in order:
 * offered by the drive ≤ submitted to an executor ≤ started ≤ ended ≤ settled in the caller.
 * `submittedMs` is NaN where a library's own queue hides it: queue and send are then one part. `startedMs` and `endedMs`
 * are NaN where the executor keeps its stamps for itself, so that they do not burden its answers: they come with the
 * metrics.
 */
export interface TaskReceipt {
  readonly output: unknown;
  readonly error: ErrorRecord | null;
  readonly submittedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Which executor carried it out: 0 … executorCount − 1. */
  readonly executorIndex: number;
}

/** What batches did since their session was opened; cumulative. Their parts add up from the first offer to the answer. */
export interface BatchMeters {
  readonly count: number;
  readonly taskCount: number;
  /** From the offer of the first task of each batch until the batch left. */
  readonly gatherMs: number;
  readonly queueAndSendMs: number;
  /** From the start of the first task to the end of the last. */
  readonly runMs: number;
  readonly returnMs: number;
}

/** What the executors themselves used since they were opened; cumulative, so that callers subtract. */
export interface ExecutorMetrics {
  /** CPU time of all processes of the session, the one that hosts it included, in milliseconds. */
  readonly cpuMs: number;
  readonly gcCount: number;
  readonly gcPauseMs: number;
  /** Of these, collections of the old generation; where tasks run in the session's own process. */
  readonly majorGcCount?: number;
  /** Heap used per executor where it can be read. */
  readonly heapUsedBytes: number | null;
  /** Size of V8's new space, of the executor that has the smallest: it doubles under load, and tasks then run faster. */
  readonly newSpaceBytes: number;
  /**
   * Per executor start and end of every task since the last reading, s₀, e₀, s₁, e₁, …, in the order in which its tasks
   * settled; absent where the receipts have them.
   */
  readonly stampsMs?: readonly (readonly number[])[];
  /** Executors that were started so far, where that goes on while tasks run. */
  readonly startedExecutorCount?: number;
  /** Where tasks travel in batches. */
  readonly batches?: BatchMeters;
}

/** Structured clone (as `v8.serialize` writes it) or JSON. */
export type MessageFormat = 'clone' | 'json';

/** What may change hands instead of being copied. */
export type TransferList = readonly (ArrayBuffer | MessagePort)[];

export interface ModelSession {
  /** At the most, where a pool grows and shrinks. */
  readonly executorCount: number;
  /** How many live in any case, where that is not all of them. */
  readonly leastExecutorCount?: number;
  /** Process ids besides the hosting process itself, for memory and CPU accounting from outside. */
  readonly childPids: readonly number[];
  /** Never rejects for a failed task: the error is in the receipt. Rejects only when the session itself is broken. */
  run(input: unknown, transferList?: TransferList): Promise<TaskReceipt>;
  metrics(): Promise<ExecutorMetrics>;
  /**
   * What the loop of this process and all executors hold, in bytes, after each has collected its garbage; between slices alone. Null where
   * one of them does not answer; absent where executors cannot be asked.
   */
  liveBytes?(): Promise<number | null>;
  /** Idempotent; nothing is left running. */
  close(): Promise<void>;
}

export interface ExecutionModel {
  readonly id: string;
  readonly summary: string;
  /** A paragraph for who has to choose: when it wins, and what it costs. Figures in it were measured. */
  readonly guidance: string;
  readonly knobs: readonly KnobSpec[];
  /** One task at a time whatever the drive offers (`sequential`). */
  readonly onlyOneInFlight: boolean;
  /** Tasks get the very inputs and not copies: a task that changes its input changes it for all later ones. */
  readonly sharesInputs: boolean;
  /** What carries tasks out: the loop of the round's own process, or threads or processes beside it. */
  readonly executors: 'loop' | 'threads' | 'processes';
  /** Starts threads or processes while tasks run: then never pinned. */
  readonly spawnsWhileRunning: boolean;
  /**
   * Whether the pool grows and shrinks at these knobs: then it is not pinned either, and is measured in contiguous windows,
   * for it would lose its threads while its process sleeps.
   */
  readonly resizesAt?: (knobs: Knobs) => boolean;
  /** The library's queue hides dispatch: queue wait and send are reported as one part. */
  readonly mergesQueueAndSend: boolean;
  /** How messages are written at these knobs; null where nothing is, or where it cannot be told. Absent: null. */
  readonly messageFormat?: (knobs: Knobs) => MessageFormat | null;
  /**
   * `also`: a server can carry out its work by it. `only`: it is a way of serving and carries out no tasks by itself. Absent: it is
   * for tasks alone.
   */
  readonly serves?: 'also' | 'only';
  /**
   * Opened instead of `open` by a server, where what its routes offload is carried out otherwise than a drive's tasks are. Absent:
   * `open` does for both.
   */
  readonly openToServe?: (request: OpenRequest) => Promise<ModelSession>;
  /** A limit that pools are set against, and no way to run work: its cells get no star and are never recommended. */
  readonly isFloor?: boolean;
  /** Why it cannot run in this installation and what to do about it, or null where it can; absent where it always can. */
  readonly whyUnavailable?: () => string | null;
  /** Resolves when EVERY executor has loaded the scenario and is ready; timed as start-up. */
  open(request: OpenRequest): Promise<ModelSession>;
}
