/**
 * A run against many earlier ones: what two runs cannot show, how far runs differ when nothing was changed, many can. So this
 * may gate. Pure and deterministic.
 */

import type { CompareOptions } from '../compare.ts';
import { CrossoverError } from '../errors.ts';
import type { Cell, ComparisonDocument, Finding, RunDocument } from '../result/schema.ts';
import { SCHEMA_VERSION } from '../result/schema.ts';
import { BLOCK_VALUE_RESOLUTION_RATIO, type LogContrast, ratioInterval } from '../stats/contrast.ts';
import { mean, variance } from '../stats/describe.ts';
import { haveEqualDigests, IN_OPEN_LOOP } from './between-runs.ts';
import { judgeFamily, type Weighed } from './family-contrasts.ts';
import { findDifferingKeys } from './machine-keys.ts';
import { type ComparedRun, describeSide, failedInHead, interrupted, THROUGHPUT } from './shared.ts';

/** With fewer, the spread between runs is a guess. */
export const LEAST_BASELINE_RUNS = 5;

type Estimator = 'medianThroughputPerSec' | 'meanThroughputPerSec';

export interface BaselineOptions extends CompareOptions {
  /** How often at most any cell of all is called slower or faster though none changed beyond the margin. */
  readonly familyAlpha: number;
  /** What people call the runs: their folder. */
  readonly name: string;
}

/** ln of a cell's value in one run: the mean over its valid blocks. Null without one. */
function logLevel(cell: Cell | undefined, estimator: Estimator): number | null {
  if (cell?.status !== 'ok') return null;
  const logs = cell.blocks.flatMap((round) => {
    const value = round[estimator];
    return round.status === 'ok' && value !== null && value > 0 ? [Math.log(value)] : [];
  });
  return logs.length === 0 ? null : mean(logs);
}

/**
 * Head against the mean of n runs, as one more draw from what they scatter by: standard error s·√(1 + 1/n) with n − 1 degrees of
 * freedom, the prediction interval of a new observation (Hahn & Meeker 1991, §4.7). It has the floor that paired contrasts have.
 */
function contrastWith(levels: readonly number[], head: number): LogContrast {
  const count = levels.length;
  const spread = Math.sqrt(variance(levels) * (1 + 1 / count));
  return {
    mean: head - mean(levels),
    standardError: Math.max(spread, BLOCK_VALUE_RESOLUTION_RATIO / Math.sqrt(6)),
    degreesOfFreedom: count - 1,
    blockCount: count,
  };
}

/** The level of one cell in every earlier run that has a figure for it. */
function levelsOf(id: string, runs: readonly RunDocument[], estimator: Estimator): number[] {
  return runs.flatMap(({ cells }) => {
    const level = logLevel(
      cells.find((cell) => cell.id === id),
      estimator,
    );
    return level === null ? [] : [level];
  });
}

function weigh(head: Cell, headRun: RunDocument, runs: readonly RunDocument[]): Weighed {
  const { id } = head;
  const without = (reason: string): Weighed => ({
    id,
    metric: THROUGHPUT,
    verdict: 'not comparable',
    reason,
  });
  if (head.status !== 'ok') return without(`${head.status} in the head: ${head.reason ?? 'no reason given'}`);
  if (head.ratePerSec !== undefined) return without(IN_OPEN_LOOP);
  const unlike = runs.find(({ config, cells }) => {
    const before = cells.find((cell) => cell.id === id);
    return before !== undefined && config.seed === headRun.config.seed && !haveEqualDigests(before, head);
  });
  if (unlike !== undefined) {
    return without(`with the seed of ${unlike.runId}, the head gave different outputs (unequal digests)`);
  }
  const contrastBy = (estimator: Estimator): LogContrast | null => {
    const own = logLevel(head, estimator);
    const levels = levelsOf(id, runs, estimator);
    return own === null || levels.length < LEAST_BASELINE_RUNS ? null : contrastWith(levels, own);
  };
  const [median, byMean] = [contrastBy('medianThroughputPerSec'), contrastBy('meanThroughputPerSec')];
  if (median === null || byMean === null) {
    const count = levelsOf(id, runs, 'medianThroughputPerSec').length;
    return without(`valid in ${count} of the earlier runs, and ${LEAST_BASELINE_RUNS} are needed`);
  }
  return { id, metric: THROUGHPUT, member: { median, mean: byMean, better: THROUGHPUT.better } };
}

/**
 * Throws CROSSOVER_NOT_COMPARABLE where fewer than {@link LEAST_BASELINE_RUNS} of the runs were taken on the head's kind of machine, naming
 * what differs. The head itself, where it lies among them, is left out.
 */
