/** What a gate over many cells promises, measured on simulated comparisons. */
import { dealBlocks } from '../deal.ts';
import { decideFamily, type FamilyMember } from '../family.ts';
import { decideFirstLook, decideInLooks, firstLookAfter } from '../looks.ts';
import { createRandom, type Random } from '../random.ts';
import { byBlocks, type Contrasts, drawBlocks, type Estimator, shiftContrasts } from './estimators.ts';
import { type BlockNoise, type NoiseName, noises } from './noise.ts';

/** Shares of comparisons, each over `cellCount` cells at family-wise α = 1 % and Δ = 3 %. */
export interface FamilyRates {
  /** Any cell called slower or faster where nothing changed. */
  readonly alarmAtZero: number;
  /** The same where every cell changed by exactly +Δ or −Δ: the larger share of the two. */
  readonly alarmAtMargin: number;
  /** Cells (not comparisons) called `same` where nothing changed. */
  readonly sameAtZero: number;
  /** A change of the size that another comparison printed as detectable, in one cell of it: found. */
  readonly powerAtDetectable: number;
}

export interface FamilySetting {
  readonly noise: NoiseName;
  readonly blockCount: number;
  readonly cellCount: number;
  readonly comparisons: number;
  readonly estimator?: Estimator;
  /** Whether cells that are settled after half of the blocks are left there, and what they leave is dealt to the others. */
  readonly looksTwice?: boolean;
  /** How much a cell scatters, as a ratio of what the noise says; 1 for all of them where nothing is said. */
  readonly scaleOf?: (cell: number) => number;
}

const RULES = { marginRatio: 0.03, familyAlpha: 0.01, sameAlpha: 0.05 };
const EDGE = Math.log1p(RULES.marginRatio);

/** One cell after half of its blocks, where that is looked at, and after all, or after so many more as it is dealt. */
interface Cell {
  readonly first: Contrasts | null;
  readonly all: Contrasts;
  readonly after: (furtherBlocks: number) => Contrasts;
}

/** `random` is the cell's own: blocks are drawn as they are asked for. */
function drawCell(
  random: Random,
  { noise, blockCount, estimator = byBlocks }: FamilySetting,
  firstCount: number | null,
  scale: number,
): Cell {
  const scaled = (logs: readonly number[]): number[] => logs.map((log) => scale * log);
  const blocks: BlockNoise[] = [];
  const known = new Map<number, Contrasts>();
  const of = (count: number): Contrasts => {
    for (const block of drawBlocks(random, noises[noise], Math.max(0, count - blocks.length)))
      blocks.push({ cell: scaled(block.cell), reference: scaled(block.reference) });
    const contrasts = known.get(count) ?? estimator(blocks.slice(0, count));
    known.set(count, contrasts);
    return contrasts;
  };
  return {
    first: firstCount === null ? null : of(firstCount),
    all: of(blockCount),
    after: (furtherBlocks) => of((firstCount ?? 0) + furtherBlocks),
  };
}

function verdictsOf(
  cells: readonly Cell[],
  blockCount: number,
  shiftOf: (index: number) => number,
): string[] {
  const toMember = (contrasts: Contrasts, index: number): FamilyMember => ({
    ...shiftContrasts(contrasts, shiftOf(index)),
    better: 'higher',
  });
  const all = cells.map((cell, index) => toMember(cell.all, index));
  if (cells.every(({ first }) => first === null)) {
    return decideFamily(all, RULES).map((decision) => decision?.verdict ?? 'none');
  }
  const first = cells.map((cell, index) => (cell.first === null ? null : toMember(cell.first, index)));
  const isOpen = decideFirstLook(first, RULES).map((decision) => decision?.verdict === 'unsure');
  const firstCount = firstLookAfter(blockCount) ?? 0;
  const spreads = cells.map((cell) => cell.first?.median.standardError ?? null);
  const counts = dealBlocks(
    isOpen.map((open, index) => ({ isOpen: open, spread: spreads[index] ?? null })),
    { first: firstCount, further: blockCount - firstCount },
  );
  const items = cells.map((cell, index) => ({
    first: first[index] ?? null,
    second: isOpen[index] ? toMember(cell.after(counts[index] ?? 0), index) : null,
  }));
  return decideInLooks(items, RULES, blockCount).map((decision) => decision?.verdict ?? 'none');
}

const alarms = (verdicts: readonly string[]): boolean =>
  verdicts.some((verdict) => verdict === 'slower' || verdict === 'faster');

/** The same setting gives the same rates. */
export function measureFamilyRates(setting: FamilySetting): FamilyRates {
  const { noise, blockCount, cellCount, comparisons, looksTwice = false, scaleOf = () => 1 } = setting;
  const firstCount = looksTwice ? firstLookAfter(blockCount) : null;
  const random = createRandom(20_261_127).fork(`family ${noise} ${blockCount} ${cellCount}`);
  const counts = { zero: 0, above: 0, below: 0, same: 0, found: 0 };
  let printed = EDGE;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const cells = Array.from({ length: cellCount }, (_, index) =>
      drawCell(random.fork(`cell ${index} of ${comparison}`), setting, firstCount, scaleOf(index)),
    );
    const atZero = verdictsOf(cells, blockCount, () => 0);
    if (alarms(atZero)) counts.zero += 1;
    counts.same += atZero.filter((verdict) => verdict === 'same').length;
    if (alarms(verdictsOf(cells, blockCount, () => EDGE))) counts.above += 1;
    if (alarms(verdictsOf(cells, blockCount, () => -EDGE))) counts.below += 1;
    const lookedFor = printed;
    const found = verdictsOf(cells, blockCount, (index) => (index === 0 ? lookedFor : 0))[0];
    if (comparison > 0 && found === 'faster') counts.found += 1;
    const members = cells.map(({ all }): FamilyMember => ({ ...all, better: 'higher' }));
    printed = Math.log(decideFamily(members, RULES)[0]!.detectable);
  }
  return {
    alarmAtZero: counts.zero / comparisons,
    alarmAtMargin: Math.max(counts.above, counts.below) / comparisons,
    sameAtZero: counts.same / (comparisons * cellCount),
    powerAtDetectable: counts.found / (comparisons - 1),
  };
}
