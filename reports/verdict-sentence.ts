/**
 * The sentence per condition: who wins, by how much, how sure, and what the event loop paid. It claims what the
 * contrasts with the reference bear and nothing beyond: ties and doubts are said, one block gives no verdict.
 */
import { formatMargin, formatRate, formatRatio, formatRatioBounds, formatRatioInterval } from './format.ts';
import { type CellRow, moreBlocksText } from './view/cell-row.ts';
import { type ConditionRows, rivalryOf } from './view/condition-view.ts';
import { fewerGoodClause, hasFewerGood } from './view/fewer-good.ts';
import { freerClause, loopClauseAgainst, loopClauseOfKept } from './view/loop-clause.ts';
import { openLoopDraft } from './view/open-loop-sentence.ts';
import {
  enumerate,
  type SentencePart,
  type SentencePiece,
  sentenceOf,
  strong,
} from './view/sentence-parts.ts';
import { compareEffort, compareSimplicity } from './view/simplicity.ts';

/**
 * `winner`: one other cell is best · `keep`: the reference is best · `tie`: several share the best place, yet what to do is
 * clear · `unsure`: more blocks would tell · `none`: nothing to decide with.
 */
export type SentenceKind = 'winner' | 'keep' | 'tie' | 'unsure' | 'none';

/** The sentence, its parts, and the cell that it tells the reader to use (null when it tells none). */
export interface VerdictSentence {
  readonly kind: SentenceKind;
  /** What to do in a few words, for labels: `use worker-threads×2`, `keep single-loop`, `unsure`, `no verdict`. */
  readonly action: string;
  readonly text: string;
  readonly parts: readonly SentencePart[];
  readonly recommended: string | null;
}

interface Draft {
  readonly kind: SentenceKind;
  readonly parts: readonly SentencePart[];
  readonly recommended: CellRow | null;
}

const none = (...pieces: readonly SentencePiece[]): Draft => ({
  kind: 'none',
  parts: sentenceOf(...pieces),
  recommended: null,
});

/** `1.91× the throughput of single-loop [1.86, 1.96]`; the caller has made sure that there is a ratio. */
function timesReference(row: CellRow, condition: ConditionRows): SentencePart[] {
  if (row.ratio === null) return sentenceOf('not contrasted with ', condition.referenceLabel);
  const { ratio } = row;
  return sentenceOf(
    `${formatRatio(ratio.value)} the throughput of ${condition.referenceLabel} ${formatRatioBounds(ratio)}`,
  );
}

/** The most that any of the undecided needs. */
function moreBlocksClause(rows: readonly CellRow[]): string {
  const counts = rows.flatMap(({ moreBlocks }) => moreBlocks ?? []);
  return counts.length === 0 ? '' : `; ${moreBlocksText(Math.max(...counts))} would tell`;
}

/** Of some rows the one with the highest ratio to the reference. */
const nearestOf = (rows: readonly CellRow[]): CellRow | undefined =>
  rows
    .filter((row) => row.ratio !== null)
    .sort((one, other) => (other.ratio?.value ?? 0) - (one.ratio?.value ?? 0))[0];

/** The reference alone is best: the nearest of the others says by how much. */
function keepReference(best: CellRow, measured: readonly CellRow[]): Draft {
  const nearest = nearestOf(measured);
  const evidence =
    nearest?.ratio == null
      ? sentenceOf('nothing else was contrasted with it.')
      : sentenceOf(
          'the nearest, ',
          strong(nearest.label),
          nearest.verdict === 'unsure' ? ', is unsure at ' : ', reaches ',
          `${formatRatio(nearest.ratio.value)} its throughput ${formatRatioBounds(nearest.ratio)}.`,
        );
  const parts = sentenceOf('Keep ', strong(best.label), ': ', evidence, loopClauseOfKept(best, measured));
  return { kind: 'keep', parts, recommended: best };
}

