import { expect, test } from 'vitest';
import { fitSizes, NO_POOL, type TuneBlock } from './fit-sizes.ts';
import { fitLaw, type LawId, type LawInput } from './laws.ts';
import { smoothSizes } from './smooth-sizes.ts';

const SIZES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

function inputOf(curve: (size: number) => number): LawInput {
  return {
    sizes: SIZES,
    effects: SIZES.map((size) => 0.4 + Math.log(curve(size))),
    precision: SIZES.map((_row, row) => SIZES.map((_column, column) => (row === column ? 1 : 0))),
  };
}

test.each<[LawId, (size: number) => number, Record<string, number>]>([
  ['flat', () => 1, {}],
  ['linear', (size) => size, {}],
  ['plateau', (size) => Math.min(size, 7), { c: 7 }],
  ['amdahl', (size) => size / (1 + 0.2 * (size - 1)), { sigma: 0.2 }],
  ['usl', (size) => size / (1 + 0.05 * (size - 1) + 0.01 * size * (size - 1)), { sigma: 0.05, kappa: 0.01 }],
  ['kink', (size) => Math.min(size, 8) * Math.exp(-0.02 * Math.max(0, size - 8)), { c: 8, d: 0.02 }],
])('%s finds the parameters that its curve was made of', (id, curve, parameters) => {
  const law = fitLaw(id, inputOf(curve));
  expect(law.squares).toBeLessThan(1e-3);
  for (const [name, value] of Object.entries(parameters))
    expect(law.parameters[name]! / value).toBeCloseTo(1, 1);
  expect(law.lnAt(5)).toBeCloseTo(0.4 + Math.log(curve(5)), 1);
});

test('sizes without a queue have a level of their own', () => {
  const curve = (size: number): number => Math.min(size, 7) * (size >= 24 ? 1.3 : 1);
  const law = fitLaw('plateau', { ...inputOf(curve), unqueuedFrom: 24 });
  expect(law.squares).toBeLessThan(1e-3);
  expect(law.parameters.c! / 7).toBeCloseTo(1, 1);
  expect(law.parameters.unqueued).toBeCloseTo(1.3, 2);
  for (const size of SIZES) expect(law.lnAt(size)).toBeCloseTo(0.4 + Math.log(curve(size)), 1);
  expect(law.parameterCount).toBe(3);
  // Two sizes stand against eight; the plateau itself is known to a parameter.
  expect(law.varianceOf(32, 16)).toBeGreaterThan(fitLaw('plateau', inputOf(curve)).varianceOf(32, 16));
});

/** Blocks of three sizes with a little noise that is the same on every machine. */
function blocksOf(curve: (size: number) => number): TuneBlock[] {
  return Array.from({ length: 20 }, (_, index): TuneBlock => {
    const sizes = [0, 1, 2].map((step) => SIZES[(index + 3 * step) % SIZES.length]!);
    const wobble = (size: number): number => 0.004 * Math.sin(37 * size + 11 * index);
    return new Map([
      [NO_POOL, 0],
      ...sizes.map((size) => [size, Math.log(curve(size)) + wobble(size)] as const),
    ]);
  });
}

test.each<[string, (size: number) => number, LawId | null]>([
  ['all alike', () => 2, 'flat'],
  ['a plateau', (size) => Math.min(size, 6), 'plateau'],
  ['Gunther’s law', (size) => size / (1 + 0.1 * (size - 1) + 0.01 * size * (size - 1)), 'usl'],
  ['two humps', (size) => [3, 5, 5, 3, 2, 2, 3, 6, 6, 4][SIZES.indexOf(size)]!, null],
])('blocks of %s bear their law', (_what, curve, expected) => {
  const smoothed = smoothSizes(fitSizes(blocksOf(curve), NO_POOL));
  expect(smoothed.law?.id ?? null).toBe(expected);
  for (const size of SIZES) expect(smoothed.effectOf(size)).toBeCloseTo(Math.log(curve(size)), 1);
  const total = smoothed.weights.reduce((sum, { weight }) => sum + weight, 0);
  expect(total).toBeLessThanOrEqual(1 + 1e-9);
});

test.each<[string, (size: number) => number, boolean]>([
  ['a plateau with a step at its end', (size) => Math.min(size, 6) * (size >= 32 ? 1.3 : 1), true],
  ['a plateau', (size) => Math.min(size, 6), false],
])('%s: whether the step is borne out', (_what, curve, isStepped) => {
  const smoothed = smoothSizes(fitSizes(blocksOf(curve), NO_POOL), { unqueuedFrom: 32 });
  expect(smoothed.law?.id).toBe('plateau');
  expect('unqueued' in smoothed.law!.parameters).toBe(isStepped);
  for (const size of SIZES) expect(smoothed.effectOf(size)).toBeCloseTo(Math.log(curve(size)), 1);
});

test.each([6, 8, 32])('an anchor among the sizes, where no task waits from 8 on: %i', (anchor) => {
  const curve = (size: number): number => Math.min(size, 6) * (size >= 8 ? 1.3 : 1);
  const blocks = blocksOf(curve).map(
    (block): TuneBlock =>
      new Map(
        [...block].flatMap(([size, value]) =>
          size === NO_POOL || size === anchor ? [] : [[size, value - Math.log(curve(anchor))] as const],
        ),
      ).set(anchor, 0),
  );
  const smoothed = smoothSizes(fitSizes(blocks, anchor), { unqueuedFrom: 8 });
  expect(smoothed.law).toMatchObject({ id: 'plateau' });
  expect(smoothed.law!.parameters.unqueued).toBeGreaterThan(1.1); // where between 6 and 8 it bends is not told apart
  for (const size of SIZES) {
    expect(smoothed.effectOf(size)).toBeCloseTo(Math.log(curve(size) / curve(anchor)), 1);
  }
});
