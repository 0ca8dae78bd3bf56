import { describe, expect, test } from 'vitest';
import { sampleCell, sampleRound } from '../result/fixtures/sample.ts';
import type { Contrast } from '../result/schema.ts';
import { contrastPaired, withoutContradicted } from './contrast-cells.ts';
import { logRatiosByBlock, type RoundMetric } from './round-metrics.ts';

const readMean: RoundMetric['read'] = ({ meanThroughputPerSec }) => meanThroughputPerSec;

describe('stars and verdicts never contradict each other', () => {
  const contrastOf = (cell: string, verdict: Contrast['verdict']): Contrast => ({
    cell,
    reference: 'loop',
    metric: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
    ratio: null,
    meanRatio: null,
    detectable: null,
    verdict,
    decidedBy: null,
    blockCount: 5,
    moreBlocks: null,
    reason: null,
  });
  const check = (
    what: string,
    stars: string[],
    verdicts: Record<string, Contrast['verdict']>,
    expected: string[],
  ): void =>
    test(what, () => {
      const contrasts = Object.entries(verdicts).map(([cell, verdict]) => contrastOf(cell, verdict));
      expect([...withoutContradicted(new Set(stars), contrasts)]).toEqual(expected);
    });

  check('unsure and same keep theirs', ['loop', 'a', 'b'], { a: 'unsure', b: 'same' }, ['loop', 'a', 'b']);
  check('slower than a starred reference', ['loop', 'a', 'b'], { a: 'slower', b: 'same' }, ['loop', 'b']);
  check('slower than a reference that lost its star to another', ['a', 'b'], { a: 'slower', b: 'faster' }, [
    'b',
  ]);
  check('all slower than a reference without a star', ['a', 'b'], { a: 'slower', b: 'slower' }, ['a', 'b']);
  check('no star at all', [], { a: 'faster' }, []);
  check('a starred cell is faster than the reference', ['loop', 'a'], { a: 'faster' }, ['a']);
  check('faster, but itself without a star', ['loop', 'b'], { a: 'faster', b: 'unsure' }, ['loop', 'b']);
  check('faster and slower at once', ['loop', 'a', 'b'], { a: 'faster', b: 'slower' }, ['a']);
  check('nobody is left without a reason', ['loop'], {}, ['loop']);

  test('a rival that was found slower loses its star, and the last star stays', () => {
    const rivals = (verdict: Contrast['verdict'], reference = 'a'): Contrast => ({
      ...contrastOf('b', verdict),
      reference,
    });
    expect([...withoutContradicted(new Set(['a', 'b']), [rivals('slower')])]).toEqual(['a']);
    expect([...withoutContradicted(new Set(['a', 'b']), [rivals('faster')])]).toEqual(['b']);
    expect([...withoutContradicted(new Set(['a', 'b']), [rivals('same')])]).toEqual(['a', 'b']);
    const round = [rivals('faster'), { ...contrastOf('a', 'faster'), reference: 'b' }];
    expect([...withoutContradicted(new Set(['a', 'b']), round)]).toEqual(['a', 'b']);
  });
});

describe('twelve blocks of which one is a third slower on one side', () => {
  // Rounds without a turn in common are contrasted by their block values.
  const cellOf = (levels: readonly number[]) =>
    sampleCell({
      blocks: levels.map((perSec, block) => sampleRound(block, perSec, { slices: [] })),
    });
  const level = (block: number): number => 100 * (1 + 0.001 * (block % 3));
  const blocks = Array.from({ length: 12 }, (_, block) => block);
  const [cell, other] = [
    cellOf(blocks.map((block) => (block === 5 ? 66 : level(block)))),
    cellOf(blocks.map(() => 100)),
  ];
  const contrastBy = (estimator: 'median' | 'mean') => contrastPaired(cell, other, estimator)!;

  test('the medians do not see it, the means do', () => {
    expect(contrastBy('median').mean).toBeGreaterThan(0);
    expect(contrastBy('median').degreesOfFreedom).toBe(8);
    expect(contrastBy('mean').mean).toBeLessThan(-0.03);
    expect(contrastBy('mean').degreesOfFreedom).toBe(11);
  });
});

describe('a cell against another that is there twice', () => {
  const cellOf = (levels: Readonly<Record<number, number>>) =>
    sampleCell({
      blocks: Object.entries(levels).map(([block, perSec]) =>
        sampleRound(Number(block), perSec, { slices: [] }),
      ),
    });
  const cell = cellOf({ 0: 100, 1: 100, 2: 100 });
  const check = (
    what: string,
    other: ReturnType<typeof cellOf>,
    again: ReturnType<typeof cellOf> | undefined,
    expected: readonly number[],
  ): void =>
    test(what, () => {
      const logRatios = expected.map((perSec) => Math.log(100 / perSec));
      const sum = logRatios.reduce((one, two) => one + two, 0);
      const contrast = contrastPaired(cell, other, 'mean', again);
      expect(contrast?.mean).toBeCloseTo(sum / expected.length, 12);
      expect(contrast?.blockCount).toBe(expected.length);
      expect(logRatiosByBlock(cell.blocks, other.blocks, readMean, again?.blocks)).toEqual(
        logRatios.map((value) => expect.closeTo(value, 12)),
      );
    });

  const base = cellOf({ 0: 80, 1: 80, 2: 80 });
  check('one alone', base, undefined, [80, 80, 80]);
  check('where both live, the geometric mean of both', base, cellOf({ 1: 125 }), [80, 100, 80]);
  check(
    'a block in which the first is void does not count',
    cellOf({ 0: 80, 1: 80 }),
    cellOf({ 2: 90 }),
    [80, 80],
  );
});