/** One cell alone is best, and it is not the reference: what its contrast bears decides the wording. */
function singleBest(best: CellRow, condition: ConditionRows, measured: readonly CellRow[]): Draft {
  const reference = measured.find((row) => row.isReference);
  const margin = formatMargin(condition.marginRatio);
  if (best.verdict === 'faster') {
    const head = sentenceOf('Use ', strong(best.label), ': ', timesReference(best, condition));
    const parts = sentenceOf(head, loopClauseAgainst(best, reference), '.');
    return { kind: 'winner', parts, recommended: best };
  }
  if (best.verdict === 'same' && reference !== undefined) {
    const kept = compareSimplicity(best, reference) < 0 ? best : reference;
    const figures = `within the ${margin} margin of ${reference.label} (${formatRatioInterval(best.ratio)})`;
    const advice = sentenceOf(kept === best ? 'use ' : 'keep ', strong(kept.label), ', the simpler one.');
    const parts = sentenceOf(strong(best.label), ` measures best, but ${figures}: `, advice);
    return { kind: 'tie', parts: sentenceOf(parts, loopClauseOfKept(kept, measured)), recommended: kept };
  }
  const doubt =
    best.ratio === null
      ? ` measures best, but cannot be compared with ${condition.referenceLabel}${detailOf(best)}.`
      : best.verdict === 'slower'
        ? ` has the highest mean, but its deciding estimate is ${formatRatioInterval(best.ratio)} of ${condition.referenceLabel}.`
        : ` measures best, ${formatRatioInterval(best.ratio)} of ${condition.referenceLabel}, which does not clear the ${margin} margin${moreBlocksClause([best])}.`;
  return { kind: 'unsure', parts: sentenceOf('Unsure: ', strong(best.label), doubt), recommended: null };
}

const detailOf = (row: CellRow): string => (row.verdictDetail === '' ? '' : `: ${row.verdictDetail}`);

/** Who is behind a shared best place that the reference has a part in: ` worker-threads×2 reaches 0.55× … of it.` */
function behindClause(condition: ConditionRows, measured: readonly CellRow[]): SentencePart[] {
  const nearest = nearestOf(measured.filter((row) => !row.best && row.verdict === 'slower'));
  if (nearest === undefined || nearest.ratio === null) return [];
  const figures = `${formatRatio(nearest.ratio.value)} of ${condition.referenceLabel} ${formatRatioBounds(nearest.ratio)}`;
  return sentenceOf(' Next comes ', strong(nearest.label), ` with ${figures}.`);
}

/** How the others that are best stand to the one that is named: `ties` takes a verdict `same`. */
function besideClause(chosen: CellRow, others: readonly CellRow[], condition: ConditionRows): SentencePart[] {
  const rivalries = others.map(({ cell }) => rivalryOf(condition, cell, chosen.cell));
  const isTie = rivalries.every((rivalry) => rivalry?.verdict === 'same');
  const isOne = others.length === 1;
  const relation = isTie ? (isOne ? 'ties with' : 'tie with') : `${isOne ? 'is' : 'are'} not told apart from`;
  const ratio = isOne ? (rivalries[0]?.ratio ?? null) : null;
  const figures = ratio === null ? '' : ` (${formatRatioInterval(ratio)} of it)`;
  const freer = isOne ? freerClause(chosen, others[0]!) : '';
  return sentenceOf('; ', enumerate(others.map(({ label }) => label)), ` ${relation} it${figures}${freer}.`);
}

/**
 * One task at a time on the same loop is no other way to run the work: where nothing else is near the reference, a doubt between
 * these two leaves none about what to do.
 */
function keepBesideSequential(
  reference: CellRow,
  stars: readonly CellRow[],
  measured: readonly CellRow[],
): Draft | null {
  const others = stars.filter((row) => row !== reference);
  const behind = measured.filter((row) => !row.best);
  const nearest = nearestOf(behind);
  const isClear =
    others.every(({ model }) => model === 'sequential') &&
    behind.every(({ verdict }) => verdict === 'slower');
  if (!isClear || nearest?.ratio == null) return null;
  const [sequential] = others;
  const parts = sentenceOf(
    'Keep ',
    strong(reference.label),
    ': the nearest other way, ',
    strong(nearest.label),
    `, reaches ${formatRatio(nearest.ratio.value)} its throughput ${formatRatioBounds(nearest.ratio)}. `,
    `One task at a time (${sequential?.label}) is not told apart from it: ${formatRatioInterval(sequential?.ratio ?? null)}.`,
    loopClauseOfKept(reference, measured),
  );
  return { kind: 'keep', parts, recommended: reference };
}

