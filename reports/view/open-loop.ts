/** Conditions in open loop: how long tasks took at the rate at which they came, and who kept up with it. Pure. */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import { formatCount, formatRate, formatRatio, formatRatioBounds, NO_FIGURE, TOO_FEW } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { cellsOf } from './condition-view.ts';
import { SATURATED } from './headlines.ts';
import { latencyText } from './latency-text.ts';
import { enumerate, type SentencePart, sentenceOf, strong } from './sentence-parts.ts';

const carriedText = ({ throughput }: CellRow): string =>
  throughput === null ? NO_FIGURE : formatRate(throughput.value, 'tasks/s');

/** What the sentence needs of a condition. */
export interface OpenLoopPlace {
  readonly ratePerSec: number;
  readonly referenceLabel: string;
  /** `p99`: the quantile that verdicts are about; null without any. */
  readonly quantile: string | null;
}

export interface OpenLoopDraft {
  readonly kind: 'winner' | 'keep' | 'tie' | 'unsure' | 'none';
  readonly parts: readonly SentencePart[];
  readonly recommended: CellRow | null;
}

const none = (parts: readonly SentencePart[]): OpenLoopDraft => ({ kind: 'none', parts, recommended: null });

/** `0.45× the p99 of single-loop [0.41, 0.49]`. */
function againstReference(row: CellRow, { quantile, referenceLabel }: OpenLoopPlace): string {
  if (row.ratio === null) return `not contrasted with ${referenceLabel}`;
  return `${formatRatio(row.ratio.value)} the ${quantile ?? 'latency'} of ${referenceLabel} ${formatRatioBounds(row.ratio)}`;
}

function nobodyKeepsUp(measured: readonly CellRow[], { ratePerSec }: OpenLoopPlace): OpenLoopDraft {
  const [most] = [...measured].sort(
    (one, other) => (other.throughput?.value ?? 0) - (one.throughput?.value ?? 0),
  );
  if (most === undefined) return none(sentenceOf('No verdict: no cell was measured.'));
  const text = `Nothing keeps up with ${formatCount(ratePerSec)}/s. The most was carried out by `;
  return none(sentenceOf(text, strong(most.label), `: ${carriedText(most)}.`));
}

/** The reference did not keep up: whoever did is the answer, the simplest first. */
function beyondReference(
  stars: readonly CellRow[],
  reference: CellRow,
  { ratePerSec }: OpenLoopPlace,
): OpenLoopDraft {
  const [simplest] = stars as [CellRow, ...CellRow[]];
  const others = stars.filter((row) => row !== simplest).map(({ label }) => label);
  const beside = others.length === 0 ? '' : ` Not told apart from it: ${enumerate(others)}.`;
  const parts = sentenceOf(
    'Use ',
    strong(simplest.label),
    `: it keeps up with ${formatCount(ratePerSec)}/s, `,
    strong(reference.label),
    ` does not (${carriedText(reference)}).`,
    beside,
  );
  return { kind: others.length === 0 ? 'winner' : 'tie', parts, recommended: simplest };
}

function withReference(
  stars: readonly CellRow[],
  measured: readonly CellRow[],
  place: OpenLoopPlace,
): OpenLoopDraft {
  const [simplest] = stars as [CellRow, ...CellRow[]];
  const others = stars.filter((row) => row !== simplest);
  const behind = measured.filter((row) => !row.best && row.ratio !== null);
  const [nearest] = [...behind].sort((one, other) => (one.ratio?.value ?? 0) - (other.ratio?.value ?? 0));
  if (others.length === 0) {
    const evidence =
      nearest === undefined
        ? 'nothing else keeps up.'
        : `the nearest, ${nearest.label}, has ${againstReference(nearest, place)}.`;
    return {
      kind: 'keep',
      parts: sentenceOf('Keep ', strong(simplest.label), `: ${evidence}`),
      recommended: simplest,
    };
  }
  const isTie = others.every(({ isReference, verdict }) => isReference || verdict === 'same');
  const names = enumerate(stars.map(({ label }) => label));
  const advice = sentenceOf(simplest.isReference ? 'keep ' : 'use ', strong(simplest.label));
  if (isTie) {
    const parts = sentenceOf(
      names,
      ` keep up alike (${place.quantile ?? 'latency'}): `,
      advice,
      ', the simplest.',
    );
    return { kind: 'tie', parts, recommended: simplest };
  }
  const parts = sentenceOf('Unsure: ', names, ' keep up and are not told apart. Until then ', advice, '.');
  return { kind: 'unsure', parts, recommended: simplest };
}

