/** Throughput and the quickest tasks of 20 cells under one error rate, as `ab` judges them. */
import { describe, expect, test } from 'vitest';
import { isBorneOut } from '../borne-out.ts';
import { type LogContrast, logContrast } from '../contrast.ts';
import { quantile } from '../describe.ts';
import { decideFamily, type FamilyMember } from '../family.ts';
import { BUCKET_WIDTH_RATIO } from '../histogram.ts';
import { createRandom } from '../random.ts';
import { byBlocks, type Contrasts, drawBlocks, shiftContrasts } from './estimators.ts';
import { type BlockNoise, type Noise, noises } from './noise.ts';

const CELL_COUNT = 20;
const BLOCK_COUNT = 8;
const COMPARISONS = 120;
const RULES = { marginRatio: 0.03, familyAlpha: 0.01, sameAlpha: 0.05 };
const EDGE = Math.log1p(RULES.marginRatio);
const atMost = (bound: number): number => bound + 2 * Math.sqrt((bound * (1 - bound)) / COMPARISONS);

interface Cell extends Contrasts {
  readonly quick: LogContrast;
}

/** The quickest tenth: of a block's log throughputs what nine in ten slices stay below. */
function quickContrast(blocks: readonly BlockNoise[]): LogContrast {
  const quickOf = (logs: readonly number[]): number => quantile(logs, 0.9);
  const contrast = logContrast(
    blocks.map(({ cell, reference }) => quickOf(cell) - quickOf(reference)),
    BUCKET_WIDTH_RATIO,
  );
  if (contrast === null) throw new Error('A simulated block has no value.');
  return contrast;
}

/** `guardShift`: what the quickest tasks changed by, where that is not what all did. */
function verdictsOf(cells: readonly Cell[], shift: number, guardShift = shift): (string | undefined)[] {
  const members = cells.flatMap((cell): FamilyMember[] => {
    const { median, mean } = shiftContrasts(cell, shift);
    const quick = { ...cell.quick, mean: cell.quick.mean + guardShift };
    const isClosed = !isBorneOut(quick.mean, median.mean);
    return [
      { median, mean, better: 'higher', weight: 0.6 },
      { median: quick, mean: quick, better: 'higher', weight: 0.15, isClosed },
    ];
  });
  return decideFamily(members, RULES).map((decision) => decision?.verdict);
}

const alarms = (verdicts: readonly unknown[]): boolean =>
  verdicts.some((verdict) => verdict === 'slower' || verdict === 'faster');

/** In which share of comparisons each of these holds. */
function shares(noise: Noise, holds: readonly ((cells: readonly Cell[]) => boolean)[]): number[] {
  const random = createRandom(20_261_130);
  const counts = holds.map(() => 0);
  for (let comparison = 0; comparison < COMPARISONS; comparison++) {
    const cells = Array.from({ length: CELL_COUNT }, (): Cell => {
      const blocks = drawBlocks(random, noise, BLOCK_COUNT);
      return { ...byBlocks(blocks), quick: quickContrast(blocks) };
    });
    for (const [index, isSo] of holds.entries()) counts[index]! += isSo(cells) ? 1 : 0;
  }
  return counts.map((count) => count / COMPARISONS);
}

/** A neighbour takes something of every second slice, up to half of it; processes differ by 0.5 %. */
const disturbed: Noise = (random) => {
  const side = (): number[] => {
    const own = 0.005 * random.normal();
    const taken = (): number => (random.next() < 0.5 ? Math.log(1 - 0.5 * random.next()) : 0);
    return Array.from({ length: 20 }, () => own + 0.01 * random.normal() + taken());
  };
  return { cell: side(), reference: side() };
};

describe('the quickest tasks as a guard', () => {
  test.each([
    ['clustered .8', 0.01],
    ['drifting', 0.01],
    ['bursty', 0.02],
  ] as const)('%s: no more alarms than promised, also where only the order changed', (noise, bound) => {
    const found = shares(noises[noise], [
      (cells) => alarms(verdictsOf(cells, 0)),
      (cells) => alarms(verdictsOf(cells, -EDGE)),
      (cells) => alarms(verdictsOf(cells, 0, -0.4)),
    ]);
    expect(Math.max(...found)).toBeLessThanOrEqual(atMost(bound));
  });

  test('find beside a neighbour what throughput does not', () => {
    const [byThroughput, byQuickest] = shares(disturbed, [
      (cells) => verdictsOf(cells, -0.1)[0] === 'slower',
      (cells) => verdictsOf(cells, -0.1)[1] === 'slower',
    ]);
    expect(byThroughput).toBeLessThan(0.75);
    expect(byQuickest).toBeGreaterThan(0.95);
  });
});
