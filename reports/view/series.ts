/** What the charts of one condition are drawn from: plain numbers beside the texts of their tables. */
import type { Cell } from '../../harness/result/schema.ts';
import { formatMs, formatShare, NO_FIGURE, TOO_FEW } from '../format.ts';
import { type CellRow, delayText } from './cell-row.ts';

/** The parts of a receipt in the order of a task's way. */
export const RECEIPT_PARTS = ['queue', 'send', 'queue+send', 'run', 'return'] as const;

/** One part of a task's way. */
export type ReceiptPart = (typeof RECEIPT_PARTS)[number];

/** Who is drawn: label and the two things that its look depends on. */
export interface SeriesKey {
  readonly cell: string;
  readonly label: string;
  readonly model: string;
  readonly ordinal: number;
}

/** Where one task of a cell spends its time: means that add up to the mean latency. */
export interface ReceiptSeries extends SeriesKey {
  readonly totalMs: number;
  readonly totalText: string;
  readonly parts: readonly {
    readonly part: ReceiptPart;
    readonly meanMs: number;
    readonly text: string;
    readonly shareText: string;
  }[];
}

/** How the event loop of a cell's main process fared. */
export interface LoopSeries extends SeriesKey {
  readonly delayMsP50: number;
  readonly delayMsP99: number | null;
  readonly delayMsMax: number;
  readonly shareBeyond10Ms: number;
  readonly utilizationRatio: number;
  readonly texts: {
    readonly p50: string;
    readonly p99: string;
    readonly max: string;
    readonly shareBeyond10Ms: string;
    readonly utilization: string;
  };
}

/** Cell id, label, model and ordinal of a row. */
export const keyOf = ({ cell, label, model, ordinal }: CellRow): SeriesKey => ({
  cell,
  label,
  model,
  ordinal,
});

function receiptOf(row: CellRow, cell: Cell): ReceiptSeries[] {
  const stored = cell.receiptMs;
  if (cell.status !== 'ok' || stored === null || stored.length === 0) return [];
  const totalMs = stored.reduce((sum, { meanMs }) => sum + meanMs, 0);
  const parts = RECEIPT_PARTS.flatMap((part) => {
    const found = stored.find((candidate) => candidate.part === part);
    if (found === undefined) return [];
    const shareText = totalMs > 0 ? formatShare(found.meanMs / totalMs) : NO_FIGURE;
    return { part, meanMs: found.meanMs, text: formatMs(found.meanMs), shareText };
  });
  return [{ ...keyOf(row), totalMs, totalText: formatMs(totalMs), parts }];
}

function loopOf(row: CellRow, cell: Cell): LoopSeries[] {
  const loop = cell.eventLoop;
  if (cell.status !== 'ok' || loop === null) return [];
  const texts = {
    p50: delayText(loop.delayMsP50, loop),
    p99: loop.delayMsP99 === null ? TOO_FEW : delayText(loop.delayMsP99, loop),
    max: delayText(loop.delayMsMax, loop),
    shareBeyond10Ms: formatShare(loop.shareBeyond10Ms),
    utilization: formatShare(loop.utilizationRatio),
  };
  return [{ ...keyOf(row), ...loop, texts }];
}

type Pairs = readonly { readonly row: CellRow; readonly cell: Cell }[];

/** Receipts of the cells that have one. Pure. */
export const toReceiptSeries = (pairs: Pairs): ReceiptSeries[] =>
  pairs.flatMap(({ row, cell }) => receiptOf(row, cell));

/** Event-loop figures of the cells that have them. Pure. */
export const toLoopSeries = (pairs: Pairs): LoopSeries[] =>
  pairs.flatMap(({ row, cell }) => loopOf(row, cell));
