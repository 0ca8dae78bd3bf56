import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogHistogram } from './histogram.ts';
import { createRandom } from './random.ts';

function histogramOf(...valuesMs: number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const valueMs of valuesMs) histogram.record(valueMs);
  return histogram;
}

const durationMs = fc.double({ min: 2e-6, max: 1e9, noNaN: true });

describe('record', () => {
  const check = (valueMs: number, bucket: number): void =>
    test(`${valueMs} ms goes to bucket ${bucket}`, () =>
      expect(histogramOf(valueMs).toJSON().buckets).toEqual([[bucket, 1]]));

  check(0, 0);
  check(-3, 0);
  check(1e-6, 0);
  check(1.000001e-6, 1);
  check(1.005e-6, 1);
  check(1.015e-6, 2);
  check(1, 1389);
  check(1000, 2083);

  test('what is not a duration is refused', () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) expect(() => histogramOf(bad)).toThrow(RangeError);
    for (const bad of [-1, 0.5, Number.NaN])
      expect(() => new LogHistogram().record(1, bad)).toThrow(RangeError);
  });

  test('the midpoint is within 0.5 % of the value, at every magnitude', () => {
    fc.assert(
      fc.property(durationMs, (valueMs) => {
        const midMs = histogramOf(valueMs).quantileMs(0.5) ?? Number.NaN;
        expect(Math.abs(midMs / valueMs - 1)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
      { seed: 2 },
    );
  });
});

describe('quantileMs', () => {
  const tenToHundred = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10];
  const check = (p: number, expectedMs: number): void =>
    test(`p = ${p} of 10, 20, … 100 is ${expectedMs}`, () => {
      expect(Math.abs((histogramOf(...tenToHundred).quantileMs(p) ?? 0) / expectedMs - 1)).toBeLessThan(
        0.0051,
      );
    });

  check(0, 10);
  check(0.1, 10);
  check(0.11, 20);
  check(0.5, 50);
  check(0.99, 100);
  check(1, 100);

  test('an empty histogram has neither quantile nor maximum', () => {
    expect([new LogHistogram().quantileMs(0.5), new LogHistogram().maxMs]).toEqual([null, null]);
  });
  test('a share outside 0…1 is refused', () => {
    for (const bad of [-0.1, 1.1, Number.NaN])
      expect(() => histogramOf(1).quantileMs(bad)).toThrow(RangeError);
  });
});

describe('quantileWithinMs', () => {
  test('tells shares of a bucket apart, and stays inside of it', () => {
    const histogram = new LogHistogram();
    histogram.record(5, 100);
    const bucket = histogram.bucketAtRank(1)!;
    const shares = [0, 0.1, 0.5, 1].map((p) => histogram.quantileWithinMs(p)!);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBeCloseTo(bucket.lowMs, 9);
    expect(shares[3]).toBeCloseTo(bucket.highMs, 9);
    expect(shares[2]).toBeCloseTo(Math.sqrt(bucket.lowMs * bucket.highMs), 9);
  });

  test('a change of all values by 3 % is read as 3 %, within a bucket’s width', () => {
    const random = createRandom(4);
    const [one, other] = [new LogHistogram(), new LogHistogram()];
    for (let task = 0; task < 2_000; task++) {
      const ms = 4 * Math.exp(0.1 * random.normal());
      one.record(ms);
      other.record(1.03 * ms);
    }
    expect(other.quantileWithinMs(0.1)! / one.quantileWithinMs(0.1)!).toBeCloseTo(1.03, 3);
  });

  test('nothing has no quantile, and what is no share is refused', () => {
    expect(new LogHistogram().quantileWithinMs(0.5)).toBeNull();
    expect(() => new LogHistogram().quantileWithinMs(1.1)).toThrow(RangeError);
  });
});

describe('merge, toJSON, from', () => {
  test('merging equals recording everything in one; JSON and back changes nothing', () => {
    fc.assert(
      fc.property(fc.array(durationMs), fc.array(durationMs), (left, right) => {
        const merged = histogramOf(...left);
        merged.merge(histogramOf(...right));
        const whole = histogramOf(...left, ...right);
        const read = LogHistogram.from(JSON.parse(JSON.stringify(whole)));
        expect(merged.toJSON()).toEqual(whole.toJSON());
        expect([read.toJSON(), read.count, read.maxMs]).toEqual([whole.toJSON(), whole.count, whole.maxMs]);
      }),
      { seed: 3 },
    );
  });

  test('merging with itself doubles', () => {
    const histogram = histogramOf(1, 2);
    histogram.merge(histogram);
    expect(histogram.count).toBe(4);
  });

  const check = (bucket: [number, number]): void =>
    test(`bucket ${bucket} is refused`, () =>
      expect(() => LogHistogram.from({ unit: 'ms', buckets: [bucket] })).toThrow(RangeError));
  check([-1, 1]);
  check([0.5, 1]);
  check([1, -1]);
  check([1, 0.5]);
});
