/** One condition of a run as a heading, rows and notes: what tables, charts and sentences are made of. */
import type {
  Cell,
  Condition,
  Contrast,
  Interval,
  RunDocument,
  ScenarioRecord,
  Verdict,
} from '../../harness/result/schema.ts';
import { formatCount } from '../format.ts';
import { type CellRow, decidingRatio, toCellRow } from './cell-row.ts';
import { headlineTexts, openLoopHeadlines } from './headlines.ts';
import { isAbout, type Note, notesOf } from './notes.ts';

/** Heading, rows and notes of one condition. */
export interface ConditionRows {
  readonly id: string;
  readonly scenario: string;
  /** The scenario's own record: kind, summary, lesson; null where the document has none. */
  readonly scenarioRecord: ScenarioRecord | null;
  /** What all cells share: `n=1000000 · 8 in flight`. */
  readonly label: string;
  /** Blocks that counted, the most of any cell. */
  readonly blockCount: number;
  /** `5 blocks`. */
  readonly blocksText: string;
  /** `cpu/sha256 · 8 MiB · 8 in flight · 5 blocks`. */
  readonly heading: string;
  /** What the figures of `throughput` are: written after them. */
  readonly unit: string;
  /** Label of the cell that the others are contrasted with. */
  readonly referenceLabel: string;
  /** The margin within which two cells count as the same: 0.03. */
  readonly marginRatio: number;
  /** False with fewer than two blocks: then there are no intervals and no verdicts. */
  readonly hasVerdicts: boolean;
  /** Of `crossover ab`: its cells are versions of one, and which of them changed is told by a comparison. */
  readonly holdsVersions: boolean;
  /** Cells other than the reference that were contrasted with each other; none in documents of old. */
  readonly rivals: readonly Rivals[];
  /** In open loop: how many tasks came every second, and the quantile that verdicts are about (`p99`). Null in closed loop. */
  readonly openLoop: { readonly ratePerSec: number; readonly quantile: string | null } | null;
  /**
   * The highest throughput first, in open loop those that keep up and the shortest latency; cells without a figure last, in the order
   * of the document.
   */
  readonly rows: readonly CellRow[];
  readonly notes: readonly Note[];
}

/**
 * The metric that tasks are compared by: throughput, or latency where they come by a schedule. Documents may hold contrasts of other
 * metrics beside it.
 */
const isMain = ({ metric }: Contrast): boolean =>
  metric.id.startsWith('throughput') || metric.unit === 'tasks/s' || metric.id.startsWith(LATENCY);

const LATENCY = 'latency-';

/** Two cells and how the one stands to the other: `ratio` is cell ÷ other. */
export interface Rivals {
  readonly cell: string;
  readonly other: string;
  readonly ratio: Interval;
  readonly verdict: Verdict;
}

/** The contrast of a cell with the reference that it is judged by, or null. Pure. */
export function mainContrastOf(document: RunDocument, cell: string): Contrast | null {
  const references = new Set(document.conditions.map(({ reference }) => reference));
  const isIt = (contrast: Contrast): boolean =>
    contrast.cell === cell && references.has(contrast.reference) && isMain(contrast);
  return document.contrasts.find(isIt) ?? null;
}

function rivalsOf(document: RunDocument, condition: Condition): Rivals[] {
  const members = new Set(condition.cells);
  return document.contrasts.flatMap((contrast) => {
    const { cell, reference, verdict } = contrast;
    const ratio = decidingRatio(contrast);
    const isOurs = members.has(cell) && reference !== condition.reference && members.has(reference);
    return isOurs && ratio !== null && isMain(contrast) ? [{ cell, other: reference, ratio, verdict }] : [];
  });
}

/** How one cell stands to another of its condition, as they were contrasted, or the other way about. Pure. */
export function rivalryOf(
  { rivals }: Pick<ConditionRows, 'rivals'>,
  cell: string,
  other: string,
): Rivals | null {
  const direct = rivals.find((one) => one.cell === cell && one.other === other);
  if (direct !== undefined) return direct;
  const inverse = rivals.find((one) => one.cell === other && one.other === cell);
  return inverse === undefined ? null : inverted(inverse);
}

