/**
 * A run document as what people see: rows, series, sentences and facts, as plain data without markup. Every medium is
 * built on this file and on format.ts, so that a figure reads the same wherever it stands. Everything is pure.
 */
import type { Condition, RunDocument } from '../harness/result/schema.ts';
import { type VerdictSentence, verdictSentence } from './verdict-sentence.ts';
import { type BatchReceipt, toBatchReceipts } from './view/batches.ts';
import { type BeliefCard, beliefCards as toBeliefCards } from './view/beliefs.ts';
import type { CellRow } from './view/cell-row.ts';
import { type CertaintySeries, toCertaintySeries } from './view/certainty.ts';
import { type ConditionRows, cellsOf, mainContrastOf, toConditionRows } from './view/condition-view.ts';
import { type CoreUseSeries, toCoreUseSeries } from './view/core-use.ts';
import { crossoverHeadlines } from './view/crossings.ts';
import { type DriftFigures, mostDrawnOf, toDriftFigures } from './view/drift.ts';
import { type EnvironmentRow, toEnvironmentRows } from './view/environment.ts';
import { type LatencySpread, toLatencySpreads } from './view/latency-boxes.ts';
import { type LoadCurve, toLoadCurves } from './view/load-curves.ts';
import { type OwnCosts, toOwnCosts } from './view/own-cost.ts';
import { type PercentileSeries, toPercentileSeries } from './view/percentiles.ts';
import { type ScalingSeries, toScalingSeries } from './view/pool-scaling.ts';
import { moreBlocksCommand, reproduceCommand } from './view/reproduce-command.ts';
import { type LoopSeries, type ReceiptSeries, toLoopSeries, toReceiptSeries } from './view/series.ts';
import { type ServerRow, toServerRows } from './view/servers.ts';
import { type TrustItem, toTrustStrip } from './view/trust.ts';
import { toWinnersMatrix, type WinnersMatrix } from './view/winners.ts';

export type { VerdictSentence } from './verdict-sentence.ts';
export { BATCH_PARTS, type BatchReceipt } from './view/batches.ts';
export type { BeliefCard, BeliefEvidence } from './view/beliefs.ts';
export type { CellRow } from './view/cell-row.ts';
export type { CertaintySeries } from './view/certainty.ts';
export type { CoreUseSeries } from './view/core-use.ts';
export type { CrossoverLine, CrossoverMark, CrossoverView } from './view/crossings.ts';
export { crossoverViews } from './view/crossings.ts';
export type { DriftFigures, DriftPoint, DriftSeries } from './view/drift.ts';
export type { EnvironmentRow } from './view/environment.ts';
export type { LatencySpread } from './view/latency-boxes.ts';
export type { LoadCurve, LoadLine, LoadQuantile } from './view/load-curves.ts';
export { asSentence, type FindingView, findingViews } from './view/notes.ts';
export type { OwnCosts } from './view/own-cost.ts';
export type { PercentileSeries } from './view/percentiles.ts';
export type { ScalingPoint, ScalingSeries } from './view/pool-scaling.ts';
export type { LoopSeries, ReceiptPart, ReceiptSeries, SeriesKey } from './view/series.ts';
export { RECEIPT_PARTS } from './view/series.ts';
export type { ServerRow } from './view/servers.ts';
export type { TrustItem } from './view/trust.ts';
export type { WinnersMatrix, WinnersRow, WinnersSquare } from './view/winners.ts';

/** One condition with everything that is shown of it. */
export interface ConditionView extends ConditionRows {
  readonly sentence: VerdictSentence;
  /** Tasks that the drive keeps in flight; `sequential` has one all the same. */
  readonly inFlight: number;
  readonly receipts: readonly ReceiptSeries[];
  /** Null where no null task was measured. */
  readonly ownCosts: OwnCosts | null;
  readonly batches: readonly BatchReceipt[];
  readonly percentiles: readonly PercentileSeries[];
  readonly spreads: readonly LatencySpread[];
  readonly loops: readonly LoopSeries[];
  /** Empty where nothing serves. */
  readonly servers: readonly ServerRow[];
  readonly certainty: readonly CertaintySeries[];
  readonly scaling: readonly ScalingSeries[];
  readonly coreUse: readonly CoreUseSeries[];
  readonly drift: readonly DriftFigures[];
  /** The cores that count on the machine of the run. */
  readonly usableCores: number;
}

