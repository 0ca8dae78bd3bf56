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
import { dealBlocks } from '../stats/deal.ts';
import type { FamilyRules } from '../stats/family.ts';
import { withoutRatio } from './between-runs.ts';
import { judgeFamily, settledIds, type Weighed } from './family-contrasts.ts';
import { NULL_CONTROL } from './finding-ids.ts';
import { describeSide, failedInHead, interrupted, THROUGHPUT } from './shared.ts';
import { usable, weighSides } from './side-metrics.ts';

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
  const { sides, marginRatio } = run.config;
  if (sides === undefined) throw new RangeError('A run of one version has no sides to be compared.');
  const pairs = run.conditions.flatMap((condition) => pairOf(run, condition));
  const rules = rulesOf(run);
  const controls = judgeFamily(weighControls(pairs), rules, MORE);
  const alarms = controls.filter(isChange);
  const first = firstBlocksOf(run);
  const firstLook =
    first === null
      ? null
      : {
          items: weighHeads(pairs.map((pair) => within(pair, first))),
          plannedBlocks: run.config.blocks,
          hasEnded: (id: string) => pairs.some((pair) => pair.condition.id === id && hasNoMore(pair, first)),
        };
  const judged = judgeFamily(weighHeads(pairs), rules, MORE, firstLook);
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

/**
 * After the first of two looks: how many further blocks each condition gets, by its id. What is settled gets none, and what it leaves is
 * dealt to the others. Null where all go on as planned: without a first look, and while a null control alarms, for nothing is believed then.
 */
export function dealAfterFirstLook(run: RunDocument): ReadonlyMap<string, number> | null {
  const first = firstBlocksOf(run);
  if (first === null) return null;
  const pairs = run.conditions
    .flatMap((condition) => pairOf(run, condition))
    .map((pair) => within(pair, first));
  const rules = rulesOf(run);
  if (judgeFamily(weighControls(pairs), rules, MORE).some(isChange)) return null;
  const settled = settledIds(weighHeads(pairs), rules);
  const firstCount = run.config.sides?.firstLookBlocks ?? 0;
  const counts = dealBlocks(
    pairs.map((pair) => {
      const hasFailed = pair.base.status === 'failed' || pair.head.status === 'failed';
      return { isOpen: !settled.has(pair.condition.id) && !hasFailed, spread: spreadOf(pair) };
    }),
    { first: firstCount, further: run.config.blocks - firstCount },
  );
  return new Map(pairs.map(({ condition }, index) => [condition.id, counts[index] ?? 0]));
}

/** How much the log ratio of throughputs scatters between blocks, whatever it is. */
function spreadOf({ head, base, control }: Pair): number | null {
  const contrast = contrastPaired(head, base, 'median', usable(control));
  return contrast === null ? null : contrast.standardError * Math.sqrt(contrast.blockCount);
}

const isChange = ({ verdict }: Contrast): boolean => verdict === 'slower' || verdict === 'faster';

function rulesOf({ config: { sides, marginRatio, alpha } }: RunDocument): FamilyRules {
  return { marginRatio, familyAlpha: sides?.familyAlpha ?? alpha, sameAlpha: alpha };
}

function weighHeads(pairs: readonly Pair[]): Weighed[] {
  return pairs.flatMap(({ condition, base, head, control }) => weighSides(condition.id, head, base, control));
}

function weighControls(pairs: readonly Pair[]): Weighed[] {
  return pairs.flatMap(({ condition, base, control }) =>
    control === undefined ? [] : weighSides(condition.id, control, base),
  );
}

/** The blocks of the first look, by their index: of each condition so many planned ones, with their repetitions. Null without one. */
function firstBlocksOf({ blocks, config }: RunDocument): ReadonlySet<number> | null {
  const count = config.sides?.firstLookBlocks;
  if (count === undefined) return null;
  const seen = new Map<string, number>();
  return new Set(
    blocks.flatMap(({ index, condition, attempt }) => {
      const planned = (seen.get(condition) ?? 0) + (attempt === 0 ? 1 : 0);
      seen.set(condition, planned);
      return planned <= count ? [index] : [];
    }),
  );
}

function within(pair: Pair, blocks: ReadonlySet<number>): Pair {
  const limited = (cell: Cell): Cell => ({
    ...cell,
    blocks: cell.blocks.filter(({ block }) => blocks.has(block)),
  });
  const { base, head, control } = pair;
  return { ...pair, base: limited(base), head: limited(head), control: control && limited(control) };
}

const hasNoMore = ({ head }: Pair, first: ReadonlySet<number>): boolean =>
  head.blocks.every(({ block }) => first.has(block));

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
