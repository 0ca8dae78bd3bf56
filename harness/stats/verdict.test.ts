import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogContrast } from './contrast.ts';
import { type Decision, decide, slowerPValue } from './verdict.ts';

const of = (mean: number, standardError: number): LogContrast => ({
  mean,
  standardError,
  degreesOfFreedom: 9,
  blockCount: 10,
});

/** Δ = 3 %, 5 %: the median decides at 4 % (t 2.40), the mean at 1 % (t 3.25); `same` at one-sided 5 % (t 1.83). */
describe('decide', () => {
  const check = (
    name: string,
    median: LogContrast,
    mean: LogContrast,
    expected: Pick<Decision, 'verdict' | 'decidedBy' | 'disagree' | 'moreBlocks'>,
  ): void =>
    test(name, () => {
      const { detectable, ...got } = decide({ median, mean, better: 'higher' });
      expect(got).toEqual(expected);
      expect(detectable).toBeGreaterThan(1.03);
    });
  const agreed = { disagree: false, moreBlocks: null };

  check('both beyond, up', of(0.1, 0.01), of(0.1, 0.01), { verdict: 'faster', decidedBy: 'both', ...agreed });
  check('both beyond, down', of(-0.1, 0.01), of(-0.1, 0.01), {
    verdict: 'slower',
    decidedBy: 'both',
    ...agreed,
  });
  check('the median alone', of(-0.06, 0.01), of(-0.06, 0.02), {
    verdict: 'slower',
    decidedBy: 'median',
    ...agreed,
  });
  check('the mean alone: a rare pause', of(0, 0.002), of(-0.1, 0.02), {
    verdict: 'slower',
    decidedBy: 'mean',
    disagree: true,
    moreBlocks: null,
  });
  check('both within', of(0.01, 0.005), of(-0.01, 0.005), { verdict: 'same', decidedBy: 'both', ...agreed });
  check('the median within, the mean not settled', of(0, 0.005), of(0, 0.02), {
    verdict: 'unsure',
    decidedBy: null,
    disagree: false,
    moreBlocks: 20,
  });
  check('the median within, the mean’s estimate beyond', of(0, 0.005), of(-0.05, 0.01), {
    verdict: 'unsure',
    decidedBy: null,
    disagree: true,
    moreBlocks: 22,
  });
  check('a contradiction', of(-0.1, 0.01), of(0.1, 0.01), {
    verdict: 'unsure',
    decidedBy: null,
    disagree: true,
    moreBlocks: null,
  });
  check('a contradiction in the making', of(-0.06, 0.03), of(0.06, 0.03), {
    verdict: 'unsure',
    decidedBy: null,
    disagree: false,
    moreBlocks: null,
  });
  check('on the margin', of(0.03, 0.001), of(0.03, 0.001), {
    verdict: 'unsure',
    decidedBy: null,
    disagree: false,
    moreBlocks: null,
  });
  check('they part, but by less than matters', of(0.005, 0.0005), of(-0.005, 0.0005), {
    verdict: 'same',
    decidedBy: 'both',
    ...agreed,
  });
});

describe('the metric’s better direction', () => {
  const check = (better: 'higher' | 'lower', mean: number, expected: Decision['verdict']): void =>
    test(`${better} is better, ${mean}`, () =>
      expect(decide({ median: of(mean, 0.01), mean: of(mean, 0.01), better }).verdict).toBe(expected));

  check('higher', 0.1, 'faster');
  check('higher', -0.1, 'slower');
  check('lower', 0.1, 'slower');
  check('lower', -0.1, 'faster');
  check('lower', 0, 'same');
});

const input = fc.record({
  median: fc.record({
    mean: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    se: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
  }),
  mean: fc.record({
    mean: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    se: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
  }),
});

test('swapping the sides turns faster into slower and changes nothing else', () => {
  fc.assert(
    fc.property(input, ({ median, mean }) => {
      const there = decide({
        median: of(median.mean, median.se),
        mean: of(mean.mean, mean.se),
        better: 'higher',
      });
      const back = decide({
        median: of(-median.mean, median.se),
        mean: of(-mean.mean, mean.se),
        better: 'higher',
      });
      const mirrored = { faster: 'slower', slower: 'faster', same: 'same', unsure: 'unsure' } as const;
      expect(back).toEqual({ ...there, verdict: mirrored[there.verdict] });
    }),
    { seed: 6 },
  );
});

test('slowerPValue is at most alpha where decide says slower, above it for faster and same', () => {
  fc.assert(
    fc.property(input, fc.constantFrom(0.05, 0.01), (drawn, alpha) => {
      const contrasts = {
        median: of(drawn.median.mean, drawn.median.se),
        mean: of(drawn.mean.mean, drawn.mean.se),
      };
      const { verdict } = decide({ ...contrasts, alpha, better: 'higher' });
      const isSmall = slowerPValue({ ...contrasts, better: 'higher' }) <= alpha;
      if (verdict === 'slower') expect(isSmall).toBe(true);
      if (verdict === 'faster' || verdict === 'same') expect(isSmall).toBe(false);
    }),
    { seed: 7, numRuns: 300 },
  );
});

describe('what cannot carry a verdict throws', () => {
  const check = (name: string, median: LogContrast, mean: LogContrast, marginRatio?: number): void =>
    test(name, () =>
      expect(() => decide({ median, mean, better: 'higher', marginRatio: marginRatio ?? 0.03 })).toThrow(
        RangeError,
      ),
    );

  check('no spread in the median', of(0.1, 0), of(0.1, 0.01));
  check('no spread in the mean', of(0.1, 0.01), of(0.1, 0));
  check('not a number', of(Number.NaN, 0.01), of(0.1, 0.01));
  check('a negative margin', of(0.1, 0.01), of(0.1, 0.01), -0.1);
});
