/**
 * Two stored runs side by side. Advisory: a run differs from the next by more than its own intervals show (a ratio went
 * from 1.06 to 0.79 within eight minutes), so the document says so and whoever reads it must not gate on it.
 */
import { contrastBetweenRuns, haveEqualDigests, withoutRatio } from './compare/between-runs.ts';
import { compareCrossings, compareWinners } from './compare/decisions.ts';
import { findDifferingKeys } from './compare/machine-keys.ts';
import { type ComparedRun, describeSide, failedInHead, interrupted } from './compare/shared.ts';
import {
  type Cell,
  type ComparisonDocument,
  type Contrast,
  type Finding,
  type RunDocument,
  SCHEMA_VERSION,
} from './result/schema.ts';

export interface CompareOptions {
  readonly marginRatio: number;
  readonly tool: ComparisonDocument['tool'];
}

type Row = ComparisonDocument['rows'][number];

/** A cell with its counterpart; one of them may be missing. */
interface Pair {
  readonly base: Cell | undefined;
  readonly head: Cell | undefined;
}

/**
 * Matches cells by id and contrasts each, head ÷ base. On different machines every contrast is `not comparable`; a cell that
 * only one run has is a row of its own. Pure: the same two documents give the same comparison.
 */
export function compareDocuments(
  base: ComparedRun,
  head: ComparedRun,
  options: CompareOptions,
): ComparisonDocument {
  const differingKeys = findDifferingKeys(base.document.environment, head.document.environment);
  const pairs = pairCells(base.document, head.document);
  const rules = {
    marginRatio: options.marginRatio,
    alpha: head.document.config.alpha,
    seedsAreEqual: base.document.config.seed === head.document.config.seed,
  };
  const contrasts = pairs.flatMap((pair): Contrast[] => {
    if (pair.base === undefined || pair.head === undefined) return [];
    if (pair.base.status === 'cannot' && pair.head.status === 'cannot') return [];
    const contrast = contrastBetweenRuns(pair.base, pair.head, rules);
    if (differingKeys.length === 0 || contrast.verdict === 'not comparable') return [contrast];
    const keys = differingKeys.map(({ key }) => key).join(', ');
    return [withoutRatio(pair.head.id, 'not comparable', `measured on different machines: ${keys}`)];
  });
  return {
    schemaVersion: SCHEMA_VERSION,
    documentKind: 'comparison',
    tool: options.tool,
    base: describeSide(base),
    head: describeSide(head),
    advisory: true,
    marginRatio: options.marginRatio,
    differingKeys,
    rows: pairs.map((pair) => toRow(pair, base.document, head.document)),
    contrasts,
    winners: compareWinners(base.document, head.document),
    crossings: compareCrossings(base.document, head.document),
    findings: findDoubts(pairs, base.document, head.document),
  };
}

/** In the order of the head; cells that vanished come last. */
function pairCells(base: RunDocument, head: RunDocument): Pair[] {
  const ofBase = new Map(base.cells.map((cell) => [cell.id, cell]));
  const inHead = new Set(head.cells.map(({ id }) => id));
  return [
    ...head.cells.map((cell) => ({ base: ofBase.get(cell.id), head: cell })),
    ...base.cells.filter(({ id }) => !inHead.has(id)).map((cell) => ({ base: cell, head: undefined })),
  ];
}

function toRow({ base, head }: Pair, baseRun: RunDocument, headRun: RunDocument): Row {
  const cell = (head ?? base)!;
  const run = head === undefined ? baseRun : headRun;
  return {
    cell: cell.id,
    scenario: cell.scenario,
    label: cell.label,
    condition: run.conditions.find(({ id }) => id === cell.condition)?.label ?? cell.condition,
    presence: base === undefined ? 'added' : head === undefined ? 'removed' : 'both',
    base: base?.throughputPerSec ?? null,
    head: head?.throughputPerSec ?? null,
  };
}

function findDoubts(pairs: readonly Pair[], base: RunDocument, head: RunDocument): Finding[] {
  return [
    ...pairs.flatMap(({ head: cell }) => (cell === undefined ? [] : failedInHead(cell.id, cell))),
    ...pairs.flatMap(removedFromHead),
    ...[base, head].flatMap(interrupted),
    ...unprovenWork(pairs, base, head),
    {
      id: 'between-runs',
      severity: 'info',
      cell: null,
      evidence: 'Two stored runs also differ by what changed between them, which neither shows.',
      remedy: 'Take this as a hint; do not fail a build on it.',
    },
  ];
}

function removedFromHead({ base, head }: Pair): Finding[] {
  if (base === undefined || head !== undefined) return [];
  const evidence = `${base.scenario} · ${base.label} was measured in the base and is not in the head.`;
  const remedy = 'Run the head with the scenarios, models and options of the base.';
  return [{ id: 'removed-from-head', severity: 'warning', cell: base.id, evidence, remedy }];
}

/** With other seeds the inputs differ, so digests cannot prove that the work is the same. */
function unprovenWork(pairs: readonly Pair[], base: RunDocument, head: RunDocument): Finding[] {
  if (base.config.seed === head.config.seed) return [];
  const unequal = pairs.filter((pair) => pair.base && pair.head && !haveEqualDigests(pair.base, pair.head));
  if (unequal.length === 0) return [];
  return [
    {
      id: 'unproven-work',
      severity: 'warning',
      cell: null,
      evidence: `The runs have different seeds (${base.config.seed}, ${head.config.seed}), so ${unequal.length} cells had other inputs.`,
      remedy: `Run the head with --seed ${base.config.seed} to prove that both did the same work.`,
    },
  ];
}
