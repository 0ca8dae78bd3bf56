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
const COMPARISONS = 200;
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

function shares(noise: Noise, blockCount: number) {
  const random = createRandom(20_261_130);
  const counts = { atZero: 0, atMargin: 0, ofOrder: 0, byEither: 0, byThroughput: 0 };
  const alarms = (verdicts: readonly unknown[]): boolean =>
    verdicts.some((verdict) => verdict === 'slower' || verdict === 'faster');
  for (let comparison = 0; comparison < COMPARISONS; comparison++) {
    const cells = Array.from({ length: CELL_COUNT }, (): Cell => {
      const blocks = drawBlocks(random, noise, blockCount);
      return { ...byBlocks(blocks), quick: quickContrast(blocks) };
    });
    if (alarms(verdictsOf(cells, 0))) counts.atZero += 1;
    if (alarms(verdictsOf(cells, EDGE)) || alarms(verdictsOf(cells, -EDGE))) counts.atMargin += 1;
    if (alarms(verdictsOf(cells, 0, -0.4))) counts.ofOrder += 1;
    const [throughput, quick] = verdictsOf(cells, -0.1);
    if (throughput === 'slower') counts.byThroughput += 1;
    if (throughput === 'slower' || quick === 'slower') counts.byEither += 1;
  }
  const toShare = ([name, count]: [string, number]) => [name, count / COMPARISONS] as const;
  return Object.fromEntries(Object.entries(counts).map(toShare)) as typeof counts;
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
    ['heavy-tailed', 0.01],
    ['drifting', 0.01],
    ['bursty', 0.02],
  ] as const)('%s: no more alarms than promised, also where only the order changed', (noise, bound) => {
    const { atZero, atMargin, ofOrder } = shares(noises[noise], 8);
    expect(atZero).toBeLessThanOrEqual(atMost(bound));
    // Two sides, each at half of the rate.
    expect(atMargin).toBeLessThanOrEqual(atMost(2 * bound));
    expect(ofOrder).toBeLessThanOrEqual(atMost(bound));
  });

  test('find beside a neighbour what throughput does not', () => {
    const { byEither, byThroughput } = shares(disturbed, 8);
    expect(byEither).toBeGreaterThan(0.95);
    expect(byThroughput).toBeLessThan(0.75);
  });
});
