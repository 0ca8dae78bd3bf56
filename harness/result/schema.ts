/**
 * Format history of the result document.
 *
 * v1  the first: `run` and `comparison` documents.
 *
 * Everything that other programs may rely on is declared here once, in zod; the TypeScript types and the shipped
 * JSON Schema derive from it. Numbers that could not be measured are `null`, never zero.
 */
import { z } from 'zod';

export const SCHEMA_VERSION = 1;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** A point estimate with its interval, 95 % unless a field says otherwise. */
export const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
/** Bucket 5,000 of stats/histogram.ts holds durations of 100 million years: what lies beyond was never recorded. */
const MAX_BUCKET_INDEX = 5_000;
/** Log-bucketed counts: [bucket index, count] pairs, ascending; see stats/histogram.ts for the bucket bounds. */
export const histogramSchema = z.object({
  unit: z.literal('ms'),
  buckets: z.array(z.tuple([z.int().nonnegative().max(MAX_BUCKET_INDEX), z.int().nonnegative()])),
});
export const errorRecordSchema: z.ZodType<ErrorRecordDocument> = z.lazy(() =>
  z.object({
    code: z.string(),
    name: z.string(),
    message: z.string(),
    stack: z.string().optional(),
    cause: errorRecordSchema.optional(),
  }),
);
export interface ErrorRecordDocument {
  code: string;
  name: string;
  message: string;
  stack?: string | undefined;
  cause?: ErrorRecordDocument | undefined;
}

export const metricSpecSchema = z.object({
  id: z.string(),
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
});

export const verdictSchema = z.enum(['faster', 'slower', 'same', 'unsure', 'not comparable']);

/** One slice (or contiguous window) of one round. */
const sliceSchema = z.object({
  turn: z.int(),
  /** The CPU that the event-loop thread was pinned to, or null where it was not pinned. */
  cpu: z.int().nullable(),
  startedMs: z.number(), // since the start of the run
  windowMs: z.number(),
  /** Tasks credited by the share of their span inside the window: not a whole number. */
  credit: z.number(),
  throughputPerSec: z.number(),
  /** CPU that sleeping processes used during this slice ÷ its duration; null where it cannot be read. */
  sleeperCpuRatio: z.number().nullable(),
  /** Why this slice does not count, or null. */
  voidReason: z.string().nullable(),
});

const loopSchema = z.object({
  /** How long callbacks that arrive at random moments waited for the loop. */
  waits: histogramSchema,
  /** Of these, how many still waited when probing ended: the loop had not turned. */
  cutOffCount: z.int(),
  utilizationRatio: z.number(),
});

/** Mean size of the batches and the parts of their way: from the offer of the first task to the answer. */
const batchSchema = z.object({
  meanSize: z.number(),
  gatherMs: z.number(),
  queueAndSendMs: z.number(),
  /** From the start of the first task to the end of the last. */
  runMs: z.number(),
  returnMs: z.number(),
});

