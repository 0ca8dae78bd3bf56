import { expect, test } from 'vitest';
import { decide, type Feasibility } from './decide.ts';
import { fitSizes, NO_POOL, type TuneBlock } from './fit-sizes.ts';
import { gridOf, searchStep } from './search.ts';
import { shapeOf } from './shape.ts';
import { smoothSizes } from './smooth-sizes.ts';

const RULES = { deltaRatio: 0.03, alpha: 0.0001, poolAlpha: 0.001 };

/** Throughputs by size (0: no pool), each in `count` blocks with a little noise. */
function blocksOf(values: Readonly<Record<number, number>>, noise = 0.002, count = 6): TuneBlock[] {
  return Array.from({ length: count }, (_, index): TuneBlock => {
    const entries = Object.entries(values).map(([size, value]) => [Number(size), value] as const);
    return new Map(
      entries.map(([size, value]) => [size, Math.log(value) + noise * Math.sin(13 * size + 7 * index)]),
    );
  });
}

function check(
  values: Readonly<Record<number, number>>,
  feasibility: Readonly<Record<number, Feasibility>> = {},
) {
  const fit = fitSizes(blocksOf(values), NO_POOL);
  const smoothed = smoothSizes(fit);
  const feasibilityOf = (size: number): Feasibility => feasibility[size] ?? 'kept';
  const decision = decide({ fit, smoothed, feasibilityOf, ...RULES });
  return { answer: decision.answer, shape: shapeOf(decision, fit, smoothed, RULES.deltaRatio) };
}

test.each<[string, Record<number, number>, number, string]>([
  ['the best where it stands out', { 0: 100, 1: 97, 2: 190, 3: 150, 4: 120 }, 2, 'peak'],
  ['the smallest that ties', { 0: 100, 1: 97, 2: 198, 3: 199, 4: 200 }, 2, 'no-peak'],
  ['no pool where a pool is not better', { 0: 100, 1: 97, 2: 100, 4: 101, 8: 100 }, 0, 'no-peak'],
  ['no pool where it is worse', { 0: 100, 1: 90, 2: 80, 4: 70 }, 0, 'peak'],
  ['one where all are alike', { 0: 50, 1: 100, 2: 100.5, 4: 100, 8: 99.8 }, 1, 'flat'],
  ['the largest while it rises', { 0: 100, 1: 97, 2: 190, 4: 370, 8: 700 }, 8, 'rising'],
])('%s', (_what, values, answer, shape) => {
  expect(check(values)).toEqual({ answer, shape });
});

test.each<[string, Record<number, Feasibility>, number | null]>([
  ['the best of those that keep the limits', { 2: 'broken' }, 3],
  ['what is not shown to keep them is not recommended', { 2: 'unknown', 3: 'unknown' }, 4],
  ['nothing, where nothing keeps them', { 0: 'broken', 2: 'broken', 3: 'broken', 4: 'broken' }, null],
  ['no pool, where only that keeps them', { 2: 'broken', 3: 'broken', 4: 'broken' }, NO_POOL],
])('limits: %s', (_what, feasibility, answer) => {
  expect(check({ 0: 100, 2: 190, 3: 170, 4: 150 }, feasibility).answer).toBe(answer);
});

test('a pool that is no faster is the answer where the loop breaks a limit', () => {
  expect(check({ 0: 100, 1: 97, 2: 98, 4: 97 }, { 0: 'broken' }).answer).toBe(1);
});

test.each([
  [[1, 2, 3, 4, 5, 6, 7, 8], [2], [1, 2, 4, 8]],
  [[1, 2, 3, 4, 5, 6], [3], [1, 2, 3, 4, 6]],
  [[3, 5, 50], [2], [3, 5, 50]],
  [[1, 2], [16], [1, 2]],
])('the grid of %j with a landmark at %j is %j', (sizes, landmarks, grid) => {
  expect(gridOf({ sizes, landmarks })).toEqual(grid);
});

test('first the grid, small and large sizes together, each twice', () => {
  const space = {
    sizes: [1, 2, 3, 4, 5, 6, 7, 8],
    anchor: NO_POOL,
    landmarks: [2],
    unqueuedFrom: null,
    sizesPerBlock: 3,
  };
  const rules = { ...RULES, feasibilityOf: (): Feasibility => 'kept' };
  const blocks: TuneBlock[] = [];
  const asked: (readonly number[])[] = [];
  for (let step = 0; step < 3; step++) {
    const next = searchStep(blocks, space, rules).next!;
    asked.push(next);
    blocks.push(new Map([NO_POOL, ...next].map((size) => [size, size])));
  }
  expect(asked[0]).toHaveLength(3);
  const counts = [1, 2, 4, 8].map((size) => asked.filter((sizes) => sizes.includes(size)).length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
});
