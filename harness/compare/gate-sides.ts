/**
 * A run of two versions side by side → a comparison that may gate. Pure and deterministic: the same stored blocks give the
 * same verdicts, byte for byte.
 */
import { contrastPaired } from '../analyse/contrast-cells.ts';
import type {
  Cell,
  ComparisonDocument,
  Condition,
  Contrast,
  Finding,
  RunDocument,
} from '../result/schema.ts';
import { SCHEMA_VERSION } from '../result/schema.ts';
import { ratioInterval } from '../stats/contrast.ts';
import { decideFamily, type FamilyDecision, type FamilyMember } from '../stats/family.ts';
import { withoutRatio } from './between-runs.ts';
import { FAILED_IN_HEAD, NULL_CONTROL } from './finding-ids.ts';

const THROUGHPUT = { id: 'throughput', unit: 'tasks/s', better: 'higher' } as const;

/** One cell in both versions, and the base once more where it has a control. */
interface Pair {
  readonly condition: Condition;
  readonly base: Cell;
  readonly head: Cell;
  readonly control: Cell | undefined;
}

/** A contrast of two cells of one block, or why there is none. */
interface Weighed {
  readonly member: FamilyMember;
  readonly reason: string | null;
}

/** Throws a `RangeError` for a run that has no sides. */
export function gateSides(run: RunDocument, path: string): ComparisonDocument {
  const { sides, marginRatio, alpha } = run.config;
  if (sides === undefined) throw new RangeError('A run of one version has no sides to be compared.');
  const pairs = run.conditions.flatMap((condition) => pairOf(run, condition));
  const rules = { marginRatio, familyAlpha: sides.familyAlpha, sameAlpha: alpha };
  const controlled = pairs.flatMap((pair) => (pair.control ? [{ pair, control: pair.control }] : []));
  const controls = judgeAll(
    controlled.map(({ pair, control }) => ({ id: pair.condition.id, weighed: weigh(control, pair.base) })),
    rules,
  );
  const alarms = controls.filter(({ verdict }) => verdict === 'slower' || verdict === 'faster');
  const judged = judgeAll(
    pairs.map(({ condition, base, head }) => ({ id: condition.id, weighed: weigh(head, base) })),
    rules,
  );
  const isVoid = alarms.length > 0;
  const contrasts = isVoid
    ? judged.map(({ cell }) =>
        withoutRatio(
          cell,
          'not comparable',
          'the null control is void: this machine told the base from itself',
        ),
      )
    : judged;
  const side = { runId: run.runId, startedAt: run.startedAt, toolVersion: run.tool.version, path };
  return {
    schemaVersion: SCHEMA_VERSION,
    documentKind: 'comparison',
    tool: run.tool,
    base: { ...side, name: sides.baseName },
    head: { ...side, name: sides.headName },
    advisory: false,
    marginRatio,
    differingKeys: [],
    rows: [
      ...pairs.map(({ condition, base, head }) => toRow(condition, base, head)),
      ...sides.unmatched.map(({ id, ...row }) => ({ cell: id, ...row, base: null, head: null })),
    ],
    contrasts,
    gate: { familyAlpha: sides.familyAlpha, cellCount: pairs.length, controls },
    findings: [
      ...pairs.flatMap(failedInHead),
      ...alarms.map((contrast) => toControlFinding(contrast, marginRatio)),
      ...(run.complete ? [] : [interrupted(run)]),
      ...run.findings.filter(({ cell }) => cell === null),
    ],
  };
}

function pairOf(run: RunDocument, condition: Condition): Pair[] {
  const sideOf = (side: Cell['side']): Cell | undefined =>
    run.cells.find((cell) => cell.condition === condition.id && cell.side === side);
  const [base, head] = [sideOf('base'), sideOf('head')];
  if (base === undefined || head === undefined || base.status === 'cannot') return [];
  return [{ condition, base, head, control: sideOf('control') }];
}

/** ln(cell ÷ base) over the blocks in which both were valid. */
function weigh(cell: Cell, base: Cell): Weighed {
  for (const { status, label, reason } of [cell, base]) {
    if (status !== 'ok')
      return { member: null, reason: `${status} in the ${label}: ${reason ?? 'no reason given'}` };
  }
  const median = contrastPaired(cell, base, 'median');
  const mean = contrastPaired(cell, base, 'mean');
  if (median === null || mean === null) {
    return { member: null, reason: 'an interval needs at least 2 blocks in which both were measured' };
  }
  return { member: { median, mean, better: THROUGHPUT.better }, reason: null };
}

function judgeAll(
  items: readonly { readonly id: string; readonly weighed: Weighed }[],
  rules: Parameters<typeof decideFamily>[1],
): Contrast[] {
  const decisions = decideFamily(
    items.map(({ weighed }) => weighed.member),
    rules,
  );
  return items.map(({ id, weighed: { member, reason } }, index) => {
    const decision = decisions[index] ?? null;
    if (member === null || decision === null) {
      const verdict = reason?.startsWith('an interval') ? 'unsure' : 'not comparable';
      return withoutRatio(id, verdict, reason ?? 'no figure');
    }
    return toContrast(id, member, decision, items.length);
  });
}

function toContrast(
  id: string,
  { median, mean }: NonNullable<FamilyMember>,
  decision: FamilyDecision,
  cellCount: number,
): Contrast {
  const isOnlyAlone = decision.isBeyondAlone && decision.verdict === 'unsure';
  return {
    cell: id,
    reference: id,
    metric: THROUGHPUT,
    ratio: ratioInterval(median),
    meanRatio: ratioInterval(mean),
    detectable: decision.detectable,
    verdict: decision.verdict,
    decidedBy: decision.decidedBy,
    blockCount: median.blockCount,
    moreBlocks: decision.moreBlocks,
    reason: isOnlyAlone
      ? `probably changed: beyond the margin at 95 %, but a gate asks for 99 % over ${cellCount === 1 ? 'its cell' : `all its ${cellCount} cells together`}; give it more --blocks`
      : null,
  };
}

function toRow(condition: Condition, base: Cell, head: Cell): ComparisonDocument['rows'][number] {
  return {
    cell: condition.id,
    scenario: condition.scenario,
    label: '', // the condition's label names the model
    condition: condition.label,
    presence: 'both',
    base: base.throughputPerSec,
    head: head.throughputPerSec,
  };
}

function failedInHead({ condition, head }: Pair): Finding[] {
  if (head.status !== 'failed') return [];
  const evidence = head.reason ?? head.error?.message ?? 'it failed without a reason';
  const remedy = 'Mend it in the head; the base says what it did before.';
  return [{ id: FAILED_IN_HEAD, severity: 'error', cell: condition.id, evidence, remedy }];
}

function toControlFinding({ cell, ratio, blockCount }: Contrast, marginRatio: number): Finding {
  const percent = (value: number): string => `${((value - 1) * 100).toFixed(1)} %`;
  const figures =
    ratio === null ? '' : ` by ${percent(ratio.value)} [${percent(ratio.low)}, ${percent(ratio.high)}]`;
  return {
    id: NULL_CONTROL,
    severity: 'error',
    cell,
    evidence: `The base differed from itself${figures} in ${blockCount} blocks, beyond the margin of ${marginRatio * 100} %.`,
    remedy:
      'Whatever does this would do it to the head as well: find a quieter machine, or repeat the comparison.',
  };
}

function interrupted(run: RunDocument): Finding {
  const evidence = `The run ${run.runId} was interrupted: it has fewer blocks than were planned.`;
  return { id: 'interrupted', severity: 'warning', cell: null, evidence, remedy: 'Run it to its end.' };
}