/** What to use at this rate. `stars` are the best, the simplest first. Pure. */
export function openLoopDraft(
  stars: readonly CellRow[],
  measured: readonly CellRow[],
  place: OpenLoopPlace,
): OpenLoopDraft {
  const able = measured.filter(({ isSaturated }) => !isSaturated);
  if (able.length === 0) return nobodyKeepsUp(measured, place);
  const [first] = stars;
  const reference = measured.find(({ isReference }) => isReference);
  if (first === undefined) {
    const names = enumerate(able.map(({ label }) => label));
    const verb = able.length === 1 ? 'keeps' : 'keep';
    const text = ` ${verb} up with ${formatCount(place.ratePerSec)}/s. More blocks would tell who is faster.`;
    return none(sentenceOf('No verdict: ', names, text));
  }
  if (reference?.isSaturated) return beyondReference(stars, reference, place);
  if (reference === undefined || stars.includes(reference)) return withReference(stars, measured, place);
  const others = stars.filter((row) => row !== first).map(({ label }) => label);
  const beside = others.length === 0 ? '' : ` Not told apart from it: ${enumerate(others)}.`;
  const parts = sentenceOf('Use ', strong(first.label), `: ${againstReference(first, place)}.`, beside);
  const isSure = first.verdict === 'faster';
  return { kind: isSure ? (others.length === 0 ? 'winner' : 'tie') : 'unsure', parts, recommended: first };
}

/** One way to run the work, over the rates at which tasks came. */
export interface LoadLine {
  readonly label: string;
  readonly model: string;
  /** Which line of its model this is, from 0: for telling equal colours apart. */
  readonly ordinal: number;
  /** Of the rates at which it was run, ascending. */
  readonly points: readonly LoadPoint[];
  /** The highest rate that it kept up with, and the lowest that it did not; null without. */
  readonly keepsUpAtPerSec: number | null;
  readonly failsAtPerSec: number | null;
}

export interface LoadPoint {
  readonly cell: string;
  readonly ratePerSec: number;
  readonly isSaturated: boolean;
  /** By quantile; null where it did not keep up, or where too few tasks lie beyond. */
  readonly latencyMs: Readonly<Record<LoadQuantile, number | null>>;
  /** `4.1 ms · 9.0 ms`, the median and the quantile of the curve; or what it carried out where it did not keep up. */
  readonly text: string;
}

/** Quantiles that a curve may be drawn of. */
export type LoadQuantile = 'p50' | 'p90' | 'p99';

/** A scenario at several rates, all else equal. */
export interface LoadCurve {
  readonly scenario: string;
  readonly label: string;
  readonly ratesPerSec: readonly number[];
  /** The farthest that every point has. */
  readonly quantile: LoadQuantile;
  readonly lines: readonly LoadLine[];
  readonly sentence: string;
}

const latencyOf = ({ status, openLoop, latencyMs }: Cell, quantile: LoadQuantile): number | null =>
  status === 'ok' && !openLoop?.isSaturated ? (latencyMs?.[quantile]?.value ?? null) : null;

/** The farthest quantile that every cell has which kept up. */
function quantileOf(cells: readonly Cell[]): LoadQuantile {
  const able = cells.filter(({ status, openLoop }) => status === 'ok' && openLoop?.isSaturated === false);
  const quantiles = ['p99', 'p90'] as const;
  return quantiles.find((one) => able.every((cell) => latencyOf(cell, one) !== null)) ?? 'p50';
}

