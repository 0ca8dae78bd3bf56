/** A measured run and how it was steered → the document of a tune. Pure and deterministic. */
import { TUNE } from '../config/defaults.ts';
import { type Cell, type Interval, type RunDocument, SCHEMA_VERSION } from '../result/schema.ts';
import type { TuneDocument, TuneSize } from '../result/tune-schema.ts';
import { ratioInterval } from '../stats/contrast.ts';
import { createRandom } from '../stats/random.ts';
import { traceCurve } from './curve.ts';
import type { Decision } from './decide.ts';
import { exhaustiveRounds } from './exhaustive-rounds.ts';
import { figuresOf } from './figures.ts';
import { NO_POOL, type SizeFit } from './fit-sizes.ts';
import { fallsBehind, judgeLimits } from './limits.ts';
import { type ObjectiveId, readBlocks, roundsByBlock } from './read-blocks.ts';
import { shapeOf } from './shape.ts';
import { type TuneRequest, type TuneSteering, unqueuedFrom } from './steer.ts';
import { knobsOfSize, type TunePlan } from './tune-plan.ts';
import { validate } from './validate.ts';

const OBJECTIVES: Readonly<Record<ObjectiveId, TuneDocument['objective']>> = {
  throughput: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
  goodput: { id: 'goodput', unit: 'good tasks/s', better: 'higher' },
  cpu: { id: 'cpu-per-task', unit: 'ms', better: 'lower' },
  latency: { id: 'latency', unit: 'ms', better: 'lower' },
};

interface Known {
  readonly document: RunDocument;
  readonly plan: TunePlan;
  readonly request: TuneRequest;
  readonly decision: Decision;
  readonly fit: SizeFit;
  /** Index of the first fresh block; beyond the last where there is none. */
  readonly validationFrom: number;
  /** Sizes that do not carry the rate. */
  readonly behind: ReadonlySet<number | null>;
}

function sizesBehind(
  document: RunDocument,
  { cellOfSize }: TunePlan,
  validationFrom: number,
): Set<number | null> {
  const byId = new Map(document.cells.map((cell) => [cell.id, cell]));
  const isBehind = (id: string): boolean => {
    const cell = byId.get(id);
    const rounds = cell === undefined ? [] : [...roundsByBlock(cell).values()];
    return fallsBehind(rounds.filter(({ block }) => block < validationFrom));
  };
  return new Set([...cellOfSize].filter(([, { id }]) => isBehind(id)).map(([size]) => size));
}

function sizeRecord(size: number, cell: Cell, known: Known): TuneSize {
  const { request, decision, fit, validationFrom } = known;
  const rounds = [...roundsByBlock(cell).values()].filter(({ block }) => block < validationFrom);
  const hasFailed = cell.status === 'failed' || cell.status === 'cannot';
  const limits = judgeLimits(rounds, request.limits);
  const against = (other: number | null): Interval | null => {
    // There is no latency to compare where one of the two falls behind.
    const isBehind = request.objective === 'latency' && [size, other].some((one) => known.behind.has(one));
    if (isBehind) return null;
    const contrast = other === null || other === size ? null : fit.contrast(size, other);
    return contrast === null ? null : ratioInterval(contrast);
  };
  return {
    ...figuresOf(cell, rounds, request.objective),
    size,
    standing: hasFailed ? 'failed' : (decision.standingOf.get(size) ?? 'unsure'),
    ratio: against(request.target.anchor),
    toBest: against(decision.best),
    limits,
    reason: cell.reason,
  };
}

function sizesOf(known: Known): TuneSize[] {
  const byId = new Map(known.document.cells.map((cell) => [cell.id, cell]));
  return [...known.plan.cellOfSize]
    .sort(([one], [other]) => one - other)
    .flatMap(([size, { id }]) => {
      const cell = byId.get(id);
      const wasTried = cell?.blocks.some(({ block }) => block < known.validationFrom) ?? false;
      return cell === undefined || !wasTried ? [] : [sizeRecord(size, cell, known)];
    });
}

function withStanding(decision: Decision, standing: 'tied' | 'unsure'): number[] {
  return [...decision.standingOf]
    .filter(([size, own]) => size !== NO_POOL && own === standing)
    .map(([size]) => size);
}

function recommend(
  { document, plan, request, decision }: Known,
  shape: TuneDocument['recommendation']['shape'],
  confirmed: boolean | null,
): TuneDocument['recommendation'] {
  const { answer } = decision;
  const { target, fixed } = request;
  const common = {
    best: decision.best,
    ties: withStanding(decision, 'tied'),
    unsure: withStanding(decision, 'unsure'),
    shape,
    confirmed,
  };
  if (answer === null) return { kind: 'none', size: null, knobs: {}, params: {}, ...common };
  if (answer === NO_POOL) return { kind: 'no-pool', size: NO_POOL, knobs: {}, params: {}, ...common };
  const cell = document.cells.find(({ id }) => id === plan.cellOfSize.get(answer)?.id);
  return {
    kind: 'size',
    size: answer,
    knobs: { ...knobsOfSize(target, fixed, answer), ...(target.kind === 'knob' ? cell?.knobs : {}) },
    params: target.kind === 'param' ? { [target.id]: answer } : {},
    ...common,
  };
}

function roundCountOf(document: RunDocument, to: number): number {
  return document.blocks.filter(({ index }) => index < to).reduce((sum, { cells }) => sum + cells.length, 0);
}

/** What the document says besides what is measured. */
export interface TuneHeader {
  readonly command: string;
  readonly baseline: TuneDocument['baseline'];
}