/** Several are best and the reference is among them: a tie where each is `same`, a doubt where one is not. */
function tieWithReference(
  stars: readonly CellRow[],
  condition: ConditionRows,
  measured: readonly CellRow[],
): Draft {
  const [simplest] = stars as [CellRow, ...CellRow[]];
  const others = stars.filter((row) => !row.isReference);
  const names = enumerate(stars.map((row) => row.label));
  const superlative = stars.length > 2 ? 'the simplest to run' : 'the simpler to run';
  const ratios = others.length === 1 ? ` (${others[0]?.label} ${others[0]?.ratioText})` : '';
  const loop = sentenceOf(behindClause(condition, measured), loopClauseOfKept(simplest, measured));
  if (others.every((row) => row.verdict === 'same')) {
    const evidence = ratios === '' ? ` (each within ${formatMargin(condition.marginRatio)})` : ratios;
    const advice = sentenceOf(simplest.isReference ? ': keep ' : ': use ', strong(simplest.label));
    const parts = sentenceOf(names, ' tie', evidence, advice, `, it is ${superlative}.`, loop);
    return { kind: 'tie', parts, recommended: simplest };
  }
  const kept = keepBesideSequential(stars.find((row) => row.isReference) ?? simplest, stars, measured);
  if (kept !== null) return kept;
  const doubt = sentenceOf('Unsure: ', names, ' are not told apart', ratios, moreBlocksClause(others));
  const advice = sentenceOf('. Until then ', strong(simplest.label), `, ${superlative}.`, loop);
  return { kind: 'unsure', parts: sentenceOf(doubt, advice), recommended: simplest };
}

/** Several are best and the reference is not among them: the simplest that is surely faster is the one to use. */
function tieAboveReference(
  stars: readonly CellRow[],
  condition: ConditionRows,
  measured: readonly CellRow[],
): Draft {
  const reference = measured.find((row) => row.isReference);
  const names = enumerate(stars.map((row) => row.label));
  const chosen = stars.find((row) => row.verdict === 'faster');
  if (chosen === undefined) {
    const kept = reference ?? null;
    const doubt =
      kept === null
        ? `, and nothing tells how they stand to ${condition.referenceLabel}.`
        : `, and none is surely faster than ${condition.referenceLabel}${moreBlocksClause(stars)}.`;
    const advice = kept === null ? [] : sentenceOf(' Until then keep ', strong(kept.label), '.');
    return {
      kind: 'unsure',
      parts: sentenceOf('Unsure: ', names, ' are not told apart', doubt, advice),
      recommended: kept,
    };
  }
  const why =
    chosen === stars[0]
      ? stars.length > 2
        ? 'the simplest to run'
        : 'the simpler to run'
      : `the simplest that is surely faster than ${condition.referenceLabel}`;
  const head = sentenceOf('Use ', strong(chosen.label), ': ', timesReference(chosen, condition));
  const loop = sentenceOf(loopClauseAgainst(chosen, reference), '. ');
  const others = stars.filter((row) => row !== chosen);
  const hasEquals = others.some((row) => compareEffort(row, chosen) === 0);
  const is = hasEquals ? 'It has the best figure of those as simple to run' : `It is ${why}`;
  const tie = sentenceOf(is, besideClause(chosen, others, condition));
  return { kind: 'tie', parts: sentenceOf(head, loop, tie), recommended: chosen };
}

/** Figures without verdicts: says why, and names the highest figure as what it is. */
function withoutVerdict(condition: ConditionRows, measured: readonly CellRow[]): Draft {
  if (condition.openLoop !== null && condition.blockCount === 1)
    return none('No verdict: one block gives figures, but no intervals.');
  const highest = [...measured].sort(
    (one, other) => (other.throughput?.value ?? 0) - (one.throughput?.value ?? 0),
  )[0];
  if (highest === undefined)
    return none(
      condition.rows.length === 1
        ? 'No verdict: its only cell was not measured.'
        : `No verdict: none of the ${condition.rows.length} cells was measured.`,
    );
  const why =
    condition.blockCount < 2
      ? 'No verdict: one block gives figures, but no intervals.'
      : `No verdict: nothing could be contrasted with ${condition.referenceLabel}.`;
  const figure = `, ${formatRate(highest.throughput?.value ?? Number.NaN, condition.unit)}.`;
  return none(`${why} Highest here: `, strong(highest.label), figure);
}