function pointText(cell: Cell, quantile: LoadQuantile): string {
  const { status, openLoop, throughputPerSec, blocks } = cell;
  if (status !== 'ok') return status;
  if (openLoop?.isSaturated) {
    const only = blocks.find((one) => one.status === 'ok')?.meanThroughputPerSec;
    const carried = throughputPerSec?.value ?? only ?? null;
    return carried === null ? SATURATED : `carries ${formatRate(carried)}/s`;
  }
  const shown = quantile === 'p50' ? (['p50'] as const) : (['p50', quantile] as const);
  const textOf = (ms: number | null): string => (ms === null ? TOO_FEW : latencyText(ms));
  return shown.map((one) => textOf(latencyOf(cell, one))).join(' · ');
}

function toPoint(cell: Cell, quantile: LoadQuantile): LoadPoint {
  return {
    cell: cell.id,
    ratePerSec: cell.ratePerSec ?? 0,
    isSaturated: cell.openLoop?.isSaturated === true,
    latencyMs: {
      p50: latencyOf(cell, 'p50'),
      p90: latencyOf(cell, 'p90'),
      p99: latencyOf(cell, 'p99'),
    },
    text: pointText(cell, quantile),
  };
}

function toLine(label: string, ordinal: number, cells: readonly Cell[], quantile: LoadQuantile): LoadLine {
  const ratesWhere = (isSaturated: boolean): number[] =>
    cells.flatMap(({ status, openLoop, ratePerSec }) =>
      status === 'ok' && openLoop?.isSaturated === isSaturated ? (ratePerSec ?? []) : [],
    );
  const failing = ratesWhere(true);
  const failsAtPerSec = failing.length === 0 ? null : Math.min(...failing);
  const below = ratesWhere(false).filter((rate) => failsAtPerSec === null || rate < failsAtPerSec);
  return {
    label,
    model: cells[0]?.model ?? '',
    ordinal,
    points: cells.map((cell) => toPoint(cell, quantile)),
    keepsUpAtPerSec: below.length === 0 ? null : Math.max(...below),
    failsAtPerSec,
  };
}

/** `single-loop keeps up with 100/s and not with 500/s; worker-threads×2 keeps up with all of it.` */
function sentenceOfLines(lines: readonly LoadLine[]): string {
  const clauses = lines.flatMap(({ label, keepsUpAtPerSec: kept, failsAtPerSec: failing }) => {
    if (kept === null && failing === null) return [];
    if (failing === null) return `${label} keeps up with all of it`;
    if (kept === null) return `${label} does not keep up with ${formatCount(failing)}/s`;
    return `${label} keeps up with ${formatCount(kept)}/s and not with ${formatCount(failing)}/s`;
  });
  return clauses.length === 0 ? '' : `${clauses.join('; ')}.`;
}

/** Cells of one way to run the work; ids differ by the rate. */
function groupByLabel(cells: readonly Cell[]): Map<string, Cell[]> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(cell.label, [...(groups.get(cell.label) ?? []), cell]);
  return groups;
}

/** Latency against load: one curve for every scenario and set of parameters that was run at two rates or more. Pure. */
export function toLoadCurves(document: RunDocument): LoadCurve[] {
  const families = new Map<string, Condition[]>();
  for (const condition of document.conditions) {
    if (condition.ratePerSec === undefined) continue;
    const key = JSON.stringify([condition.scenario, condition.params]);
    families.set(key, [...(families.get(key) ?? []), condition]);
  }
  return [...families.values()].flatMap((conditions): LoadCurve[] => {
    const sorted = [...conditions].sort((one, other) => (one.ratePerSec ?? 0) - (other.ratePerSec ?? 0));
    const ratesPerSec = sorted.flatMap(({ ratePerSec }) => ratePerSec ?? []);
    if (ratesPerSec.length < 2) return [];
    const cells = sorted.flatMap((condition) => cellsOf(document, condition));
    const quantile = quantileOf(cells);
    const byLabel = groupByLabel(cells);
    const models: string[] = [];
    const lines = [...byLabel].map(([label, own]) => {
      const model = own[0]?.model ?? '';
      const ordinal = models.filter((one) => one === model).length;
      models.push(model);
      return toLine(label, ordinal, own, quantile);
    });
    const [first] = sorted;
    const label = Object.entries(first?.params ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join(' · ');
    const scenario = first?.scenario ?? '';
    return [{ scenario, label, ratesPerSec, quantile, lines, sentence: sentenceOfLines(lines) }];
  });
}
