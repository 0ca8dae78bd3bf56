/** Latency against load: who keeps up with which of the rates at which tasks came. Pure. */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import { formatCount, formatRate, TOO_FEW } from '../format.ts';
import { cellsOf } from './condition-view.ts';
import { SATURATED } from './headlines.ts';
import { latencyText } from './latency-text.ts';

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
  /** It has a figure at every rate. */
  readonly isWhole: boolean;
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
    isWhole: cells.every(({ status }) => status === 'ok'),
  };
}

/** `single-loop keeps up with 100/s and not with 500/s; worker-threads×2 keeps up with all of it.` */
function sentenceOfLines(lines: readonly LoadLine[]): string {
  const clauses = lines.flatMap(({ label, keepsUpAtPerSec: kept, failsAtPerSec: failing, isWhole }) => {
    if (kept === null && failing === null) return [];
    if (failing === null) {
      // Where a rate has no figure, nothing is known of it.
      return `${label} keeps up with ${isWhole ? 'all of it' : `${formatCount(kept ?? 0)}/s`}`;
    }
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