/** Stars of throughput whose tasks are fewer good ones are not told to be used: what is left decides, and the reader hears why. */
function besideFewerGood(
  fewerGood: readonly CellRow[],
  stars: readonly CellRow[],
  condition: ConditionRows,
  measured: readonly CellRow[],
): Draft {
  const others = measured.filter((row) => !hasFewerGood(row));
  const left = stars.filter((row) => others.includes(row));
  const clause = fewerGoodClause(fewerGood, condition.referenceLabel);
  if (left.length > 0) {
    const draft = amongStars(left, condition, others);
    return { ...draft, parts: sentenceOf(draft.parts, ' ', clause) };
  }
  const reference = others.find((row) => row.isReference);
  // One that is faster than the reference, and no worse by goodput, may be the one to use: throughput does not tell.
  if (reference === undefined || others.some(({ verdict }) => verdict === 'faster'))
    return { kind: 'unsure', parts: sentenceOf('Unsure: ', clause), recommended: null };
  return {
    kind: 'keep',
    parts: sentenceOf('Keep ', strong(reference.label), ': ', clause),
    recommended: reference,
  };
}

/** The simplest first; of those as simple the best figure, for a name is no reason. */
const byPreference =
  ({ openLoop }: ConditionRows) =>
  (one: CellRow, other: CellRow): number => {
    const [own, its] = [one.ratio?.value ?? 1, other.ratio?.value ?? 1];
    // In open loop ratios are of latencies.
    const byFigure = openLoop === null ? its - own : own - its;
    return compareEffort(one, other) || byFigure || compareSimplicity(one, other);
  };

function draftOf(condition: ConditionRows): Draft {
  const measured = condition.rows.filter((row) => row.throughput !== null && !row.isFloor);
  const stars = measured.filter((row) => row.best).sort(byPreference(condition));
  if (condition.holdsVersions && measured.length > 0)
    return none('Versions of one cell: which of them changed is told by comparison.html, beside this page.');
  if (condition.openLoop !== null && measured.length > 0 && condition.blockCount >= 2)
    return openLoopDraft(stars, measured, {
      ...condition.openLoop,
      referenceLabel: condition.referenceLabel,
    });
  if (measured.length === 0 || !condition.hasVerdicts) return withoutVerdict(condition, measured);
  const fewerGood = stars.filter(hasFewerGood);
  return fewerGood.length === 0
    ? amongStars(stars, condition, measured)
    : besideFewerGood(fewerGood, stars, condition, measured);
}

function amongStars(
  stars: readonly CellRow[],
  condition: ConditionRows,
  measured: readonly CellRow[],
): Draft {
  const [first] = stars;
  if (first === undefined) return none('No verdict: the blocks do not single out a best cell.');
  if (stars.length === 1) {
    return first.isReference ? keepReference(first, measured) : singleBest(first, condition, measured);
  }
  return stars.some((row) => row.isReference)
    ? tieWithReference(stars, condition, measured)
    : tieAboveReference(stars, condition, measured);
}

function missingClause(condition: ConditionRows): SentencePart[] {
  const missing = condition.rows.filter((row) => row.status !== 'ok');
  if (missing.length === 0 || missing.length === condition.rows.length) return [];
  const names = missing.map((row) => `${row.label} (${row.status})`);
  return sentenceOf(` No figure for ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}.`);
}

function actionOf(kind: SentenceKind, recommended: CellRow | null): string {
  if (recommended === null) return kind === 'none' ? 'no verdict' : 'unsure';
  const action = `${recommended.isReference ? 'keep' : 'use'} ${recommended.label}`;
  return kind === 'unsure' ? `unsure: ${action}` : action;
}

/** The highest figure may be one that nobody can use: that must be said where it is not the one recommended. */
function floorClause(condition: ConditionRows): SentencePart[] {
  const floors = condition.rows.filter((row) => row.isFloor && row.throughput !== null);
  if (floors.length === 0) return [];
  const what = floors.length === 1 ? 'No candidate, but a limit' : 'No candidates, but limits';
  return sentenceOf(` ${what}: ${floors.map(({ label }) => label).join(', ')}.`);
}

/** The verdict sentence of one condition. Pure. */
export function verdictSentence(condition: ConditionRows): VerdictSentence {
  const { kind, parts: head, recommended } = draftOf(condition);
  const parts = sentenceOf(head, floorClause(condition), missingClause(condition));
  const text = parts.map((part) => part.text).join('');
  return { kind, action: actionOf(kind, recommended), text, parts, recommended: recommended?.cell ?? null };
}
