/** Conditions in open loop: what to use at the rate at which tasks came. It claims what latency verdicts bear, and who kept up. Pure. */
import { formatCount, formatRate, formatRatio, formatRatioBounds, NO_FIGURE } from '../format.ts';
import type { CellRow } from './cell-row.ts';
import { enumerate, type SentencePart, type SentencePiece, sentenceOf, strong } from './sentence-parts.ts';

const carriedText = ({ throughput }: CellRow): string =>
  throughput === null ? NO_FIGURE : formatRate(throughput.value, 'tasks/s');

/** What the sentence needs of a condition. */
export interface OpenLoopPlace {
  readonly ratePerSec: number;
  readonly referenceLabel: string;
  /** `p99`: the quantile that verdicts are about; null without any. */
  readonly quantile: string | null;
}

export interface OpenLoopDraft {
  readonly kind: 'winner' | 'keep' | 'tie' | 'unsure' | 'none';
  readonly parts: readonly SentencePart[];
  readonly recommended: CellRow | null;
}

const none = (...pieces: readonly SentencePiece[]): OpenLoopDraft => ({
  kind: 'none',
  parts: sentenceOf(...pieces),
  recommended: null,
});

const labelsOf = (rows: readonly CellRow[]): SentencePart[] => enumerate(rows.map(({ label }) => label));

const keepUpText = ({ length }: readonly CellRow[], { ratePerSec }: OpenLoopPlace): string =>
  ` ${length === 1 ? 'keeps' : 'keep'} up with ${formatCount(ratePerSec)}/s`;

/** `0.45× the p99 of single-loop [0.41, 0.49]`. */
function againstReference(row: CellRow, { quantile, referenceLabel }: OpenLoopPlace): string {
  if (row.ratio === null) return `not contrasted with ${referenceLabel}`;
  return `${formatRatio(row.ratio.value)} the ${quantile ?? 'latency'} of ${referenceLabel} ${formatRatioBounds(row.ratio)}`;
}

/** ` Not told apart from it: B and C.` */
const besideText = (others: readonly CellRow[]): SentencePart[] =>
  others.length === 0 ? [] : sentenceOf(' Not told apart from it: ', labelsOf(others), '.');

function nobodyKeepsUp(measured: readonly CellRow[], { ratePerSec }: OpenLoopPlace): OpenLoopDraft {
  const [most] = [...measured].sort(
    (one, other) => (other.throughput?.value ?? 0) - (one.throughput?.value ?? 0),
  );
  if (most === undefined) return none('No verdict: no cell was measured.');
  const text = `Nothing keeps up with ${formatCount(ratePerSec)}/s. The most was carried out by `;
  return none(text, strong(most.label), `: ${carriedText(most)}.`);
}

/** The reference did not keep up: whoever did is the answer, the simplest first. */
function beyondReference(
  stars: readonly CellRow[],
  reference: CellRow,
  { ratePerSec }: OpenLoopPlace,
): OpenLoopDraft {
  const [simplest, ...others] = stars as [CellRow, ...CellRow[]];
  const parts = sentenceOf(
    'Use ',
    strong(simplest.label),
    `: it keeps up with ${formatCount(ratePerSec)}/s, `,
    strong(reference.label),
    ` does not (${carriedText(reference)}).`,
    besideText(others),
  );
  return { kind: others.length === 0 ? 'winner' : 'tie', parts, recommended: simplest };
}

/** The reference is the only one that is best. */
function keepReference(
  reference: CellRow,
  measured: readonly CellRow[],
  place: OpenLoopPlace,
): OpenLoopDraft {
  const rest = measured.filter((row) => row !== reference);
  const [nearest] = rest
    .filter(({ ratio }) => ratio !== null)
    .sort((one, other) => (one.ratio?.value ?? 0) - (other.ratio?.value ?? 0));
  const evidence =
    nearest !== undefined
      ? `the nearest, ${nearest.label}, has ${againstReference(nearest, place)}.`
      : rest.length > 0 && rest.every(({ isSaturated }) => isSaturated)
        ? 'nothing else keeps up.'
        : 'nothing else was contrasted with it.';
  const parts = sentenceOf('Keep ', strong(reference.label), `: ${evidence}`);
  return { kind: 'keep', parts, recommended: reference };
}

/** Several are best, the reference among them. */
function tieWithReference(stars: readonly CellRow[], place: OpenLoopPlace): OpenLoopDraft {
  const [simplest] = stars as [CellRow, ...CellRow[]];
  const isTie = stars.every(({ isReference, verdict }) => isReference || verdict === 'same');
  const advice = sentenceOf(simplest.isReference ? 'keep ' : 'use ', strong(simplest.label));
  if (!isTie) {
    const doubt = ' keep up and are not told apart. Until then ';
    const parts = sentenceOf('Unsure: ', labelsOf(stars), doubt, advice, '.');
    return { kind: 'unsure', parts, recommended: simplest };
  }
  const alike = ` keep up alike (${place.quantile ?? 'latency'}): `;
  const parts = sentenceOf(labelsOf(stars), alike, advice, ', the simplest.');
  return { kind: 'tie', parts, recommended: simplest };
}

/** The reference keeps up and is not among the best: the simplest of these that is surely faster, else nothing is sure. */
function aboveReference(stars: readonly CellRow[], reference: CellRow, place: OpenLoopPlace): OpenLoopDraft {
  const chosen = stars.find(({ verdict }) => verdict === 'faster');
  if (chosen === undefined) {
    const doubt = `${keepUpText(stars, place)}, and ${stars.length === 1 ? 'is not' : 'none is'} surely faster than `;
    const parts = sentenceOf(
      'Unsure: ',
      labelsOf(stars),
      doubt,
      strong(reference.label),
      '. Until then keep ',
      strong(reference.label),
      '.',
    );
    return { kind: 'unsure', parts, recommended: reference };
  }
  const others = stars.filter((row) => row !== chosen);
  const parts = sentenceOf(
    'Use ',
    strong(chosen.label),
    `: ${againstReference(chosen, place)}.`,
    besideText(others),
  );
  return { kind: others.length === 0 ? 'winner' : 'tie', parts, recommended: chosen };
}

/** What to use at this rate. `stars` are the best, the simplest first; `measured` are all that have figures. Pure. */
export function openLoopDraft(
  stars: readonly CellRow[],
  measured: readonly CellRow[],
  place: OpenLoopPlace,
): OpenLoopDraft {
  const able = measured.filter(({ isSaturated }) => !isSaturated);
  if (able.length === 0) return nobodyKeepsUp(measured, place);
  const reference = measured.find(({ isReference }) => isReference);
  if (reference === undefined) {
    const { referenceLabel } = place;
    const text = `${keepUpText(able, place)}; `;
    return none('No verdict: ', labelsOf(able), text, strong(referenceLabel), ' has no figure.');
  }
  if (stars.length === 0) {
    return none(
      'No verdict: ',
      labelsOf(able),
      `${keepUpText(able, place)}. More blocks would tell who is faster.`,
    );
  }
  if (reference.isSaturated) return beyondReference(stars, reference, place);
  if (!stars.includes(reference)) return aboveReference(stars, reference, place);
  return stars.length === 1 ? keepReference(reference, measured, place) : tieWithReference(stars, place);
}