function toConditionView(document: RunDocument, condition: Condition): ConditionView {
  const view = toConditionRows(document, condition);
  const cells = cellsOf(document, condition);
  const pairs = view.rows.flatMap((row) => {
    const cell = cells.find(({ id }) => id === row.cell);
    return cell === undefined ? [] : { row, cell };
  });
  return {
    ...view,
    sentence: verdictSentence(view),
    inFlight: condition.inFlight,
    receipts: toReceiptSeries(pairs),
    ownCosts: toOwnCosts(pairs),
    batches: toBatchReceipts(pairs),
    percentiles: toPercentileSeries(pairs),
    spreads: toLatencySpreads(pairs),
    loops: toLoopSeries(pairs),
    servers: toServerRows(pairs),
    // Both are about throughput, which is what came in open loop.
    certainty: view.openLoop === null ? toCertaintySeries(view.rows) : [],
    scaling:
      view.openLoop === null
        ? toScalingSeries({ cells, contrastOf: (cell) => mainContrastOf(document, cell) })
        : [],
    coreUse: toCoreUseSeries(view.rows),
    drift: toDriftFigures(pairs, mostDrawnOf(document.cells.length)),
    usableCores: document.environment.usableCores,
  };
}

/** Every condition of the run, in the order of the document. */
export function conditionViews(document: RunDocument): ConditionView[] {
  return document.conditions.map((condition) => toConditionView(document, condition));
}

/** In closed loop: conditions × models, each square the best cell of its model there, with log₂ of its ratio to the row's best. */
export function winnersMatrix(document: RunDocument): WinnersMatrix {
  const closed = document.conditions.filter(({ ratePerSec }) => ratePerSec === undefined);
  return toWinnersMatrix(closed.map((condition) => toConditionRows(document, condition)));
}

/** What the run says about common beliefs; a card for each, tested or not. */
export function beliefCards(document: RunDocument): BeliefCard[] {
  return toBeliefCards(document);
}

/** For each cell of a condition that a command line can name, in the order of its rows: the command that repeats it. */
export function cellCommands(
  document: RunDocument,
  { rows }: ConditionRows,
): { readonly row: CellRow; readonly command: string }[] {
  const cells = new Map(document.cells.map((cell) => [cell.id, cell]));
  return rows.flatMap((row) => {
    const cell = cells.get(row.cell);
    const command = cell === undefined ? null : reproduceCommand(document, cell);
    return command === null ? [] : [{ row, command }];
  });
}

/** For a condition with unsure verdicts of which is known what they need: the command that measures it with as many blocks. */
export function decidingCommand(
  document: RunDocument,
  { id, rows, blockCount }: ConditionRows,
): { readonly blockCount: number; readonly command: string } | null {
  const more = rows.flatMap(({ moreBlocks }) => moreBlocks ?? []);
  const condition = document.conditions.find((one) => one.id === id);
  if (more.length === 0 || condition === undefined) return null;
  const wanted = blockCount + Math.max(...more);
  const command = moreBlocksCommand(document, condition, wanted);
  return command === null ? null : { blockCount: wanted, command };
}

/** Latency against load, for whatever was run at two rates or more. */
export function loadCurves(document: RunDocument): LoadCurve[] {
  return toLoadCurves(document);
}

/** What a reader must know before believing a figure. */
export function trustStrip(document: RunDocument): TrustItem[] {
  return toTrustStrip(document);
}

/** Machine, runtime, run and method as labelled facts. */
export function environmentRows(document: RunDocument): EnvironmentRow[] {
  return toEnvironmentRows(document);
}

/** Where the winner changes: a sentence for every parameter that was measured at three values or more. */
export function crossingSentences(document: RunDocument): string[] {
  return crossoverHeadlines(document);
}
