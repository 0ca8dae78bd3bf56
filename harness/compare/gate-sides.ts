/**
 * A run of two versions side by side → a comparison that may gate. Pure and deterministic: the same stored blocks give the
 * same verdicts, byte for byte.
 */
import type {
  Cell,
  ComparisonDocument,
  Condition,
  Contrast,
  Finding,
  RunDocument,
} from '../result/schema.ts';
import { SCHEMA_VERSION } from '../result/schema.ts';
import { withoutRatio } from './between-runs.ts';
import { judgeFamily } from './family-contrasts.ts';
import { NULL_CONTROL } from './finding-ids.ts';
import { describeSide, failedInHead, interrupted, THROUGHPUT } from './shared.ts';
import { weighSides } from './side-metrics.ts';

const MORE = 'give it more --blocks';

/** One cell in both versions, and the base once more where it has a control. */
interface Pair {
  readonly condition: Condition;
  readonly base: Cell;
  readonly head: Cell;
  readonly control: Cell | undefined;
}

/** Throws a `RangeError` for a run that has no sides. */
export function gateSides(run: RunDocument, path: string): ComparisonDocument {
  const { sides, marginRatio, alpha } = run.config;
  if (sides === undefined) throw new RangeError('A run of one version has no sides to be compared.');
  const pairs = run.conditions.flatMap((condition) => pairOf(run, condition));
  const rules = { marginRatio, familyAlpha: sides.familyAlpha, sameAlpha: alpha };
  const controlled = pairs.flatMap((pair) => (pair.control ? [{ pair, control: pair.control }] : []));
  const controls = judgeFamily(
    controlled.flatMap(({ pair, control }) => weighSides(pair.condition.id, control, pair.base)),
    rules,
    MORE,
  );
  const alarms = controls.filter(({ verdict }) => verdict === 'slower' || verdict === 'faster');
  const judged = judgeFamily(
    pairs.flatMap(({ condition, base, head }) => weighSides(condition.id, head, base)),
    rules,
    MORE,
  );
  const isVoid = alarms.length > 0;
  const contrasts = isVoid
    ? pairs.map(({ condition }) =>
        withoutRatio(
          condition.id,
          'not comparable',
          'the null control is void: this machine told the base from itself',
        ),
      )
    : judged;
  const side = describeSide({ document: run, path });
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
      ...pairs.flatMap(({ condition, head }) => failedInHead(condition.id, head)),
      ...alarms.map((contrast) => toControlFinding(contrast, marginRatio)),
      ...interrupted(run),
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

function toControlFinding({ cell, metric, ratio, blockCount }: Contrast, marginRatio: number): Finding {
  const percent = (value: number): string => `${((value - 1) * 100).toFixed(1)} %`;
  const figures =
    ratio === null ? '' : ` by ${percent(ratio.value)} [${percent(ratio.low)}, ${percent(ratio.high)}]`;
  return {
    id: NULL_CONTROL,
    severity: 'error',
    cell,
    evidence: `The base differed from itself${figures} in its ${metric.id} in ${blockCount} blocks, beyond the margin${metric.id === THROUGHPUT.id ? ` of ${marginRatio * 100} %` : ''}.`,
    remedy:
      'Whatever does this would do it to the head as well: find a quieter machine, or repeat the comparison.',
  };
}