const INVERSE: Partial<Record<Verdict, Verdict>> = { faster: 'slower', slower: 'faster' };

const inverted = ({ cell, other, ratio, verdict }: Rivals): Rivals => ({
  cell: other,
  other: cell,
  ratio: { value: 1 / ratio.value, low: 1 / ratio.high, high: 1 / ratio.low },
  verdict: INVERSE[verdict] ?? verdict,
});

/** The cells of a condition that the document really holds, in its order. Pure. */
export function cellsOf(document: RunDocument, condition: Condition): Cell[] {
  const byId = new Map(document.cells.map((cell) => [cell.id, cell]));
  return condition.cells.flatMap((id) => byId.get(id) ?? []);
}

function rowsOf(document: RunDocument, condition: Condition): CellRow[] {
  const countByModel = new Map<string, number>();
  const rows = cellsOf(document, condition).map((cell) => {
    const ordinal = countByModel.get(cell.model) ?? 0;
    countByModel.set(cell.model, ordinal + 1);
    return toCellRow(cell, {
      contrast: mainContrastOf(document, cell.id),
      ordinal,
      marks: [],
      headlines:
        condition.ratePerSec === undefined
          ? headlineTexts(document, condition, cell)
          : [...openLoopHeadlines(cell), ...headlineTexts(document, condition, cell)],
    });
  });
  const byThroughput = (one: CellRow, other: CellRow): number =>
    (other.throughput?.value ?? -1) - (one.throughput?.value ?? -1);
  return rows.sort(condition.ratePerSec === undefined ? byThroughput : byLatency);
}

/** Who keeps up first, and of these the shortest median. */
function byLatency(one: CellRow, other: CellRow): number {
  const rankOf = ({ status, isSaturated }: CellRow): number => (status !== 'ok' ? 2 : isSaturated ? 1 : 0);
  const medianOf = ({ headlines }: CellRow): number => headlines[0]?.value ?? Number.MAX_VALUE;
  return rankOf(one) - rankOf(other) || medianOf(one) - medianOf(other);
}

/** `p99` of `latency-p99`; null where nothing was contrasted. */
function quantileOf(document: RunDocument, condition: Condition): string | null {
  const contrast = condition.cells.flatMap((cell) => mainContrastOf(document, cell) ?? [])[0];
  return contrast?.metric.id.startsWith(LATENCY) ? contrast.metric.id.slice(LATENCY.length) : null;
}

const marked = (row: CellRow, notes: readonly Note[]): CellRow => ({
  ...row,
  marks: notes.filter((note) => isAbout(note, row.cell)).map(({ mark }) => mark),
});

/** One condition as rows. Pure. */
export function toConditionRows(document: RunDocument, condition: Condition): ConditionRows {
  const unmarked = rowsOf(document, condition);
  const notes = notesOf(
    document,
    unmarked.map(({ cell }) => cell),
  );
  const rows = unmarked.map((row) => marked(row, notes));
  const blockCount = Math.max(0, ...rows.map((row) => row.blockCount));
  const blocksText = `${formatCount(blockCount)} block${blockCount === 1 ? '' : 's'}`;
  return {
    id: condition.id,
    scenario: condition.scenario,
    scenarioRecord: document.scenarios.find(({ id }) => id === condition.scenario) ?? null,
    label: condition.label,
    blockCount,
    blocksText,
    heading: [condition.scenario, condition.label, blocksText].filter((part) => part !== '').join(' · '),
    unit: 'tasks/s',
    referenceLabel: rows.find((row) => row.cell === condition.reference)?.label ?? condition.reference,
    marginRatio: document.config.marginRatio,
    openLoop:
      condition.ratePerSec === undefined
        ? null
        : { ratePerSec: condition.ratePerSec, quantile: quantileOf(document, condition) },
    hasVerdicts: blockCount >= 2 && rows.some((row) => row.verdict !== null),
    holdsVersions: document.cells.some((cell) => cell.condition === condition.id && cell.side !== undefined),
    rivals: rivalsOf(document, condition),
    rows,
    notes,
  };
}