/** The raw values of one round: one cell in one block. */
export const roundSchema = z.object({
  block: z.int(), // index into the document's blocks[]
  status: z.enum(['ok', 'void', 'failed']),
  reasons: z.array(z.string()),
  error: errorRecordSchema.nullable(),
  startUpMs: z.number().nullable(),
  firstTaskMs: z.number().nullable(),
  warmUpMs: z.number().nullable(),
  warmUpTaskCount: z.int().nullable(),
  /** Whether the warm-up ended because it was flat (and not because its time was over). */
  warmUpFlat: z.boolean().nullable(),
  slices: z.array(sliceSchema),
  /** Mean over CPUs of the per-CPU median of the slices: what stored runs are compared by. */
  medianThroughputPerSec: z.number().nullable(),
  /** All credit ÷ all window time: what is shown as throughput. */
  meanThroughputPerSec: z.number().nullable(),
  tasks: z.object({ offered: z.int(), ok: z.int(), failed: z.int(), timedOut: z.int() }),
  latency: histogramSchema,
  latencyMsMean: z.number().nullable(),
  /** Latency of the slowest task of the valid slices, lead-in and drain included; null without one. Early documents lack it. */
  longestTaskMs: z.number().nullable().optional(),
  /** Means of the parts of the receipt; they add up to `latencyMsMean`. Merged parts are null. */
  receiptMs: z
    .object({
      queue: z.number().nullable(),
      send: z.number().nullable(),
      queueAndSend: z.number().nullable(),
      run: z.number(),
      return: z.number(),
    })
    .nullable(),
  /** Mean run time of a task on each executor, in milliseconds; null for one that settled none. Early documents lack it. */
  executorRunMs: z.array(z.number().nullable()).optional(),
  /** throughput × mean latency ÷ tasks outstanding (Little's law): 1 when the books balance. */
  littleRatio: z.number().nullable(),
  cpuMsPerTask: z.number().nullable(),
  /** CPU of the event-loop thread alone. */
  loopThreadCpuMsPerTask: z.number().nullable(),
  /** CPU time per task × throughput: 1.0 is one core kept busy. A task's CPU time is read over whole slices, lead-in included. */
  effectiveCores: z.number().nullable(),
  runQueueWaitRatio: z.number().nullable(),
  loop: loopSchema.nullable(),
  gcCount: z.number().nullable(),
  gcPauseMs: z.number().nullable(),
  gcWallMs: z.number().nullable(),
  /** Memory of the whole session minus that of the same process before the model was opened (PSS where it exists). */
  addedMemoryBytes: z.number().nullable(),
  /**
   * The most that the session held during slices minus the same; of several processes the sum of their peaks, which need not have
   * come together. Early documents lack it.
   */
  peakMemoryBytes: z.number().nullable().optional(),
  /**
   * Slope of the memory held by the tasks done, from slice to slice. Where `memory-growth` is a metric of the scenario it is of what lives
   * after collections forced around each slice, in all executors; elsewhere, and in early documents, of resident memory, where garbage
   * that waits for its collection counts. The earliest lack it.
   */
  memoryGrowthBytesPerTask: z.number().nullable().optional(),
  digest: z.string().nullable(),
  /** Tasks a second that came to what they were for, by `isGood` of the scenario; absent without it. */
  goodputPerSec: z.number().optional(),
  /** Attempts that a task took on average, by `attemptsOf` of the scenario; absent without it. */
  attemptsPerTask: z.number().optional(),
  /** Executors that were started during the slices, of a pool that grows and shrinks; absent for all others. */
  startedExecutorCount: z.int().optional(),
  /** How often a thread of the cell was put on a CPU, per task, over whole slices; early documents lack it. */
  switchesPerTask: z.number().nullable().optional(),
  /** Means over the batches in which tasks travelled (knob `batch`); absent where each travels by itself. */
  batch: batchSchema.nullable().optional(),
  /** What a null task took in the same block: the same inputs and outputs travel, and nothing is computed. Absent unless asked for. */
  nullTask: z
    .object({
      /** 1000 ÷ null tasks per second, at the tasks in flight of the condition. */
      perTaskMs: z.number(),
      cpuMsPerTask: z.number().nullable(),
      /** Writing and reading the messages of one task, measured apart on one thread; null where it is not known. */
      messageMs: z.number().nullable(),
      taskCount: z.int(),
    })
    .nullable()
    .optional(),
  /** Of scenarios that serve requests; absent elsewhere. */
  server: z
    .object({
      /** CPU of the process that makes the load, in cores. */
      driverCores: z.number(),
      /** Latency of the cheap route that was asked beside the load, from the moment for which each request was meant. */
      victim: histogramSchema.nullable(),
      /** What became of requests when the server was told to end under load; null where it never came to that. */
      shutdown: z
        .object({
          answeredCount: z.int(),
          refusedCount: z.int(),
          lostCount: z.int(),
          drainMs: z.number(),
        })
        .nullable(),
    })
    .optional(),
  /** Of tasks that came by a schedule; absent in closed loop. */
  openLoop: z
    .object({
      /** Scheduled inside the windows. */
      scheduledCount: z.int(),
      /** Fewer tasks were carried out than came: latency grew as long as the load lasted. */
      isSaturated: z.boolean(),
      /** How much later than scheduled tasks were offered. */
      lag: histogramSchema,
    })
    .optional(),
  /** Share of the slices' time that went into copies of inputs which are given away; absent where none is. */
  inputCopyRatio: z.number().optional(),
});

