/**
 * The one error type of Crossover. Every message gives the fact, the value and the remedy; the code is stable,
 * so that scripts and documents may rely on it.
 */

/** Stable codes, each with the one thing that it means for ever. `docs/errors.md` says what to do about each. */
export const ERROR_MEANINGS = {
  CROSSOVER_USAGE: 'an option, id or value on the command line is wrong: nothing was measured',
  CROSSOVER_SCENARIO_NOT_FOUND: "the scenario's file does not exist",
  CROSSOVER_SCENARIO_LOAD: "the scenario's file could not be compiled or imported",
  CROSSOVER_SCENARIO_SHAPE: 'it was imported, but its default export is no function and no scenario',
  CROSSOVER_OPEN_FAILED: "the scenario's open() threw, or an executor did not become ready",
  CROSSOVER_TASK_FAILED: 'a task threw or rejected',
  CROSSOVER_NOT_CLONABLE: 'an input or output cannot travel between threads or processes',
  CROSSOVER_QUEUE_FULL: 'a pool refused a task because its queue was full (knob maxQueue)',
  CROSSOVER_EXECUTOR_DIED: 'a worker, child or round process ended while it was needed',
  CROSSOVER_DEADLINE: 'a task, or a step of a round, took longer than its deadline',
  CROSSOVER_UNMATCHED_WORK: "a model's outputs differ from the reference's",
  CROSSOVER_CANNOT: 'a model cannot run this scenario at the knobs that were asked for',
  CROSSOVER_SERVICE_FAILED: 'a service did not start or died',
  CROSSOVER_OUTPUT_FOLDER: 'the output folder cannot be written',
  CROSSOVER_OUTPUT_LOST: 'what was measured cannot be written, or not all of it',
  CROSSOVER_RESUME:
    'a stored run cannot be continued: damaged, still running, or of another machine, release or scenario',
  CROSSOVER_DOCUMENT: 'a result document cannot be read, is of an unknown version, or not of the kind needed',
  CROSSOVER_NOT_COMPARABLE: 'too few stored runs that the head can be held against',
  CROSSOVER_INTERRUPTED: 'the user stopped the run',
  CROSSOVER_INTERNAL: 'a defect of Crossover itself',
} as const;
export type ErrorCode = keyof typeof ERROR_MEANINGS;

export class CrossoverError extends Error {
  readonly code: ErrorCode;
  /** What the reader can do about it, as one sentence; also the end of `message`. */
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, fact: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(options.remedy ? `${fact} ${options.remedy}` : fact, { cause: options.cause });
    this.name = 'CrossoverError';
    this.code = code;
    this.remedy = options.remedy;
  }
}

/** An error as data: survives threads, processes and JSON. `stack` holds at most 8 lines. */
export interface ErrorRecord {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
}

/**
 * Turns whatever was thrown (an Error, a string, null) into data, keeping name, message, code, cause and stack lines.
 * Never throws, not even for objects with hostile getters. `fallbackCode` is used where the thrown thing has no code.
 */
export function toErrorRecord(thrown: unknown, fallbackCode: string, depth = 0): ErrorRecord {
  try {
    if (typeof thrown !== 'object' || thrown === null) {
      return { code: fallbackCode, name: thrown === null ? 'null' : typeof thrown, message: String(thrown) };
    }
    const error = thrown as {
      name?: unknown;
      message?: unknown;
      code?: unknown;
      stack?: unknown;
      cause?: unknown;
    };
    const stack =
      typeof error.stack === 'string' ? error.stack.split('\n').slice(0, 8).join('\n') : undefined;
    const hasCause = error.cause !== undefined && depth < 3;
    return {
      code: typeof error.code === 'string' ? error.code : fallbackCode,
      name: typeof error.name === 'string' ? error.name : 'Object',
      message: typeof error.message === 'string' ? error.message : 'a thrown object without a message',
      ...(stack === undefined ? {} : { stack }),
      ...(hasCause ? { cause: toErrorRecord(error.cause, fallbackCode, depth + 1) } : {}),
    };
  } catch {
    return { code: fallbackCode, name: 'unknown', message: 'a thrown value that cannot be read' };
  }
}
