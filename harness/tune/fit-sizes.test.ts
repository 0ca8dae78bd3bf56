import { expect, test } from 'vitest';
import { logContrast } from '../stats/contrast.ts';
import { createRandom } from '../stats/random.ts';
import { fitSizes, NO_POOL, type TuneBlock } from './fit-sizes.ts';

const block = (values: Readonly<Record<number, number>>): TuneBlock =>
  new Map(Object.entries(values).map(([size, value]) => [Number(size), value]));

test('what a block has in common cancels; sizes that never met are told apart through the anchor', () => {
  const fit = fitSizes(
    [
      block({ 0: 5, 1: 6, 2: 7 }),
      block({ 0: -3, 1: -2, 2: -1 }),
      block({ 0: 0, 4: 4 }),
      block({ 0: 9, 4: 13 }),
    ],
    NO_POOL,
  );
  expect(fit.sizes).toEqual([0, 1, 2, 4]);
  expect(fit.sizes.map(fit.effectOf)).toEqual([0, 1, 2, 4].map((value) => expect.closeTo(value, 12)));
  expect(fit.contrast(4, 1)?.mean).toBeCloseTo(3, 12);
  expect(fit.countOf(4)).toBe(2);
});

test('two cells alone in their blocks have the paired contrast, its error and its degrees of freedom', () => {
  const differences = [0.1, 0.16, 0.07, 0.11];
  const fit = fitSizes(
    differences.map((value, index) => block({ 0: index, 1: index + value })),
    NO_POOL,
  );
  const own = fit.contrast(1, NO_POOL)!;
  const paired = logContrast(differences)!;
  expect(own.mean).toBeCloseTo(paired.mean, 12);
  expect(own.standardError).toBeCloseTo(paired.standardError, 12);
  expect(own.degreesOfFreedom).toBe(paired.degreesOfFreedom);
});

test('between groups the variances add', () => {
  const random = createRandom(5);
  const noisy = (sizes: readonly number[]): TuneBlock =>
    new Map([NO_POOL, ...sizes].map((size) => [size, 0.02 * random.normal()]));
  const blocks = Array.from({ length: 12 }, (_, index) => noisy(index % 2 === 0 ? [1, 2] : [3, 4]));
  const fit = fitSizes(blocks, NO_POOL);
  const errorOf = (one: number, other: number): number => fit.contrast(one, other)!.standardError;
  expect(errorOf(1, 3) ** 2).toBeCloseTo(errorOf(1, NO_POOL) ** 2 + errorOf(3, NO_POOL) ** 2, 12);
  expect(errorOf(1, 2)).toBeLessThan(errorOf(1, 3));
});

test('the interval of a contrast holds the truth as often as it promises', () => {
  let held = 0;
  for (let seed = 0; seed < 400; seed++) {
    const random = createRandom(seed);
    const blocks = Array.from({ length: 8 }, (_, index): TuneBlock => {
      const sizes = index % 2 === 0 ? [0, 1, 2] : [0, 2, 4];
      const common = random.normal();
      return new Map(sizes.map((size) => [size, size / 10 + common + 0.03 * random.normal()]));
    });
    const contrast = fitSizes(blocks, NO_POOL).contrast(4, 1)!;
    // t of 12 degrees of freedom, 95 %
    if (Math.abs(contrast.mean - 0.3) <= 2.179 * contrast.standardError) held++;
  }
  expect(held / 400).toBeGreaterThan(0.93);
  expect(held / 400).toBeLessThan(0.97);
});

test.each([
  ['nothing', []],
  ['a block without the anchor', [block({ 1: 1, 2: 2 })]],
  ['a block of the anchor alone', [block({ 0: 1 })]],
  ['values that are none', [block({ 0: 1, 1: Number.NaN })]],
])('%s says nothing', (_what, blocks) => {
  const fit = fitSizes(blocks, NO_POOL);
  expect(fit.sizes).toEqual([0]);
  expect(fit.contrast(1, 0)).toBeNull();
  expect(fit.effectOf(1)).toBeNaN();
});
