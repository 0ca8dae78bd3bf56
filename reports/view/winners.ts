/** Who wins everywhere: conditions × models, each square the best cell of that model there. */
import type { Verdict } from '../../harness/result/schema.ts';
import { formatRate, formatRatio, NO_FIGURE } from '../format.ts';
import { verdictSentence } from '../verdict-sentence.ts';
import type { CellRow } from './cell-row.ts';
import type { ConditionRows } from './condition-view.ts';
import { modelRank } from './simplicity.ts';

/** One square of the matrix. */
export interface WinnersSquare {
  readonly model: string;
  /** The cell that stands for the model here; null where the model was not run. */
  readonly cell: string | null;
  readonly label: string;
  readonly status: CellRow['status'] | 'not run';
  readonly best: boolean;
  /** The cell that the verdict sentence tells to use. */
  readonly recommended: boolean;
  readonly verdict: Verdict | null;
  /** log₂ of throughput ÷ that of the best of the row, from the contrasts; 0 is the best, −1 is half. */
  readonly log2Ratio: number | null;
  /** `1.00×`, `0.52×`, or the status. */
  readonly text: string;
  /** `391 tasks/s`, empty without a figure. */
  readonly figureText: string;
  /** The reason where there is no figure. */
  readonly reason: string | null;
}

/** One condition of the matrix. */
export interface WinnersRow {
  readonly condition: string;
  readonly scenario: string;
  readonly label: string;
  readonly squares: readonly WinnersSquare[];
}

/** The matrix; `models` are its columns, the simplest first. */
export interface WinnersMatrix {
  readonly models: readonly string[];
  readonly rows: readonly WinnersRow[];
}

/** Of several cells of a model: the recommended, then a starred one, then the fastest, then any that says why it has no figure. */
function representativeOf(rows: readonly CellRow[], recommended: string | null): CellRow | undefined {
  const worth = (row: CellRow): number =>
    (row.cell === recommended ? 4 : 0) + (row.best ? 2 : 0) + (row.throughput === null ? 0 : 1);
  return [...rows].sort(
    (one, other) =>
      worth(other) - worth(one) || (other.throughput?.value ?? 0) - (one.throughput?.value ?? 0),
  )[0];
}

/** A row's ratio to the reference as the contrasts say: 1 for the reference itself. */
function ratioToReference(row: CellRow): number | null {
  return row.isReference && row.status === 'ok' ? 1 : (row.ratio?.value ?? null);
}

/** The highest of the starred ratios: what the row's other ratios are divided by. */
function bestRatioOf(condition: ConditionRows): number | null {
  if (!condition.hasVerdicts) return null;
  const starred = condition.rows.filter((row) => row.best).flatMap((row) => ratioToReference(row) ?? []);
  return starred.length === 0 ? null : Math.max(...starred);
}

interface RowFacts {
  readonly condition: ConditionRows;
  readonly bestRatio: number | null;
  readonly recommended: string | null;
}

function squareOf(model: string, { condition, bestRatio, recommended }: RowFacts): WinnersSquare {
  const candidates = condition.rows.filter((candidate) => candidate.model === model);
  const row = representativeOf(candidates, recommended);
  if (row === undefined) {
    const empty = { cell: null, label: model, verdict: null, log2Ratio: null, reason: null };
    return {
      model,
      ...empty,
      best: false,
      recommended: false,
      status: 'not run',
      text: NO_FIGURE,
      figureText: '',
    };
  }
  const ratio = ratioToReference(row);
  const isRated = row.status === 'ok' && !row.isFloor; // a limit may lie beyond the best, and wins nothing
  const toBest = ratio === null || bestRatio === null || !isRated ? null : ratio / bestRatio;
  const figureText = row.throughput === null ? '' : formatRate(row.throughput.value, condition.unit);
  return {
    model,
    cell: row.cell,
    label: row.label,
    status: row.status,
    best: row.best && condition.hasVerdicts,
    recommended: row.cell === recommended,
    verdict: row.verdict,
    log2Ratio: toBest === null || toBest <= 0 ? null : Math.log2(toBest),
    text: row.status !== 'ok' ? row.status : toBest === null ? NO_FIGURE : formatRatio(toBest),
    figureText,
    reason: row.reason,
  };
}

/** The winners matrix of a run. Ratios come from the contrasts alone, so one block gives figures and no ratios. Pure. */
export function toWinnersMatrix(conditions: readonly ConditionRows[]): WinnersMatrix {
  const models = [...new Set(conditions.flatMap((condition) => condition.rows.map((row) => row.model)))];
  models.sort((one, other) => modelRank(one) - modelRank(other));
  const rows = conditions.map((condition) => {
    const facts = {
      condition,
      bestRatio: bestRatioOf(condition),
      recommended: verdictSentence(condition).recommended,
    };
    const squares = models.map((model) => squareOf(model, facts));
    return { condition: condition.id, scenario: condition.scenario, label: condition.label, squares };
  });
  return { models, rows };
}