/** Covariates of one block: what the machine did meanwhile. */
export const blockSchema = z.object({
  index: z.int(),
  condition: z.string(),
  cells: z.array(z.string()),
  attempt: z.int(),
  startedMs: z.number(), // since the start of the run
  durationMs: z.number(),
  stealRatio: z.number().nullable(),
  throttledMs: z.number().nullable(),
  outsideCpuRatio: z.number().nullable(),
  pressureRatio: z.number().nullable(),
  /** Share of the turns in which a process of this machine waited for memory; documents of 0.1.0 lack it. */
  memoryPressureRatio: z.number().nullable().optional(),
  loadAverage: z.number().nullable(),
  /** Garbage was collected before every slice. */
  collects: z.literal(true).optional(),
  /** The old generation of one of its processes was collected by itself while that warmed up: looked for where tasks come one at a time. */
  collectsItself: z.literal(true).optional(),
  /** Its versions took turns within their slices. */
  takesTurns: z.literal(true).optional(),
  /** Inputs that moved kept their memory: one of its processes could not give it back. */
  keepsMemory: z.literal(true).optional(),
  /** What a forced collection took in the process where it took longest; absent where none was forced. */
  forcedCollectionMs: z.number().optional(),
});

export const cellSchema = z.object({
  id: z.string(),
  condition: z.string(),
  scenario: z.string(),
  variant: z.string(),
  model: z.string(),
  knobs: z.record(z.string(), z.union([z.string(), z.number()])),
  params: z.record(z.string(), scalar),
  /** Short name inside its condition: `worker-threads×2`, `single-loop · sync`. */
  label: z.string(),
  isReference: z.boolean(),
  /** Of `crossover ab`: which version it is; `control` is the base once more. Absent elsewhere. */
  side: z.enum(['base', 'head', 'control']).optional(),
  /** Of a model that is a limit and no candidate: never the best. Absent in all others, and in early documents. */
  isFloor: z.boolean().optional(),
  executorCount: z.int().nullable(),
  inFlight: z.int(),
  /** Tasks that come every second, whatever becomes of those before; absent in closed loop. */
  ratePerSec: z.number().optional(),
  window: z.enum(['sliced', 'contiguous']),
  /** `cannot`: the model cannot run this scenario at these knobs, and `error` says what it would take. */
  status: z.enum(['ok', 'failed', 'void', 'cannot']),
  error: errorRecordSchema.nullable(),
  /** Why the status is not ok, in words; null when it is. */
  reason: z.string().nullable(),
  blocks: z.array(roundSchema),
  // Summaries, made by harness/analyse.ts out of `blocks`. Null where it cannot be said.
  throughputPerSec: intervalSchema.nullable(),
  latencyMs: z
    .object({
      mean: z.number(),
      sampleCount: z.int(),
      /** Null: too few samples beyond. */
      p50: intervalSchema.nullable(),
      p90: intervalSchema.nullable(),
      p99: intervalSchema.nullable(),
      p999: intervalSchema.nullable(),
      max: z.number(),
    })
    .nullable(),
  receiptMs: z
    .array(z.object({ part: z.enum(['queue', 'send', 'queue+send', 'run', 'return']), meanMs: z.number() }))
    .nullable(),
  startUpMs: z.number().nullable(),
  firstTaskMs: z.number().nullable(),
  cpuMsPerTask: z.number().nullable(),
  loopThreadCpuMsPerTask: z.number().nullable(),
  /** Mean over rounds, at most the usable cores: in the lead-in, on cold caches, tasks cost some per cent more. */
  effectiveCores: z.number().nullable(),
  eventLoop: z
    .object({
      delayMsP50: z.number(),
      /** Null: too few arrivals beyond. */
      delayMsP99: z.number().nullable(),
      delayMsMax: z.number(),
      /** Most arrivals were still waiting when the window ended: the delays are lower bounds. */
      isLowerBound: z.boolean(),
      /** Share of wall time in which an arriving callback would wait longer than 10 ms. */
      shareBeyond10Ms: z.number(),
      utilizationRatio: z.number(),
    })
    .nullable(),
  gc: z.object({ countPerSec: z.number(), pauseMsPerSec: z.number() }).nullable(),
  /** Of scenarios that serve requests; absent elsewhere. */
  server: z
    .object({
      /** CPU of the process that makes the load, in cores. */
      driverCores: z.number(),
      /** The cheap route beside the load; null without one, or with too few requests beyond. */
      victimMsP50: intervalSchema.nullable(),
      victimMsP99: intervalSchema.nullable(),
      /** Over all deploys under load: requests that were sent and never answered, and how many were sent. */
      lostCount: z.int().nullable(),
      sentCount: z.int().nullable(),
      /** The median time from the signal to the end of the process. */
      drainMs: z.number().nullable(),
    })
    .optional(),
  /** In open loop. A saturated cell has no latency: it grows as long as the load lasts. Absent in closed loop. */
  openLoop: z.object({ isSaturated: z.boolean(), lagMsP99: z.number().nullable() }).optional(),
  addedMemoryBytes: z.number().nullable(),
  /** Median over rounds; early documents lack it. */
  peakMemoryBytes: z.number().nullable().optional(),
  /** Mean over rounds with its interval: above zero where memory surely grows with every task. Early documents lack it. */
  memoryGrowthBytesPerTask: intervalSchema.nullable().optional(),
  /** How often a thread was put on a CPU, per task; early documents lack it. */
  switchesPerTask: z.number().nullable().optional(),
  /** Seconds that threads which could run waited for a CPU, in every second; early documents lack it. */
  runQueueWaitRatio: z.number().nullable().optional(),
  /** Means over rounds; absent where each task travels by itself. */
  batch: batchSchema.nullable().optional(),
  /** The model's own cost for work of this shape; absent unless asked for, null where it could not be measured. */
  nullTask: z
    .object({
      perTaskMs: intervalSchema.nullable(),
      cpuMsPerTask: intervalSchema.nullable(),
      messageMs: z.number().nullable(),
      taskCount: z.int(),
      blockCount: z.int(),
    })
    .nullable()
    .optional(),
  /** Not told apart from the best of its condition. */
  best: z.boolean(),
});

