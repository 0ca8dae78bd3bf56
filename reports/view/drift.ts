/** The slices of a condition in the order in which they ran: whether the machine changed meanwhile. */
import type { Cell, Round, SliceValue } from '../../harness/result/schema.ts';
import { median, quantile } from '../../harness/stats/describe.ts';
import type { CellRow } from './cell-row.ts';
import { keyOf, type SeriesKey } from './series.ts';

/** Seconds since the run began, and per cent from the cell's own median; rounded, since a page holds thousands. */
export type DriftPoint = readonly [sec: number, percent: number];

/** What is drawn of a cell. */
export interface DriftSeries extends SeriesKey {
  /** Slices that count. */
  readonly points: readonly DriftPoint[];
  /** Slices that do not. */
  readonly voids: readonly DriftPoint[];
}

/** What is said of a cell: out of all its slices, however many are drawn. */
export interface DriftFigures {
  readonly series: DriftSeries;
  readonly sliceCount: number;
  readonly voidCount: number;
  /** Fewer are drawn than there are. */
  readonly isThinned: boolean;
  /** Median of the last third ÷ median of the first third of what counts; null under six slices. */
  readonly lastToFirstRatio: number | null;
  /** Slowest and fastest tenth of the slices, ÷ their median. */
  readonly tenths: readonly [low: number, high: number];
}

const MOST_DRAWN = 60;
const LEAST_DRAWN = 12;
/** Of all cells of a document together: some 12 bytes each on a page. */
const MOST_DRAWN_IN_ALL = 20_000;
const LEAST_FOR_THIRDS = 6;

interface TimedSlice {
  readonly slice: SliceValue;
  readonly isVoid: boolean;
}

function slicesOf(rounds: readonly Round[]): TimedSlice[] {
  return rounds
    .flatMap(({ slices, status }) =>
      slices.map((slice) => ({ slice, isVoid: status !== 'ok' || slice.voidReason !== null })),
    )
    .sort((one, other) => one.slice.startedMs - other.slice.startedMs);
}

/** How many slices of one cell are drawn at most: 60, and fewer where very many cells share a page. Pure. */
export const mostDrawnOf = (cellCount: number): number =>
  Math.max(LEAST_DRAWN, Math.min(MOST_DRAWN, Math.floor(MOST_DRAWN_IN_ALL / Math.max(1, cellCount))));

/** At most so many of the values, evenly over the whole list, the first and the last among them. Pure. */
export function thinned<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values;
  const step = (values.length - 1) / (most - 1);
  return Array.from({ length: most }, (_unused, index) => values[Math.round(index * step)]!);
}

function thirdsRatio(counted: readonly number[]): number | null {
  if (counted.length < LEAST_FOR_THIRDS) return null;
  const third = Math.floor(counted.length / 3);
  const ratio = median(counted.slice(-third)) / median(counted.slice(0, third));
  return Number.isFinite(ratio) ? ratio : null;
}

function driftOf(row: CellRow, cell: Cell, mostDrawn: number): DriftFigures[] {
  if (cell.status !== 'ok') return [];
  const slices = slicesOf(cell.blocks);
  const counted = slices.flatMap(({ slice, isVoid }) => (isVoid ? [] : slice.throughputPerSec));
  const middle = counted.length === 0 ? 0 : median(counted);
  if (!(middle > 0)) return [];
  const drawn = thinned(slices, mostDrawn);
  const pointOf = ({ slice }: TimedSlice): DriftPoint => [
    Math.round(slice.startedMs / 10) / 100,
    Math.round((slice.throughputPerSec / middle - 1) * 1000) / 10,
  ];
  const ofKind = (kind: boolean) => drawn.filter(({ isVoid }) => isVoid === kind).map(pointOf);
  return [
    {
      series: { ...keyOf(row), points: ofKind(false), voids: ofKind(true) },
      sliceCount: counted.length,
      voidCount: slices.length - counted.length,
      isThinned: drawn.length < slices.length,
      lastToFirstRatio: thirdsRatio(counted),
      tenths: [quantile(counted, 0.1) / middle, quantile(counted, 0.9) / middle],
    },
  ];
}

/** Drift of every cell whose slices the document holds. Pure. */
export function toDriftFigures(
  pairs: readonly { readonly row: CellRow; readonly cell: Cell }[],
  mostDrawn: number,
): DriftFigures[] {
  return pairs.flatMap(({ row, cell }) => driftOf(row, cell, mostDrawn));
}

/** Last ÷ first third over the cells: from the lowest to the highest, and the cell that changed most, up or down. */
export interface DriftRange {
  readonly low: number;
  readonly high: number;
  readonly most: { readonly label: string; readonly ratio: number };
}

/** How far cells changed: one in the middle would hide the one that changed most. Null where none has enough slices. Pure. */
export function driftRangeOf(figures: readonly DriftFigures[]): DriftRange | null {
  const changes = figures.flatMap(({ series: { label }, lastToFirstRatio: ratio }) =>
    ratio === null ? [] : { label, ratio },
  );
  const farthestFirst = [...changes].sort(
    (one, other) => Math.abs(Math.log(other.ratio)) - Math.abs(Math.log(one.ratio)),
  );
  const [most] = farthestFirst;
  if (most === undefined) return null;
  const ratios = changes.map(({ ratio }) => ratio);
  return { low: Math.min(...ratios), high: Math.max(...ratios), most };
}
