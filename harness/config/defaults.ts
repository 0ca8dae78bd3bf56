/**
 * Every default of a run lives here, once. The command line's help and the docs are generated from these tables.
 */
import type { ParamValue } from '../scenario.ts';

export type PresetId = 'smoke' | 'quick' | 'full';

export interface Preset {
  readonly id: PresetId;
  /** One sentence for `--help`. */
  readonly summary: string;
  /** Blocks per condition. A budget of the preset may lower the number, one that the user names may raise it as well. */
  readonly blockCount: number;
  /** The whole run, set-up and report included; null: as long as it takes. */
  readonly budgetMs: number | null;
  /** What one block takes where the budget leaves the choice: start-up, warm-up and turns together. */
  readonly nominalBlockMs: number;
  /** Longest warm-up of one process. */
  readonly maxWarmUpMs: number;
  /** How often a cell is measured in one block at the most: once, and again with its reference when it came out void. */
  readonly maxAttempts: number;
  /** Only the first value of every parameter, or all of them (of `DIALS` a few). */
  readonly params: 'first' | 'all';
  /** Which built-in scenarios run when none is named: ids, or all. */
  readonly scenarios: readonly string[] | 'all';
}

const HANDFUL = ['cpu/sum-of-squares', 'cpu/sha256', 'io/http-fan-out', 'mixed/fetch-parse-hash'] as const;

export const PRESETS: Readonly<Record<PresetId, Preset>> = {
  smoke: {
    id: 'smoke',
    summary: 'one short block of a handful: does everything run? No verdicts.',
    blockCount: 1,
    budgetMs: null, // some 13 s for the handful; every scenario gets its block, on however slow a machine
    nominalBlockMs: 2_000,
    maxWarmUpMs: 150,
    maxAttempts: 1,
    params: 'first',
    scenarios: HANDFUL,
  },
  quick: {
    id: 'quick',
    summary: 'a handful of scenarios with verdicts in about 85 s (default).',
    blockCount: 5,
    budgetMs: 85_000,
    nominalBlockMs: 3_700,
    maxWarmUpMs: 350,
    maxAttempts: 3,
    params: 'first',
    scenarios: HANDFUL,
  },
  full: {
    id: 'full',
    summary: 'every scenario with its parameter values, 5 blocks each: about two and a half hours.',
    blockCount: 5,
    budgetMs: null,
    nominalBlockMs: 5_000,
    maxWarmUpMs: 2_000,
    maxAttempts: 3,
    params: 'all',
    scenarios: 'all',
  },
};

/**
 * Built-in scenarios that are dials: what a preset that takes all values of parameters takes of theirs, the first value
 * first. All combinations of what they list would take more than an hour, with tasks of 100 ms and payloads of 16 MiB among them;
 * `--param` asks for any value.
 */
export const DIALS: Readonly<Record<string, Readonly<Record<string, readonly ParamValue[]>>>> = {
  'cpu/grain': { taskMs: [1, 0.1, 10], payloadKiB: [0] },
  'cpu/payload': { payloadKiB: [256, 1, 16], as: ['objects', 'buffer'] },
  'cpu/big-result': { resultKiB: [256], as: ['objects', 'string', 'buffer'] },
  'io/latency': { delayMs: [10, 1, 30] },
  'io/mongo-find': { poolMax: [8], customers: [10] },
  'io/mysql-query': { poolMax: [8], customers: [10] },
  'io/postgres-query': { poolMax: [8, 1, 2], customers: [10], poolMin: ['max'] },
  'servers/app': { route: ['cpu', 'json'] },
  'servers/database': { route: ['mixed', 'read'] },
  'patterns/retry': { failRate: [0.2], delayMs: [5], failAbove: [6, 0] },
  'patterns/connection-limit': { connections: [8, 1, 4], delayMs: [10], serviceLimit: [0, 4] },
};

export const DEFAULT_PRESET: PresetId = 'quick';
export const DEFAULT_MODELS = ['sequential', 'single-loop', 'worker-threads', 'child-processes'] as const;
/** Besides these where a scenario is a server. */
export const DEFAULT_SERVER_MODELS = ['cluster'] as const;
/** The cell that others are contrasted with. */
export const REFERENCE_MODEL = 'single-loop';
export const DEFAULT_IN_FLIGHT = 8;
/** Of open loop: how tasks are spaced, and the rates that may be asked for: in a window of 3 s there must be some. */
export const DEFAULT_ARRIVALS = 'constant';
export const LEAST_RATE_PER_SEC = 1;
export const MOST_RATE_PER_SEC = 20_000;
/** The margin Δ: changes smaller than this are called `same`. */
export const DEFAULT_MARGIN_RATIO = 0.03;
export const DEFAULT_ALPHA = 0.05;
export const DEFAULT_OUT_DIR = 'bench-results';
/** A task that takes longer fails its cell. */
export const DEFAULT_TASK_DEADLINE_MS = 30_000;