export const contrastSchema = z.object({
  cell: z.string(),
  reference: z.string(),
  metric: metricSpecSchema,
  /**
   * cell ÷ reference, in a comparison head ÷ base: per block the median over turns of the ratio of the two slices, or of stored runs the
   * ratio of their median-based block values; over blocks the mean, from 12 on without the smallest and the largest where the sides shared
   * their turns. Null when not comparable.
   */
  ratio: intervalSchema.nullable(),
  /** The same from the means over all windows. */
  meanRatio: intervalSchema.nullable(),
  /** The smallest change, as a ratio above 1, that this contrast would have found in 80 % of runs; null under 2 blocks. */
  detectable: z.number().nullable(),
  verdict: verdictSchema,
  /** Which estimate made the verdict. */
  decidedBy: z.enum(['median', 'mean', 'both']).nullable(),
  blockCount: z.int(),
  /** For `unsure`: about how many more blocks it would take, or null where that cannot be said. */
  moreBlocks: z.int().nullable(),
  /** For `not comparable`: why. */
  reason: z.string().nullable(),
});

export const findingSchema = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  /** The cell it is about, or null for the whole run. */
  cell: z.string().nullable(),
  evidence: z.string(),
  remedy: z.string(),
});

export const conditionSchema = z.object({
  id: z.string(),
  scenario: z.string(),
  params: z.record(z.string(), scalar),
  /** Tasks kept outstanding; in open loop what pools are made for. */
  inFlight: z.int(),
  /** In open loop: tasks that come every second, and how they are spaced. */
  ratePerSec: z.number().optional(),
  arrivals: z.enum(['constant', 'poisson']).optional(),
  /** What all its cells share, for headings: `n=1000000 · 8 in flight`. */
  label: z.string(),
  reference: z.string(),
  cells: z.array(z.string()),
});

export const scenarioSchema = z.object({
  id: z.string(),
  kind: z.enum(['cpu', 'io', 'mixed']),
  kindIsMeasured: z.boolean(),
  summary: z.string().nullable(),
  lesson: z.string().nullable(),
  /** What its lesson is about where that is not throughput alone; early documents lack it. */
  metrics: z.array(metricSpecSchema).optional(),
  isBuiltIn: z.boolean(),
});

