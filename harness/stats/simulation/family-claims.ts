/** What a gate over many cells promises, measured on simulated comparisons. */
import { decideFamily, type FamilyMember } from '../family.ts';
import { decideFirstLook, decideInLooks, firstLookAfter } from '../looks.ts';
import { createRandom } from '../random.ts';
import { byBlocks, type Contrasts, drawBlocks, type Estimator, shiftContrasts } from './estimators.ts';
import { type NoiseName, noises } from './noise.ts';

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
  /** Whether cells that are settled after half of the blocks are left there. */
  readonly looksTwice?: boolean;
}

const RULES = { marginRatio: 0.03, familyAlpha: 0.01, sameAlpha: 0.05 };
const EDGE = Math.log1p(RULES.marginRatio);

/** One cell after half of its blocks, where that is looked at, and after all. */
interface Cell {
  readonly first: Contrasts | null;
  readonly all: Contrasts;
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
  const isSettled = decideFirstLook(first, RULES).map((decision) => decision?.verdict !== 'unsure');
  const items = cells.map((_cell, index) => ({
    first: first[index] ?? null,
    second: isSettled[index] ? null : (all[index] ?? null),
  }));
  return decideInLooks(items, RULES, blockCount).map((decision) => decision?.verdict ?? 'none');
}

const alarms = (verdicts: readonly string[]): boolean =>
  verdicts.some((verdict) => verdict === 'slower' || verdict === 'faster');

/** The same setting gives the same rates. */
export function measureFamilyRates(setting: FamilySetting): FamilyRates {
  const { noise, blockCount, cellCount, comparisons, estimator = byBlocks, looksTwice = false } = setting;
  const firstCount = looksTwice ? firstLookAfter(blockCount) : null;
  const random = createRandom(20_261_127).fork(`family ${noise} ${blockCount} ${cellCount}`);
  const counts = { zero: 0, above: 0, below: 0, same: 0, found: 0 };
  let printed = EDGE;
  for (let comparison = 0; comparison < comparisons; comparison++) {
    const cells = Array.from({ length: cellCount }, (): Cell => {
      const blocks = drawBlocks(random, noises[noise], blockCount);
      return {
        first: firstCount === null ? null : estimator(blocks.slice(0, firstCount)),
        all: estimator(blocks),
      };
    });
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
