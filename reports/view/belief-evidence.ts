/**
 * What a condition says for or against a belief. Only verdicts of the document speak; an `unsure` one, and a figure that
 * no contrast is about, stand there and say neither.
 */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import { formatRatioInterval } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { cellsOf, type Rivals, rivalryOf, toConditionRows } from './condition-view.ts';
import { type SentencePart, sentenceOf, strong } from './sentence-parts.ts';

/** A cell and what is shown of it. */
export interface Sighting {
  readonly cell: Cell;
  readonly row: CellRow;
}

/** A condition as a belief looks at it: the cells that have figures. */
export interface BeliefPlace {
  readonly kind: 'cpu' | 'io' | 'mixed' | null;
  readonly inFlight: number;
  /** Null where the reference is not `single-loop` in its default variant, or has no figures. */
  readonly loop: Sighting | null;
  readonly sightings: readonly Sighting[];
  readonly rivals: readonly Rivals[];
}

/** What one condition contributes: the figures as a sentence, and whether their verdict speaks for the belief. */
export interface Testimony {
  readonly parts: readonly SentencePart[];
  readonly speaks: 'for' | 'against' | null;
}

/** Looks at one condition of a document. Pure. */
export function beliefPlaceOf(document: RunDocument, condition: Condition): BeliefPlace {
  const { rows, rivals, scenarioRecord } = toConditionRows(document, condition);
  const sightings = cellsOf(document, condition).flatMap((cell) => {
    const row = rows.find((candidate) => candidate.cell === cell.id);
    return row === undefined || cell.status !== 'ok' ? [] : [{ cell, row }];
  });
  const reference = sightings.find(({ cell }) => cell.id === condition.reference);
  const isLoop = reference?.cell.model === 'single-loop' && reference.cell.variant === 'default';
  const loop = isLoop ? (reference ?? null) : null;
  return { kind: scenarioRecord?.kind ?? null, inFlight: condition.inFlight, loop, sightings, rivals };
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

/** `single-loop reaches 0.995× [0.988, 1.001] the throughput of sequential: same`: the same contrast the other way about. */
export function loopAgainst(loop: Sighting, { row }: Sighting): SentencePart[] {
  if (row.ratio === null) return [];
  const { value, low, high } = row.ratio;
  const ratio = formatRatioInterval({ value: 1 / value, low: 1 / high, high: 1 / low });
  return sentenceOf(
    nameOf(loop),
    ` reaches ${ratio} the throughput of `,
    strong(row.label),
    `: ${INVERSE[row.verdictText] ?? row.verdictText}`,
  );
}

const INVERSE: Readonly<Record<string, string>> = { slower: 'faster', faster: 'slower' };

const RANKS: Readonly<Record<string, -1 | 0 | 1>> = { slower: -1, same: 0, faster: 1 };

/** How one cell stands to another: 1 surely faster, −1 surely slower, 0 surely the same, null not known; with the figures. */
export interface Standoff {
  readonly order: -1 | 0 | 1 | null;
  readonly parts: readonly SentencePart[];
}

/**
 * One cell against another: by the contrast between the two where they shared blocks. Else from their verdicts against one
 * reference alone: `faster` beats `same`, and `same` beats `slower`; equal verdicts then tell nothing, however far the ratios
 * are apart. Null where neither is there. Pure.
 */
export function standoffOf(one: Sighting, other: Sighting, place: BeliefPlace): Standoff | null {
  const rivalry = rivalryOf(place, one.row.cell, other.row.cell);
  if (rivalry !== null) {
    const { ratio, verdict } = rivalry;
    const text = ` reaches ${formatRatioInterval(ratio)} the throughput of `;
    return {
      order: RANKS[verdict] ?? null,
      parts: sentenceOf(nameOf(one), text, nameOf(other), `: ${verdict}`),
    };
  }
  if (place.loop === null || !isJudged(one) || !isJudged(other)) return null;
  const [rank, otherRank] = [RANKS[one.row.verdict ?? ''], RANKS[other.row.verdict ?? '']];
  const isKnown = rank !== undefined && otherRank !== undefined && rank !== otherRank;
  const texts = [` ${judgementOf(one)}; `, ` ${judgementOf(other)}; both ÷ ${place.loop.row.label}`] as const;
  return {
    order: !isKnown ? null : rank > otherRank ? 1 : -1,
    parts: sentenceOf(nameOf(one), texts[0], nameOf(other), texts[1]),
  };
}

/** Whether two cells agree in every knob that both have, so that nothing but the compared thing differs. Pure. */
export function haveEqualKnobs({ cell }: Sighting, { cell: other }: Sighting): boolean {
  return Object.entries(cell.knobs).every(
    ([name, value]) => !Object.hasOwn(other.knobs, name) || other.knobs[name] === value,
  );
}