export function gateAgainstBaseline(
  runs: readonly ComparedRun[],
  head: ComparedRun,
  options: BaselineOptions,
): ComparisonDocument {
  const others = runs.filter(({ document }) => document.runId !== head.document.runId);
  const keysOf = ({ document }: ComparedRun) =>
    findDifferingKeys(document.environment, head.document.environment);
  const usable = others.filter((run) => run.document.complete && keysOf(run).length === 0);
  if (usable.length < LEAST_BASELINE_RUNS) throw tooFew(others, usable.length, options.name, keysOf);
  const documents = usable.map(({ document }) => document);
  const newest = usable.reduce((one, other) =>
    one.document.startedAt < other.document.startedAt ? other : one,
  );
  const known = new Map(documents.flatMap(({ cells }) => cells.map((cell) => [cell.id, cell] as const)));
  const isMeasurable = new Set(
    documents.flatMap(({ cells }) => cells.flatMap(({ id, status }) => (status === 'cannot' ? [] : [id]))),
  );
  // One that cannot be measured any longer is told; one that never could be is no cell of the gate.
  const paired = head.document.cells.filter(
    ({ id, status }) => known.has(id) && (status !== 'cannot' || isMeasurable.has(id)),
  );
  const contrasts = judgeFamily(
    paired.map((cell) => weigh(cell, head.document, documents)),
    {
      marginRatio: options.marginRatio,
      familyAlpha: options.familyAlpha,
      sameAlpha: head.document.config.alpha,
    },
    'store more runs',
  );
  return {
    schemaVersion: SCHEMA_VERSION,
    documentKind: 'comparison',
    tool: options.tool,
    base: { ...describeSide(newest), name: `${usable.length} runs in ${options.name}` },
    head: describeSide(head),
    advisory: false,
    marginRatio: options.marginRatio,
    differingKeys: [],
    rows: toRows(known, head.document, documents),
    contrasts: contrasts.map((contrast) => ({ ...contrast, moreBlocks: null })), // blocks within runs would not help
    gate: {
      familyAlpha: options.familyAlpha,
      cellCount: paired.length,
      controls: [],
      baselineRuns: usable.length,
    },
    findings: [
      ...paired.flatMap((cell) => failedInHead(cell.id, cell)),
      ...leftOut(others.length - usable.length, options.name),
      ...interrupted(head.document),
    ],
  };
}

/** In the order of the head; cells that vanished come last. */
function toRows(
  known: ReadonlyMap<string, Cell>,
  head: RunDocument,
  runs: readonly RunDocument[],
): ComparisonDocument['rows'] {
  const conditions = new Map(
    [...runs, head].flatMap((run) => run.conditions.map(({ id, label }) => [id, label])),
  );
  const rowOf = (
    cell: Cell,
    presence: ComparisonDocument['rows'][number]['presence'],
  ): ComparisonDocument['rows'][number] => {
    const levels = levelsOf(cell.id, runs, 'meanThroughputPerSec');
    const around = levels.length < 2 ? null : contrastWith(levels, 0);
    return {
      cell: cell.id,
      scenario: cell.scenario,
      label: cell.label,
      condition: conditions.get(cell.condition) ?? cell.condition,
      presence,
      base: around === null ? null : ratioInterval({ ...around, mean: -around.mean }),
      head: presence === 'removed' ? null : cell.throughputPerSec,
    };
  };
  const inHead = new Set(head.cells.map(({ id }) => id));
  return [
    ...head.cells.map((cell) => rowOf(cell, known.has(cell.id) ? 'both' : 'added')),
    ...[...known.values()].filter(({ id }) => !inHead.has(id)).map((cell) => rowOf(cell, 'removed')),
  ];
}

function tooFew(
  others: readonly ComparedRun[],
  usable: number,
  name: string,
  keysOf: (run: ComparedRun) => ReturnType<typeof findDifferingKeys>,
): CrossoverError {
  const keys = [...new Set(others.flatMap((run) => keysOf(run).map(({ key }) => key)))];
  const unfinished = others.filter(({ document }) => !document.complete).length;
  const why = [
    ...(keys.length > 0 ? [`others are of another machine or runtime (${keys.join(', ')})`] : []),
    ...(unfinished > 0 ? [`${unfinished} were interrupted`] : []),
  ];
  const fact = `${name} holds ${usable} ${usable === 1 ? 'run' : 'runs'} that the head can be held against${why.length > 0 ? `: ${why.join('; ')}` : ''}; the head itself does not count.`;
  return new CrossoverError('CROSSOVER_NOT_COMPARABLE', fact, {
    remedy: `Store at least ${LEAST_BASELINE_RUNS} complete runs of the base from this machine there, or use crossover ab, which needs none.`,
  });
}

function leftOut(count: number, name: string): Finding[] {
  if (count === 0) return [];
  const evidence = `${count} ${count === 1 ? 'run' : 'runs'} in ${name} did not count: interrupted, or of another machine or runtime.`;
  return [
    {
      id: 'baseline-left-out',
      severity: 'info',
      cell: null,
      evidence,
      remedy: 'Remove them, or take them anew.',
    },
  ];
}
