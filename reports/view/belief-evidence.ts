/**
 * What a condition says for or against a belief. Only verdicts of the document speak; an `unsure` one, and a figure that
 * no contrast is about, stand there and say neither.
 */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import type { CellRow } from './cell-row.ts';
import { cellsOf, toConditionRows } from './condition-view.ts';
import { type SentencePart, sentenceOf, strong } from './sentence-parts.ts';

/** A cell and what is shown of it. */
export interface Sighting {
  readonly cell: Cell;
  readonly row: CellRow;
}

/** A condition as a belief looks at it: the cells that have figures. */
export interface BeliefPlace {
  readonly kind: 'cpu' | 'io' | 'mixed' | null;
  /** Null where the reference is not `single-loop` in its default variant, or has no figures. */
  readonly loop: Sighting | null;
  readonly sightings: readonly Sighting[];
}

/** What one condition contributes: the figures as a sentence, and whether their verdict speaks for the belief. */
export interface Testimony {
  readonly parts: readonly SentencePart[];
  readonly speaks: 'for' | 'against' | null;
}

/** Looks at one condition of a document. Pure. */
export function beliefPlaceOf(document: RunDocument, condition: Condition): BeliefPlace {
  const { rows, scenarioRecord } = toConditionRows(document, condition);
  const sightings = cellsOf(document, condition).flatMap((cell) => {
    const row = rows.find((candidate) => candidate.cell === cell.id);
    return row === undefined || cell.status !== 'ok' ? [] : [{ cell, row }];
  });
  const reference = sightings.find(({ cell }) => cell.id === condition.reference);
  const isLoop = reference?.cell.model === 'single-loop' && reference.cell.variant === 'default';
  return { kind: scenarioRecord?.kind ?? null, loop: isLoop ? (reference ?? null) : null, sightings };
}

/** The measured cells of a model in one variant. */
export const sightingsOf = ({ sightings }: BeliefPlace, model: string, variant = 'default'): Sighting[] =>
  sightings.filter(({ cell }) => cell.model === model && cell.variant === variant);

/** Whether the document holds a verdict on a cell, be it `unsure`. */
export const isJudged = ({ row: { verdict, ratio } }: Sighting): boolean =>
  verdict !== null && verdict !== 'not comparable' && ratio !== null;

/** `1.91× [1.86, 1.96], faster`. */
export const judgementOf = ({ row }: Sighting): string => `${row.ratioText}, ${row.verdictText}`;

/** A cell's name. */
export const nameOf = ({ row }: Sighting): SentencePart => strong(row.label);

/** `worker-threads×2 reaches 1.91× [1.86, 1.96] the throughput of single-loop: faster`. */
export const againstLoop = (sighting: Sighting, loop: Sighting): SentencePart[] =>
  sentenceOf(
    nameOf(sighting),
    ` reaches ${sighting.row.ratioText} the throughput of `,
    nameOf(loop),
    `: ${sighting.row.verdictText}`,
  );

const RANKS: Readonly<Record<string, number>> = { slower: -1, same: 0, faster: 1 };

/**
 * Whether one cell is surely faster (1) or slower (−1) than another, from their verdicts against one reference alone:
 * `faster` beats `same`, and `same` beats `slower`. Equal verdicts tell nothing (0), however far the ratios are apart:
 * no contrast of the document is between these two. Pure.
 */
export function orderOf(one: Sighting, other: Sighting): -1 | 0 | 1 {
  const [rank, otherRank] = [RANKS[one.row.verdict ?? ''], RANKS[other.row.verdict ?? '']];
  if (rank === undefined || otherRank === undefined || rank === otherRank) return 0;
  return rank > otherRank ? 1 : -1;
}

/** Whether two cells agree in every knob that both have, so that nothing but the compared thing differs. Pure. */
export function haveEqualKnobs({ cell }: Sighting, { cell: other }: Sighting): boolean {
  return Object.entries(cell.knobs).every(
    ([name, value]) => !Object.hasOwn(other.knobs, name) || other.knobs[name] === value,
  );
}
