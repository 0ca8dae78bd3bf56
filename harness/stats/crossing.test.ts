import { describe, expect, test } from 'vitest';
import type { LogContrast } from './contrast.ts';
import { logContrast } from './contrast.ts';
import { type CurvePoint, readCurve } from './crossing.ts';
import { createRandom } from './random.ts';

const at = (x: number, mean: number, standardError = 0.001, blockCount = 20): CurvePoint => ({
  x,
  contrast: { mean, standardError, degreesOfFreedom: blockCount - 1, blockCount } satisfies LogContrast,
});

test('a doubt between two equal leads is told, and none elsewhere', () => {
  const gapOf = (points: CurvePoint[]): unknown => readCurve(points).gap;
  const { low, high } = readCurve([at(1, 0.4, 0.01), at(2, -0.1, 0.06), at(4, 0.4, 0.01)]).gap!;
  expect(1 < low && low < 2 && 2 < high && high < 4).toBe(true);
  expect(gapOf([at(1, -0.4), at(2, 0, 0.1), at(4, -0.4)])).not.toBeNull();
  expect(gapOf([at(1, 0.4), at(2, 0.1), at(4, 0.4)])).toBeNull();
  expect(gapOf([at(1, -0.4), at(2, 0), at(4, 0.4)])).toBeNull();
  expect(gapOf([at(1, 0, 0.1), at(4, 0.4)])).toBeNull();
});

describe('where the lead changes', () => {
  const check = (
    what: string,
    points: CurvePoint[],
    ends: [number, number],
    places: { value: number | null; leadsAbove: boolean; open?: 'low' | 'high' }[],
  ): void =>
    test(what, () => {
      const { crossings, first, last } = readCurve(points);
      expect([first, last]).toEqual(ends);
      expect(crossings).toHaveLength(places.length);
      places.forEach(({ value, leadsAbove, open }, index) => {
        const place = crossings[index]!;
        expect(place.leadsAbove).toBe(leadsAbove);
        if (value === null) expect(place.value).toBeNull();
        else expect(place.value! / value).toBeCloseTo(1, 1);
        if (open === 'low') expect(place.low).toBeNull();
        else expect(place.low).toBeLessThanOrEqual(place.value ?? Number.POSITIVE_INFINITY);
        if (open === 'high') expect(place.high).toBeNull();
        else expect(place.high).toBeGreaterThanOrEqual(place.value ?? 0);
      });
    });

  const middle = [{ value: 1, leadsAbove: true }];
  check('in the middle of a decade each way', [at(0.1, -0.5), at(10, 0.5)], [-1, 1], middle);
  check('points in any order', [at(10, 0.5), at(0.1, -0.5)], [-1, 1], middle);
  check('the cell leads below', [at(0.1, 0.5), at(10, -0.5)], [1, -1], [{ value: 1, leadsAbove: false }]);
  check('always', [at(1, 0.2), at(2, 0.3), at(4, 0.1)], [1, 1], []);
  check('never', [at(1, -0.2), at(2, -0.3)], [-1, -1], []);
  check('not told apart anywhere', [at(1, 0.1, 1), at(2, -0.1, 1)], [0, 0], []);
  check('not told apart in between is no crossing', [at(1, 1), at(2, 0), at(4, 1)], [1, 1], []);
  check(
    'twice',
    [at(1, -1), at(4, 1), at(16, -1)],
    [-1, -1],
    [
      { value: 2, leadsAbove: true },
      { value: 8, leadsAbove: false },
    ],
  );
  check('open above', [at(1, -1), at(4, 0.1, 1)], [-1, 0], [{ value: 3.5, leadsAbove: true, open: 'high' }]);
  check(
    'open below, without an estimate',
    [at(1, 0.001, 0.1), at(4, 1)],
    [0, 1],
    [{ value: null, leadsAbove: true, open: 'low' }],
  );
  check(
    'from 0 on',
    [at(0, -0.5), at(1, -0.25), at(3, 0), at(15, 0.5)],
    [-1, 1],
    [{ value: 3, leadsAbove: true }],
  );
  check('exactly at a point', [at(1, -1), at(10, 0), at(100, 1)], [-1, 1], [{ value: 10, leadsAbove: true }]);
});

test('the interval holds its own estimate, however narrow it is', () => {
  const random = createRandom(3);
  for (let run = 0; run < 300; run++) {
    const points = [1, 4, 16, 64].map((x) =>
      at(x, Math.log(x) - 1.4 + 0.2 * random.normal(), 0.0005 + 0.1 * random.next()),
    );
    for (const { value, low, high } of readCurve(points).crossings) {
      if (value === null) continue;
      expect(low ?? 0).toBeLessThanOrEqual(value);
      expect(high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(value);
    }
  }
});

test.each([
  ['one point', [at(1, 0)]],
  ['a value twice', [at(1, 0), at(1, 1)]],
  ['below 0', [at(-1, 0), at(1, 1)]],
  ['no number', [at(Number.NaN, 0), at(1, 1)]],
])('%s is refused', (_what, points) => {
  expect(() => readCurve(points)).toThrow(RangeError);
});

describe('the interval holds the truth', () => {
  /** Share of simulated runs whose interval holds the true crossing at x = 1; ln ratio = slope · ln x, noise per block. */
  function coverage(blockCount: number, noise: number, slope: number): { held: number; widths: number[] } {
    const random = createRandom(7);
    const runs = 2_000;
    let held = 0;
    const widths: number[] = [];
    for (let run = 0; run < runs; run++) {
      const points = [0.1, 0.4, 2, 10].map((x) => {
        const blocks = Array.from(
          { length: blockCount },
          () => slope * Math.log(x) + noise * random.normal(),
        );
        return { x, contrast: logContrast(blocks)! };
      });
      // The true curve is the straight line that is assumed: what is tested is the interval alone.
      const crossing = readCurve(points).crossings.find(
        ({ low, high }) => (low ?? 0) <= 1 && (high ?? Number.POSITIVE_INFINITY) >= 1,
      );
      if (crossing !== undefined) held += 1 / runs;
      if (crossing?.low != null && crossing.high != null) widths.push(crossing.high / crossing.low);
    }
    return { held, widths };
  }

  test.each([
    [3, 0.02, 0.3],
    [5, 0.05, 0.3],
    [10, 0.1, 0.3],
    [5, 0.02, 0.1],
  ])('%i blocks, noise %f, slope %f', (blockCount, noise, slope) => {
    const { held, widths } = coverage(blockCount, noise, slope);
    expect(held).toBeGreaterThan(0.93);
    expect(held).toBeLessThan(0.995);
    expect(widths.length).toBeGreaterThan(1_000);
  });
});
