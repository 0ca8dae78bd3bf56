/** What a verdict card says: one condition of a run, in a handful of texts and bars. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { type BarsSpec, barsSpecOf } from '../charts/chart-spec.ts';
import { formatCoreCount, formatCount, formatRatio, formatRatioBounds, formatTimestamp } from '../format.ts';
import { type CellRow, type ConditionView, conditionViews } from '../view.ts';

/** `1.91×`, and behind it `faster · [1.88, 1.94] 95% interval · worker-threads×2 ÷ single-loop`. */
interface CardRatio {
  readonly value: string;
  readonly detail: string;
  /** An `unsure` ratio must not look like a result. */
  readonly isUnsure: boolean;
}

/** Texts and bars of a card. */
export interface CardContent {
  readonly title: string;
  /** `n=1000000 · 8 in flight`: cut where it is long. */
  readonly label: string;
  /** `5 blocks · condition 1 of 6`: never cut. */
  readonly extent: string;
  readonly sentence: string;
  /** Null where no contrast gives one. */
  readonly ratio: CardRatio | null;
  readonly bars: BarsSpec;
  /** Model that the sentence tells to use; null where it is in doubt. */
  readonly model: string | null;
  /** Machine, runtime, date and tool. */
  readonly origin: string;
}

const MOST_BARS = 4;
const LONGEST_LABEL = 28;

/** The first condition with a verdict, not the most striking one: a run must not be told by its best case. */
function shownOf(conditions: readonly ConditionView[]): ConditionView | undefined {
  const measured = conditions.filter(({ rows }) => rows.some(({ throughput }) => throughput !== null));
  return measured.find(({ sentence }) => sentence.kind !== 'none') ?? measured[0];
}

/** The bars with the highest figures, the reference always among them. */
function shownRows(rows: readonly CellRow[]): readonly CellRow[] {
  const measured = rows.filter(({ throughput, isFloor }) => throughput !== null && !isFloor);
  const first = measured.slice(0, MOST_BARS);
  const reference = measured.find(({ isReference }) => isReference);
  return reference === undefined || first.includes(reference) ? first : [...first.slice(0, -1), reference];
}

/** Long labels would leave no room for bars; they stay long where cut ones would be alike. */
function withShortLabels(rows: readonly CellRow[]): readonly CellRow[] {
  const cut = rows.map((row) =>
    row.label.length <= LONGEST_LABEL ? row : { ...row, label: `${row.label.slice(0, LONGEST_LABEL - 1)}…` },
  );
  return new Set(cut.map(({ label }) => label)).size === rows.length ? cut : rows;
}

/** Of the cell to use; where that is the reference, of the best of the others. */
function ratioOf({ rows, sentence, referenceLabel }: ConditionView): CardRatio | null {
  const row =
    rows.find(({ cell, ratio }) => cell === sentence.recommended && ratio !== null) ??
    rows
      .filter(({ isFloor }) => !isFloor)
      .sort((one, other) => (other.ratio?.value ?? 0) - (one.ratio?.value ?? 0))[0];
  if (row === undefined || row.ratio === null) return null;
  const detail = `${row.verdictText} · ${formatRatioBounds(row.ratio)} 95% interval · ${row.label} ÷ ${referenceLabel}`;
  return { value: formatRatio(row.ratio.value), detail, isUnsure: row.verdict === 'unsure' };
}

/** What the sentence tells to use, if it is sure of it. */
function modelOf({ rows, sentence }: ConditionView): string | null {
  if (sentence.kind === 'unsure' || sentence.kind === 'none') return null;
  return rows.find(({ cell }) => cell === sentence.recommended)?.model ?? null;
}

/** The card of a run; null where nothing was measured. Pure. */
export function cardContentOf(document: RunDocument): CardContent | null {
  const conditions = conditionViews(document).filter(({ openLoop }) => openLoop === null);
  const condition = shownOf(conditions);
  if (condition === undefined) return null;
  const rows = shownRows(condition.rows);
  const { environment, tool } = document;
  const place =
    conditions.length === 1
      ? ''
      : `condition ${formatCount(conditions.indexOf(condition) + 1)} of ${formatCount(conditions.length)}`;
  const shown =
    rows.length === condition.rows.length
      ? ''
      : `${formatCount(rows.length)} of ${formatCount(condition.rows.length)} cells shown`;
  const coreCount = `${formatCoreCount(environment.usableCores)} core${environment.usableCores === 1 ? '' : 's'}`;
  const facts = [environment.cpuModel, coreCount, `Node ${environment.node}`];
  return {
    title: condition.scenario,
    label: condition.label,
    extent: [condition.blocksText, shown, place].filter((part) => part !== '').join(' · '),
    sentence: condition.sentence.text,
    ratio: ratioOf(condition),
    bars: barsSpecOf({ rows: withShortLabels(rows), unit: condition.unit }),
    model: modelOf(condition),
    origin: [...facts, formatTimestamp(document.startedAt), `${tool.name} ${tool.version}`].join(' · '),
  };
}
