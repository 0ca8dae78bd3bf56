import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditOf, overlapMs } from './credit.ts';

describe('overlapMs', () => {
  const check = (span: [number, number], window: [number, number], expected: number): void =>
    test(`${span} in ${window}`, () => expect(overlapMs(...span, ...window)).toBe(expected));

  check([0, 10], [0, 10], 10);
  check([2, 4], [0, 10], 2);
  check([-5, 5], [0, 10], 5);
  check([5, 15], [0, 10], 5);
  check([-5, 15], [0, 10], 10);
  check([10, 20], [0, 10], 0);
  check([-9, -1], [0, 10], 0);
  check([3, 3], [0, 10], 0);
  check([0, 10], [10, 0], 0);
});

describe('creditOf', () => {
  const check = (span: [number, number], window: [number, number], expected: number): void =>
    test(`${span} in ${window}`, () => expect(creditOf(...span, ...window)).toBe(expected));

  check([0, 10], [0, 10], 1);
  check([-5, 5], [0, 10], 0.5);
  check([0, 40], [0, 10], 0.25);
  check([20, 30], [0, 10], 0);
  check([0, 0], [0, 10], 1);
  check([10, 10], [0, 10], 0);
  check([-1, -1], [0, 10], 0);

  test('credits over adjoining windows add up to one task', () => {
    const ms = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(ms, ms, ms, (startMs, lengthMs, cutMs) => {
        const before = creditOf(startMs, startMs + lengthMs, -1, cutMs);
        const after = creditOf(startMs, startMs + lengthMs, cutMs, 1000);
        expect(before + after).toBeCloseTo(1, 6);
      }),
      { seed: 1 },
    );
  });

  test('counting completions misreads a true 3 % on a 7 ms task; credits do not', () => {
    const windowMs = 40;
    const creditIn = (taskMs: number): number => {
      let credit = 0;
      for (let startMs = -3; startMs < windowMs; startMs += taskMs) {
        credit += creditOf(startMs, startMs + taskMs, 0, windowMs);
      }
      return credit;
    };
    expect(creditIn(7) / creditIn(7.21)).toBeCloseTo(1.03, 10);
  });

  test('a span that ends before it starts, or has no stamp, is refused', () => {
    expect(() => creditOf(2, 1, 0, 10)).toThrow(RangeError);
    expect(() => creditOf(Number.NaN, 1, 0, 10)).toThrow(RangeError);
  });
});