export const environmentSchema = z.object({
  cpuModel: z.string(),
  cpuCount: z.int(),
  /** min(quota, affinity, availableParallelism): the cores that count. */
  usableCores: z.number(),
  cpuQuota: z.number().nullable(),
  memoryBytes: z.number(),
  platform: z.string(),
  arch: z.string(),
  kernel: z.string(),
  node: z.string(),
  v8: z.string(),
  execArgv: z.array(z.string()),
  nodeOptions: z.string().nullable(),
  uvThreadpoolSize: z.int().nullable(),
  isContainer: z.boolean(),
  ci: z.string().nullable(),
  loadAverageAtStart: z.number().nullable(),
  canPin: z.boolean(),
  /** Which Linux sources could be read: schedstat, pss, cgroup, psi. */
  sources: z.array(z.string()),
  /** What the instrument itself costs, measured at the start of the run; null where that failed. */
  microCosts: z
    .object({
      clockTickMs: z.number(),
      clockReadMs: z.number(),
      bareAwaitMs: z.number(),
      dispatchMs: z.number(),
      clone1KiBMs: z.number(),
    })
    .nullable(),
});

/** A cell that only one side of a comparison has. */
const unmatchedCellSchema = z.object({
  id: z.string(),
  scenario: z.string(),
  label: z.string(),
  condition: z.string(),
  presence: z.enum(['added', 'removed']),
});

export const runConfigSchema = z.object({
  preset: z.string(),
  seed: z.int(),
  models: z.array(z.string()),
  scenarios: z.array(z.string()),
  blocks: z.int(),
  budgetMs: z.number().nullable(),
  marginRatio: z.number(), // 0.03 = 3 %
  alpha: z.number(),
  inFlight: z.array(z.int()),
  /** Of open loop; absent where tasks were kept outstanding. */
  ratesPerSec: z.array(z.number()).optional(),
  arrivals: z.enum(['constant', 'poisson']).optional(),
  knobs: z.record(z.string(), z.array(z.union([z.string(), z.number()]))),
  params: z.record(z.string(), z.array(scalar)),
  leadInMs: z.number(),
  /** Of two versions of a task that comes one at a time on a loop, where it is shorter; absent elsewhere, and in early documents. */
  briefLeadInMs: z.number().optional(),
  windowMs: z.number(),
  minCompletions: z.int(),
  taskDeadlineMs: z.number(),
  pin: z.boolean(),
  /** Null tasks and floors were measured beside the cells; absent where nobody asked. */
  anatomy: z.boolean().optional(),
  /** Of `crossover ab`: what the two versions are called, and cells that only one of them has. Absent elsewhere. */
  sides: z
    .object({
      baseName: z.string(),
      headName: z.string(),
      familyAlpha: z.number(),
      /** Of each cell, before the first of two looks; absent where there is only one. */
      firstLookBlocks: z.int().optional(),
      unmatched: z.array(unmatchedCellSchema),
    })
    .optional(),
});

/** Two cells along a parameter, all else equal: where the lead changes between them, or that it does not. */
export const crossingSchema = z.object({
  scenario: z.string(),
  param: z.string(),
  /** All other parameters of the scenario. */
  params: z.record(z.string(), scalar),
  inFlight: z.int(),
  /** Labels of the two: the cell and what it is held against. */
  models: z.array(z.string()).length(2),
  /** For each value of the parameter, ascending: the ids of both cells. */
  points: z.array(z.object({ value: z.number(), cell: z.string(), reference: z.string() })),
  /**
   * `crosses`: between two measured values · `open`: one of its ends may lie beyond them · `always` and `never`: the cell, or
   * the other, leads from one end to the other · `unsure`: not told apart at one end or both, or (with `notBelow`, `notAbove` and
   * who leads at both ends in `leadsAbove`) in between.
   */
  outcome: z.enum(['crosses', 'open', 'always', 'never', 'unsure']),
  /** The value of the parameter with its 95 % interval; null unless `crosses`. */
  at: intervalSchema.nullable(),
  /** For `open`: the end of the interval that is known. For `unsure`: between which values, where both ends are known. */
  notBelow: z.number().nullable(),
  notAbove: z.number().nullable(),
  /** The cell leads above the place (or below it); null where nothing changes. */
  leadsAbove: z.boolean().nullable(),
  /** `at` as the mean run time of a task under the reference; null where that does not grow with the parameter. */
  taskMs: intervalSchema.nullable(),
});

