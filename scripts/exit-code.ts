/** What the process's end means to a script that started it. The table of DESIGN's command line, as functions. */

import { FAILED_IN_HEAD } from '../harness/compare/finding-ids.ts';
import { CrossoverError, type ErrorCode } from '../harness/errors.ts';
import type { ComparisonDocument, RunDocument } from '../harness/result/schema.ts';
import type { TuneDocument } from '../harness/result/tune-schema.ts';
import type { StopSignal } from './io.ts';

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  regression: 3,
  unsure: 4,
  notComparable: 5,
} as const;

/** When several apply, the first of these wins. */
const PRECEDENCE: readonly number[] = [
  EXIT.usage,
  EXIT.failed,
  EXIT.regression,
  EXIT.notComparable,
  EXIT.unsure,
];

/** 128 + the number of the signal, as shells expect. */
export const SIGNAL_EXIT: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** The one code that stands for all that applies; 0 when nothing does. Pure. */
export function combineExitCodes(codes: Iterable<number>): number {
  const present = new Set(codes);
  return PRECEDENCE.find((code) => present.has(code)) ?? EXIT.done;
}

type RunFacts = Pick<RunDocument, 'complete'> & {
  readonly cells: readonly Pick<RunDocument['cells'][number], 'status'>[];
  readonly conditions: readonly Pick<RunDocument['conditions'][number], 'reference'>[];
  readonly contrasts: readonly Pick<RunDocument['contrasts'][number], 'verdict' | 'reference'>[];
};

/**
 * Of a run: a stop wins over all, for the caller asked for it; a failed cell is 1; without one figure there is nothing to
 * compare, 5; under `--strict` whatever the run could not decide (an unsure verdict against a reference, a void cell) is 4 and what it could
 * not compare is 5. Pure.
 */
export function exitCodeOfRun(
  document: RunFacts,
  options: { readonly strict: boolean; readonly stop: StopSignal | null },
): number {
  if (options.stop !== null) return SIGNAL_EXIT[options.stop];
  const has = (status: RunDocument['cells'][number]['status']): boolean =>
    document.cells.some((cell) => cell.status === status);
  const references = new Set(document.conditions.map(({ reference }) => reference));
  const says = (verdict: RunDocument['contrasts'][number]['verdict']): boolean =>
    document.contrasts.some((contrast) => contrast.verdict === verdict && references.has(contrast.reference));
  const codes: number[] = [];
  if (has('failed') || !document.complete) codes.push(EXIT.failed);
  if (!has('ok')) codes.push(EXIT.notComparable);
  if (options.strict && says('not comparable')) codes.push(EXIT.notComparable);
  if (options.strict && (says('unsure') || has('void'))) codes.push(EXIT.unsure);
  return combineExitCodes(codes);
}

type ComparisonFacts = Pick<ComparisonDocument, 'advisory' | 'differingKeys'> & {
  readonly rows: readonly Pick<ComparisonDocument['rows'][number], 'presence'>[];
  readonly contrasts: readonly Pick<ComparisonDocument['contrasts'][number], 'verdict' | 'metric'>[];
  readonly findings: readonly Pick<ComparisonDocument['findings'][number], 'id'>[];
};

/**
 * Of a comparison: a cell that failed in the head, or vanished there, is never 0 (1 and 5). `slower` is 3 only where the
 * comparison may gate: two stored runs carry a variance that neither shows, so theirs is advisory. Pure.
 */
export function exitCodeOfComparison(
  document: ComparisonFacts,
  options: { readonly strict: boolean },
): number {
  const says = (verdict: ComparisonDocument['contrasts'][number]['verdict']): boolean =>
    document.contrasts.some((contrast) => contrast.verdict === verdict);
  const matched = document.rows.filter(({ presence }) => presence === 'both');
  const codes: number[] = [];
  if (document.findings.some(({ id }) => id === FAILED_IN_HEAD)) codes.push(EXIT.failed);
  if (!document.advisory && says('slower')) codes.push(EXIT.regression);
  const isIncomparable = document.differingKeys.length > 0 || matched.length === 0 || says('not comparable');
  if (isIncomparable || document.rows.some(({ presence }) => presence === 'removed')) {
    codes.push(EXIT.notComparable);
  }
  // Guards are there for what surely changed; throughput is what each cell owes a verdict in.
  const isOpen = document.contrasts.some(
    ({ metric, verdict }) => metric.id === 'throughput' && verdict === 'unsure',
  );
  if (options.strict && isOpen) codes.push(EXIT.unsure);
  return combineExitCodes(codes);
}

type TuneFacts = Pick<TuneDocument, 'complete'> & {
  readonly sizes: readonly Pick<TuneDocument['sizes'][number], 'standing' | 'objective'>[];
  readonly search: Pick<TuneDocument['search'], 'stoppedBecause'>;
  readonly recommendation: Pick<TuneDocument['recommendation'], 'kind'>;
  readonly baseline: Pick<NonNullable<TuneDocument['baseline']>, 'outcome'> | null;
};

/**
 * Of a tune: a size that failed, or a search that could not go on, is 1; an answer that moved beyond what ties is 3; no figure at
 * all, no size that keeps the limits and a baseline of another machine are 5. Pure.
 */
export function exitCodeOfTune({ complete, sizes, search, recommendation, baseline }: TuneFacts): number {
  const codes: number[] = [];
  const hasFailed = sizes.some(({ standing }) => standing === 'failed');
  if (!complete || search.stoppedBecause === 'failed' || hasFailed) codes.push(EXIT.failed);
  if (baseline?.outcome === 'moved') codes.push(EXIT.regression);
  if (recommendation.kind === 'none' || baseline?.outcome === 'not comparable')
    codes.push(EXIT.notComparable);
  return combineExitCodes(codes);
}

/** Errors that mean: what was asked for cannot be done as it was asked; nothing was measured. */
const USAGE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CROSSOVER_USAGE',
  'CROSSOVER_SCENARIO_NOT_FOUND',
  'CROSSOVER_SCENARIO_LOAD',
  'CROSSOVER_SCENARIO_SHAPE',
  'CROSSOVER_OUTPUT_FOLDER',
  'CROSSOVER_RESUME',
  'CROSSOVER_DOCUMENT',
]);

/** Of an error that ended a command; anything that is not ours is a failure. Pure. */
export function exitCodeOfError(error: unknown): number {
  if (!(error instanceof CrossoverError)) return EXIT.failed;
  if (error.code === 'CROSSOVER_NOT_COMPARABLE') return EXIT.notComparable;
  return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.failed;
}