/** `steering` must be the one that chose the blocks of `document`. */
export function concludeTune(
  document: RunDocument,
  steering: TuneSteering,
  request: TuneRequest,
  { command, baseline }: TuneHeader,
): TuneDocument {
  const plan = steering.tunePlan;
  if (plan === null) throw new RangeError('A tune without a plan has no document.');
  const { fit, smoothed, decision } = steering.stateOf(plan, document);
  const validationFrom = steering.validationFrom ?? document.blocks.length;
  const behind = sizesBehind(document, plan, validationFrom);
  const known: Known = { document, plan, request, decision, fit, validationFrom, behind };
  const { target } = request;
  const cellOf = (size: number): string | null => plan.cellOfSize.get(size)?.id ?? null;
  const blocks = readBlocks(
    document,
    { sizes: [...plan.cellOfSize.keys()], anchor: target.anchor, cellOf },
    request.objective,
    { to: validationFrom },
  );
  // A curve of latencies has no place for what falls behind, and none at all where it would be drawn against that.
  const isDrawn = request.objective !== 'latency' || !behind.has(target.anchor);
  const steady = blocks.map((block) => new Map([...block].filter(([size]) => !behind.has(size))));
  const drawn = request.objective === 'latency' ? steady : blocks;
  const curve = traceCurve(isDrawn ? drawn : [], target.anchor, {
    ...(request.objective === 'latency' ? { laws: ['flat'] } : {}),
    unqueuedFrom: unqueuedFrom(request),
    random: createRandom(document.config.seed).fork('curve'),
    resamples: TUNE.resamples,
  });
  const validation = validate(known, steering.validated(plan, decision));
  const condition = document.conditions[0]!;
  const scenario = document.scenarios[0]!;
  const others = target.sizes.filter((size) => size !== target.anchor);
  const params = Object.fromEntries(Object.entries(condition.params).filter(([name]) => name !== target.id));
  const { runId, startedAt, durationMs, complete, environment, tool } = document;
  return {
    schemaVersion: SCHEMA_VERSION,
    documentKind: 'tune',
    tool,
    runId,
    startedAt,
    durationMs,
    complete,
    command,
    environment,
    seed: document.config.seed,
    scenario: {
      id: scenario.id,
      kind: scenario.kind,
      summary: scenario.summary,
      isBuiltIn: scenario.isBuiltIn,
      params,
      label: labelOf(params, request),
    },
    model: target.model.id,
    knob: {
      id: target.id,
      kind: target.kind,
      mayBeNone: target.mayBeNone,
      anchor: target.anchor,
      fixed: { ...request.fixed },
    },
    inFlight: target.inFlight,
    ...(request.rate === null ? {} : request.rate),
    objective: OBJECTIVES[request.objective],
    deltaRatio: TUNE.deltaRatio,
    alpha: TUNE.alpha,
    limits: pickLimits(request.limits),
    search: {
      exhaustive: request.exhaustive,
      budgetMs: request.budgetMs,
      least: target.sizes[0]!,
      most: target.sizes.at(-1)!,
      mostBecause: target.mostBecause,
      sizeCount: target.sizes.length,
      blockCount: validationFrom,
      roundCount: roundCountOf(document, validationFrom),
      exhaustiveRoundCount: exhaustiveRounds(others.length),
      stoppedBecause: complete ? (steering.stoppedBecause ?? 'budget') : 'interrupted',
      noiseRatio: Number.isFinite(fit.noise) ? fit.noise : null,
    },
    sizes: sizesOf(known),
    curve: {
      law:
        smoothed.law === null
          ? null
          : {
              id: smoothed.law.id,
              parameters: { ...smoothed.law.parameters },
              weight: smoothed.weights.find(({ law }) => law === smoothed.law)?.weight ?? 0,
            },
      weights: Object.fromEntries(
        smoothed.weights.map(({ law, weight }) => [
          'unqueued' in law.parameters ? `${law.id}, unqueued` : law.id,
          weight,
        ]),
      ),
      points: curve.points.map((point) => ({ ...point })),
      peak: curve.peak,
    },
    recommendation: recommend(
      known,
      shapeOf(steering.freeDecisionOf({ fit, smoothed }), fit, smoothed, TUNE.deltaRatio),
      confirmationOf(validation),
    ),
    validation,
    baseline,
    findings: [...document.findings, ...validationFindings(validation)],
  };
}

/** What is the same at every size. */
function labelOf(
  params: TuneDocument['scenario']['params'],
  { target: { id, inFlight }, rate }: Pick<TuneRequest, 'target' | 'rate'>,
): string {
  const shown = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const load = rate === null ? `${inFlight} in flight` : `${rate.ratePerSec}/s come`;
  return [...shown, ...(id === 'inFlight' ? [] : [load])].join(' · ');
}

const pickLimits = ({ p99Ms, loopDelayMs, addedMemoryBytes }: TuneRequest['limits']) => ({
  p99Ms,
  loopDelayMs,
  addedMemoryBytes,
});

/** True where each fresh setting is surely no better by more than δ; false where one surely is; null where that is not known. */
function confirmationOf(validation: TuneDocument['validation']): boolean | null {
  const compared = validation.filter(
    ({ verdict }) => verdict !== 'recommended' && verdict !== 'not measured',
  );
  if (compared.some(({ verdict }) => verdict === 'better')) return false;
  return compared.length === 0 || compared.some(({ verdict }) => verdict === 'unsure') ? null : true;
}

function validationFindings(validation: TuneDocument['validation']): TuneDocument['findings'] {
  return validation
    .filter(({ verdict }) => verdict === 'better')
    .map(({ cell, label }) => ({
      id: 'tune-not-confirmed',
      severity: 'warning' as const,
      cell,
      evidence: `on fresh blocks ${label} was surely better than what the search recommends`,
      remedy: 'tune again when the machine is quiet, or with a longer --budget',
    }));
}