export const runDocumentSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  documentKind: z.literal('run'),
  tool: z.object({ name: z.string(), version: z.string() }),
  runId: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  /** False when the run was interrupted. */
  complete: z.boolean(),
  /** The command that reproduces the run, seed included. */
  command: z.string(),
  environment: environmentSchema,
  config: runConfigSchema,
  scenarios: z.array(scenarioSchema),
  conditions: z.array(conditionSchema),
  blocks: z.array(blockSchema),
  cells: z.array(cellSchema),
  contrasts: z.array(contrastSchema),
  /** Each cell against the reference by the metrics of its scenario; absent where it has none, and in early documents. */
  headlines: z.array(contrastSchema).optional(),
  crossings: z.array(crossingSchema),
  findings: z.array(findingSchema),
});

/** One side of a comparison, as its document describes itself. */
const comparedSideSchema = z.object({
  runId: z.string(),
  startedAt: z.string(),
  toolVersion: z.string(),
  path: z.string(),
  /** What people call it, where that is more than a run: a ref with its commit, a folder, a file. */
  name: z.string().optional(),
});

/** Two stored runs side by side. Advisory: it carries between-run variance that neither document shows. */
/** Documents that were written before have no `leadsAbove`. */
const comparedCrossingSideSchema = crossingSchema
  .pick({ outcome: true, at: true, leadsAbove: true })
  .partial({ leadsAbove: true });

export const comparisonDocumentSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  documentKind: z.literal('comparison'),
  tool: z.object({ name: z.string(), version: z.string() }),
  base: comparedSideSchema,
  head: comparedSideSchema,
  advisory: z.boolean(),
  marginRatio: z.number(),
  /** Environment keys that differ so that absolute figures are not comparable. */
  differingKeys: z.array(z.object({ key: z.string(), base: z.string(), head: z.string() })),
  rows: z.array(
    z.object({
      cell: z.string(),
      scenario: z.string(),
      label: z.string(),
      condition: z.string(),
      presence: z.enum(['both', 'added', 'removed']),
      base: intervalSchema.nullable(),
      head: intervalSchema.nullable(),
    }),
  ),
  contrasts: z.array(contrastSchema),
  /** Labels of the cells with a star, for every condition that both runs decide. Absent where versions are compared. */
  winners: z
    .array(
      z.object({
        condition: z.string(),
        scenario: z.string(),
        label: z.string(),
        base: z.array(z.string()),
        head: z.array(z.string()),
        /** `changed`: no cell has its star in both. */
        change: z.enum(['same', 'overlaps', 'changed']),
      }),
    )
    .optional(),
  /** Where the lead changes, for every curve that both runs have. Absent where versions are compared. */
  crossings: z
    .array(
      z.object({
        scenario: z.string(),
        param: z.string(),
        params: z.record(z.string(), scalar),
        inFlight: z.int(),
        models: z.array(z.string()).length(2),
        base: comparedCrossingSideSchema,
        head: comparedCrossingSideSchema,
        /** `moved`: the intervals do not touch, or the lead changes in one run alone. */
        change: z.enum(['same', 'moved', 'unsure']),
      }),
    )
    .optional(),
  /** Of a comparison that gates. Absent where it is advisory. */
  gate: z
    .object({
      /** How often at most one of all its cells is called slower or faster though no change passes the margin (Holm 1979). */
      familyAlpha: z.number(),
      /** How many cells share that. */
      cellCount: z.int(),
      /** The base against itself, in cells of the same run: what this machine calls a change where there is none. */
      controls: z.array(contrastSchema),
      /** How many earlier runs the head was held against; absent where both versions lived in one run. */
      baselineRuns: z.int().optional(),
    })
    .optional(),
  findings: z.array(findingSchema),
});

export type Interval = z.infer<typeof intervalSchema>;
export type HistogramDocument = z.infer<typeof histogramSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type SliceValue = z.infer<typeof sliceSchema>;
export type Round = z.infer<typeof roundSchema>;
export type Block = z.infer<typeof blockSchema>;
export type Cell = z.infer<typeof cellSchema>;
export type Contrast = z.infer<typeof contrastSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type Condition = z.infer<typeof conditionSchema>;
export type CrossingRecord = z.infer<typeof crossingSchema>;
export type ScenarioRecord = z.infer<typeof scenarioSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type RunConfig = z.infer<typeof runConfigSchema>;
export type RunDocument = z.infer<typeof runDocumentSchema>;
export type ComparisonDocument = z.infer<typeof comparisonDocumentSchema>;
