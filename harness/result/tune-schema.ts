/**
 * The document of `crossover tune`: what was asked, every size with its figures, the curve, what is recommended and what fresh
 * blocks said of it. The run that it rests on lies beside it (`result.json`).
 */
import { z } from 'zod';
import {
  environmentSchema,
  findingSchema,
  intervalSchema,
  metricSpecSchema,
  SCHEMA_VERSION,
} from './schema.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const knobValues = z.record(z.string(), z.union([z.string(), z.number()]));

/** A limit that was asked for, of one size: its figure with the bound that counts. */
const limitSchema = z.object({
  id: z.enum(['p99', 'loop-delay', 'added-memory', 'rate']),
  /** What was asked for, in ms or bytes; of `rate`, the tasks that come every second. */
  most: z.number(),
  /** The upper 95 % bound of what was measured; null where too little was, and for `rate`. */
  bound: z.number().nullable(),
  /** Each on its bound: `kept` and `broken` surely; what is `unknown` is not recommended either. */
  standing: z.enum(['kept', 'broken', 'unknown']),
});

/** Figures of one size, or of no pool. */
const figuresSchema = z.object({
  /** Id of the cell in the run's document. */
  cell: z.string(),
  label: z.string(),
  /** In how many blocks it was valid. */
  blockCount: z.int(),
  /** In the objective's unit; null where it has no figure. */
  objective: intervalSchema.nullable(),
  p99Ms: intervalSchema.nullable(),
  loopDelayMsP99: z.number().nullable(),
  addedMemoryBytes: z.number().nullable(),
  cpuMsPerTask: z.number().nullable(),
});

export const tuneSizeSchema = figuresSchema.extend({
  /** The value of the knob; 0 is "no pool at all". */
  size: z.number(),
  /** Against the best of those that keep the limits: `tied` within δ, surely `worse`, `unsure`, or out of the question. */
  standing: z.enum(['tied', 'worse', 'unsure', 'infeasible', 'failed']),
  /** How much better than the anchor, by its own blocks alone: above 1 is better. Null without two blocks, and for the anchor. */
  ratio: intervalSchema.nullable(),
  /** The same against the best. */
  toBest: intervalSchema.nullable(),
  limits: z.array(limitSchema),
  /** Why it has no figure, or null. */
  reason: z.string().nullable(),
});

/** One setting that was measured again on fresh blocks, after everything was decided. */
const validatedSchema = figuresSchema.extend({
  roles: z.array(
    z.enum([
      'recommended',
      'current',
      'piscina-defaults',
      'cores-minus-1',
      'no-pool',
      'best-pool',
      'default',
    ]),
  ),
  knobs: knobValues,
  size: z.number().nullable(),
  /** Against the recommended setting in the same blocks, above 1 is better. Null for itself, and where it cannot be said. */
  ratio: intervalSchema.nullable(),
  verdict: z.enum(['better', 'worse', 'same', 'unsure', 'recommended', 'not measured']),
  /** What it is made of, in words: `minThreads 1, maxThreads 3, …`. */
  detail: z.string().nullable(),
  reason: z.string().nullable(),
});