/** MEASURING.md §1: shortest lead-in and window of a slice, and completions that a window must hold. */
export const SLICE = {
  leadInMs: 40,
  leadInLatencies: 3,
  /**
   * Between two versions of a task that comes one at a time, and at least one of them. Blocks of 5 s hold half as many turns again as with
   * 40 ms: an integer loop scattered by 0.50 % a block instead of 0.75, sha256 of 4 MiB, whose inputs move, by
   * 0.86 instead of 1.08, and by 0.70 once their old places are collected (24 blocks each, in turns).
   */
  briefLeadInMs: 10,
  /** For about so long one of two such versions goes on before the other does: turns of a window are made even. */
  holdMs: 10,
  windowMs: 40,
  minCompletions: 20,
  /**
   * Of tasks that come one at a time, whose windows begin and end with a task: each input once. JSON.parse of 7 ms in a noisy hour,
   * 20 blocks each: a block's log ratio scattered by 3.6 % with 20, 2.5 with 8, 2.8 with 4. What disturbs such tasks lasts longer
   * than a slice, so more turns help, and longer windows do not.
   */
  minCompletionsAlone: 8,
  /** A slice whose window would have to be longer than this is measured in contiguous windows instead. */
  maxWindowMs: 1_500,
} as const;
export const CONTIGUOUS = {
  leadInMs: 300,
  windowMs: 3_000,
  leastWindowMs: 1_000,
  /** Where tasks come by a schedule connections are opened first: what waits for that is no latency. */
  openLoopLeadInMs: 1_000,
  /** The route beside the load is asked 300 times a second: two such windows have a p99. */
  leastServerWindowMs: 2_000,
} as const;

/** At most this many processes live in one block, the reference among them. */
export const MAX_CELLS_PER_BLOCK = 4;
/** Inputs made per condition where its scenario does not say how many; tasks take them in turn. */
export const INPUT_COUNT = 8;
/** Each is carried out once in every process before it warms up. */
export const MOST_INPUTS = 1_000;
/** CPU that all sleeping processes may use during a slice, as a share of its duration; of slices that take turns: that one may use in its own rests. */
export const MAX_SLEEPER_CPU_RATIO = 0.01;
/** CPU that a process which takes turns may use for each rest: to say so, to fall asleep, and to hear that it is its turn again. */
export const REST_MESSAGES_MS = 0.5;

/** `crossover ab`: two versions in the same turns. */
export const AB = {
  models: ['single-loop'],
  /** Blocks for each cell where neither a number nor a budget is named: about a minute. */
  blockCount: 12,
  /**
   * Start-up and warm-up take 0.8 s of it for two processes and 1.5 s for three, whatever its length. The spread of a block falls with its
   * turns; t of few blocks asks for much; and a pause in every other second is in most blocks of this length, but not in shorter ones.
   */
  nominalBlockMs: 5_000,
  /** Where the budget is short, blocks become shorter before they become fewer, down to this on average: about seven turns of a task of 7 ms that leaves garbage. */
  leastBlockMs: 3_300,
  /** A control lives in every second block only: it has to show that this machine deceives, not by how little. */
  blocksPerControl: 2,
  /** How often at most one of all cells may be called slower or faster though no change passes the margin. */
  familyAlpha: 0.01,
  /** Cells that measure the base against itself as well. */
  mostControls: 3,
} as const;

/** `crossover tune`: the size of a pool, or any other number. */
export const TUNE = {
  model: 'worker-threads',
  /** Of numbers that are no pool: the model on which they are tuned. */
  plainModel: 'single-loop',
  knob: 'poolSize',
  budgetMs: 60_000,
  /** Where the p99 has a limit, of which a few hundred tasks of each size tell something. */
  p99BudgetMs: 180_000,
  /** Where tasks come by a schedule: windows are long, and so a block of four cells takes the second of these. */
  rateBudgetMs: 300_000,
  rateBlockMs: 17_000,
  /** δ: a size this much below the best is as good, and smaller. */
  deltaRatio: 0.03,
  /** How often at most any size of a tune may be called worse though it is as good. */
  alpha: 0.0001,
  /** How often at most a pool may be recommended though doing without is as good. */
  poolAlpha: 0.001,
  /**
   * What one block takes where the budget leaves the choice. Starting and warming up four processes takes 1.8 s of it, and what scatters are
   * the slices of one process: in 3 s there was room for two turns, and a block of a database scattered by 14 %.
   */
  nominalBlockMs: 4_500,
  maxWarmUpMs: 300,
  /** Every size in so many blocks: what `--exhaustive` measures, and what the search is held against. */
  exhaustiveBlocks: 8,
  /** Fresh blocks for each group of settings that are validated. */
  validationBlocks: 3,
  /** Pools are looked at up to so many times the cores that count, and never beyond the second number. */
  sizesPerCore: 4,
  mostSizes: 64,
  /** What a number that is no pool is looked at up to, as a multiple of what its author listed. */
  paramReach: 2,
  uvThreads: 4,
  /** Resamples of the blocks behind the band of a curve. */
  resamples: 200,
} as const;
