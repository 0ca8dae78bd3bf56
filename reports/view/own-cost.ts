/**
 * What a model costs by itself, as rows: its null tasks against those of the floors, and how much of that is writing and
 * reading messages. Floors are other processes, so a ratio to them is of two independent means.
 */
import type { Cell, Interval, Round } from '../../harness/result/schema.ts';
import { variance } from '../../harness/stats/describe.ts';
import { twoSidedT } from '../../harness/stats/student-t.ts';
import { formatMs, formatMsInterval, formatRatioInterval, formatShare, NO_FIGURE } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { keyOf, type SeriesKey } from './series.ts';

const CONFIDENCE = 0.95;

/** The own cost of one cell; every text that cannot be said is an em dash. */
export interface OwnCost extends SeriesKey {
  readonly isFloor: boolean;
  readonly perTaskMs: number;
  readonly perTaskText: string;
  /** Against each floor of the condition, in the order of {@link OwnCosts.floors}; null for the floor itself. */
  readonly floors: readonly { readonly ratio: number | null; readonly text: string }[];
  readonly cpuMs: number | null;
  readonly cpuText: string;
  /** Of the CPU that a task of the scenario takes. */
  readonly cpuShare: number | null;
  readonly cpuShareText: string;
  readonly messageMs: number | null;
  readonly messageText: string;
  /** Of the CPU that a null task takes. */
  readonly messageShare: number | null;
  readonly messageShareText: string;
}

/** The own costs of a condition, the cheapest first. */
export interface OwnCosts {
  /** Labels of the floors among the rows. */
  readonly floors: readonly string[];
  readonly rows: readonly OwnCost[];
}

const nullCostsMs = ({ blocks }: Cell): number[] =>
  blocks.flatMap(({ status, nullTask }: Round) => (status === 'ok' ? (nullTask?.perTaskMs ?? []) : []));

/** A single block has no interval: its value stands without bounds. */
function perTaskOf(cell: Cell): Interval | null {
  const stored = cell.status === 'ok' ? cell.nullTask : null;
  if (!stored) return null;
  const [only] = nullCostsMs(cell);
  return stored.perTaskMs ?? (only === undefined ? null : { value: only, low: Number.NaN, high: Number.NaN });
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Ratio of two independent means by their logarithms (Welch's error, the smaller of both degrees of freedom); null under two blocks. */
export function independentRatio(ones: readonly number[], others: readonly number[]): Interval | null {
  const least = Math.min(ones.length, others.length);
  if (least < 2) return null;
  const [logOnes, logOthers] = [ones.map(Math.log), others.map(Math.log)];
  const estimate = meanOf(logOnes) - meanOf(logOthers);
  const error = Math.sqrt(variance(logOnes) / ones.length + variance(logOthers) / others.length);
  const reach = twoSidedT(CONFIDENCE, least - 1) * error;
  return { value: Math.exp(estimate), low: Math.exp(estimate - reach), high: Math.exp(estimate + reach) };
}

const isOnLoop = (model: string): boolean => model === 'sequential' || model === 'single-loop';

const shareOf = (part: number | null | undefined, whole: number | null | undefined): number | null =>
  typeof part === 'number' && typeof whole === 'number' && whole > 0 ? part / whole : null;

const textOf = (value: number | null, format: (value: number) => string): string =>
  value === null ? NO_FIGURE : format(value);

function toOwnCost(row: CellRow, cell: Cell, floors: readonly Cell[]): OwnCost[] {
  const perTask = perTaskOf(cell);
  if (perTask === null) return [];
  const { cpuMsPerTask, messageMs } = cell.nullTask!;
  const cpuMs =
    cpuMsPerTask?.value ?? cell.blocks.find(({ nullTask }) => nullTask)?.nullTask?.cpuMsPerTask ?? null;
  const messageShare = shareOf(messageMs, cpuMs);
  const cpuShare = shareOf(cpuMs, cell.cpuMsPerTask);
  return [
    {
      ...keyOf(row),
      isFloor: row.isFloor,
      perTaskMs: perTask.value,
      perTaskText: formatMsInterval(perTask),
      floors: floors.map((floor) => {
        const isAlone = floor === cell || isOnLoop(row.model); // where nothing travels there is nothing to set against it
        const ratio = isAlone ? null : independentRatio(nullCostsMs(cell), nullCostsMs(floor));
        return { ratio: ratio?.value ?? null, text: formatRatioInterval(ratio) };
      }),
      cpuMs,
      cpuText: textOf(cpuMs, formatMs),
      cpuShare,
      cpuShareText: textOf(cpuShare, formatShare),
      messageMs,
      messageText: textOf(messageMs, formatMs),
      messageShare,
      messageShareText: textOf(messageShare, formatShare),
    },
  ];
}

/** Null where no null task was measured. Pure. */
export function toOwnCosts(
  pairs: readonly { readonly row: CellRow; readonly cell: Cell }[],
): OwnCosts | null {
  const floors = pairs.filter(({ row, cell }) => row.isFloor && perTaskOf(cell) !== null);
  const cells = floors.map(({ cell }) => cell);
  const rows = pairs
    .flatMap(({ row, cell }) => toOwnCost(row, cell, cells))
    .sort((one, other) => one.perTaskMs - other.perTaskMs);
  return rows.length === 0 ? null : { floors: floors.map(({ row }) => row.label), rows };
}

/** `floor:message×2 3.8 µs; worker-threads×2 9.1 µs (2.4× that)`: for whoever has one line. The loops cost next to nothing. */
export function ownCostText({ floors, rows }: OwnCosts): string {
  const place = floors.findIndex((floor) => floor.startsWith('floor:message'));
  const floor = rows.find(({ label }) => label === floors[place]);
  const others = rows.filter(({ isFloor, model }) => !isFloor && !isOnLoop(model));
  const listed = others.map(({ label, perTaskMs, floors: against }) => {
    const ratio = against[place]?.ratio ?? null;
    return `${label} ${formatMs(perTaskMs)}${ratio === null ? '' : ` (${ratio.toPrecision(2)}× that)`}`;
  });
  const first = floor === undefined ? [] : [`${floor.label} ${formatMs(floor.perTaskMs)}`];
  return [...first, ...listed].join(' · ');
}