export const tuneDocumentSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  documentKind: z.literal('tune'),
  tool: z.object({ name: z.string(), version: z.string() }),
  runId: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  complete: z.boolean(),
  command: z.string(),
  environment: environmentSchema,
  seed: z.int(),
  scenario: z.object({
    id: z.string(),
    kind: z.enum(['cpu', 'io', 'mixed']),
    summary: z.string().nullable(),
    isBuiltIn: z.boolean(),
    params: z.record(z.string(), scalar),
    /** `n=1000 · 8 in flight`. */
    label: z.string(),
  }),
  model: z.string(),
  knob: z.object({
    id: z.string(),
    kind: z.enum(['knob', 'param', 'in-flight']),
    /** Whether doing without is an answer: pools of threads and processes. */
    mayBeNone: z.boolean(),
    /** What every block was measured against: 0 is no pool, else a size. */
    anchor: z.number(),
    /** Other knobs of the model, the same at every size. */
    fixed: knobValues,
  }),
  inFlight: z.int(),
  /** Tasks that came every second, and how they were spaced; absent in closed loop. */
  ratePerSec: z.number().optional(),
  arrivals: z.enum(['constant', 'poisson']).optional(),
  objective: metricSpecSchema,
  /** δ: a size this much below the best is as good. */
  deltaRatio: z.number(),
  alpha: z.number(),
  limits: z.object({
    p99Ms: z.number().nullable(),
    loopDelayMs: z.number().nullable(),
    addedMemoryBytes: z.number().nullable(),
  }),
  search: z.object({
    exhaustive: z.boolean(),
    budgetMs: z.number().nullable(),
    least: z.number(),
    most: z.number(),
    /** Why no larger size was measured. */
    mostBecause: z.enum(['asked', 'cores', 'in-flight', 'parameter']),
    sizeCount: z.int(),
    blockCount: z.int(),
    roundCount: z.int(),
    /** What measuring every size as often as `--exhaustive` does would take. */
    exhaustiveRoundCount: z.int(),
    stoppedBecause: z.enum(['stable', 'budget', 'all-measured', 'interrupted', 'failed']),
    /** Standard deviation of one cell in one block, as a ratio: 0.02 = 2 %. */
    noiseRatio: z.number().nullable(),
  }),
  /** Ascending; with no pool first, where that is an answer. */
  sizes: z.array(tuneSizeSchema),
  curve: z.object({
    law: z
      .object({
        id: z.enum(['flat', 'linear', 'plateau', 'amdahl', 'usl', 'kink']),
        parameters: z.record(z.string(), z.number()),
        /** Akaike weight among the laws and the estimates as they stand. */
        weight: z.number(),
      })
      .nullable(),
    /** By law; each once more with a level of its own where no task waits for another, as `plateau, unqueued`. */
    weights: z.record(z.string(), z.number()),
    /** Ratio to the anchor along the measured range with a 95 % band, by resampling blocks. */
    points: z.array(z.object({ size: z.number() }).extend(intervalSchema.shape)),
    /** Where the best lies, by resampling blocks: never beyond what was measured. Null under 3 sizes. */
    peak: intervalSchema.nullable(),
  }),
  recommendation: z.object({
    kind: z.enum(['size', 'no-pool', 'none']),
    size: z.number().nullable(),
    knobs: knobValues,
    params: z.record(z.string(), scalar),
    /** The best measured among those that keep the limits. */
    best: z.number().nullable(),
    ties: z.array(z.number()),
    unsure: z.array(z.number()),
    /** `flat`: every size is as good · `rising`: the best is the largest, and the one before is worse · `no-peak`: the largest is tied, nothing fell. */
    shape: z.enum(['peak', 'flat', 'rising', 'no-peak', 'unknown']),
    /** True where each fresh setting is surely no better by more than δ, false where one surely is; null where that is not known, or nothing fresh was measured. */
    confirmed: z.boolean().nullable(),
  }),
  validation: z.array(validatedSchema),
  /** Of `--baseline`: the stored answer beside this one. */
  baseline: z
    .object({
      path: z.string(),
      runId: z.string(),
      kind: z.enum(['size', 'no-pool', 'none']),
      size: z.number().nullable(),
      ties: z.array(z.number()),
      differingKeys: z.array(z.object({ key: z.string(), base: z.string(), head: z.string() })),
      outcome: z.enum(['same', 'tied', 'moved', 'unsure', 'not comparable']),
    })
    .nullable(),
  findings: z.array(findingSchema),
});

export type TuneDocument = z.infer<typeof tuneDocumentSchema>;
export type TuneSize = z.infer<typeof tuneSizeSchema>;
export type TuneLimit = z.infer<typeof limitSchema>;
export type ValidatedSetting = z.infer<typeof validatedSchema>;
