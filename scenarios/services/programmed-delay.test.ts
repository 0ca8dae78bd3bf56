import { describe, expect, test } from 'vitest';
import { type DelayProgram, delayOf, fails as failsAs, mostDelayMs } from './programmed-delay.ts';

const DOCUMENTS = 4096;
const MOST_ATTEMPTS = 6;

const PLAIN: DelayProgram = { id: 0, attempt: 1, delayMs: 0, jitterMs: 0, tail: 0, failRate: 0 };

const fails = (id: number, attempt: number, failRate: number): boolean =>
  failsAs({ ...PLAIN, id, attempt, failRate });

/** Of every document's first attempt, ascending. */
const delaysOf = (program: Partial<DelayProgram>): number[] =>
  Array.from({ length: DOCUMENTS }, (_, id) => delayOf({ ...PLAIN, ...program, id })).sort(
    (one, other) => one - other,
  );

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function attemptsFor(id: number, failRate: number): number {
  for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++) if (!fails(id, attempt, failRate)) return attempt;
  return MOST_ATTEMPTS;
}

describe('which attempts fail', () => {
  test.each([0, 0.2, 0.5, 0.8, 1])('of %d: so many', (failRate) => {
    const failed = Array.from({ length: DOCUMENTS }, (_, id) => fails(id, 1, failRate)).filter(
      Boolean,
    ).length;
    // Four standard errors of a binomial share.
    const error = 4 * Math.sqrt((failRate * (1 - failRate)) / DOCUMENTS);
    expect(Math.abs(failed / DOCUMENTS - failRate)).toBeLessThanOrEqual(error);
  });

  test.each([0.2, 0.5])(
    'attempts with a failure rate of %d are those of the closed form, within 3 %%',
    (failRate) => {
      const total = Array.from({ length: DOCUMENTS }, (_, id) => attemptsFor(id, failRate)).reduce(
        (sum, attempts) => sum + attempts,
        0,
      );
      const expected = (1 - failRate ** MOST_ATTEMPTS) / (1 - failRate);
      expect(Math.abs(total / DOCUMENTS / expected - 1)).toBeLessThan(0.03);
    },
  );

  test('are the same ones whoever asks', () => {
    expect([1, 2, 3, 4].map((attempt) => fails(7, attempt, 0.5))).toEqual(
      [1, 2, 3, 4].map((attempt) => fails(7, attempt, 0.5)),
    );
  });
});

describe('the programmed delay', () => {
  test('is what was asked for where nothing else was', () => {
    expect(new Set(delaysOf({ delayMs: 7.5 }))).toEqual(new Set([7.5]));
  });

  test('with jitter is even over its whole width', () => {
    const delaysMs = delaysOf({ delayMs: 10, jitterMs: 20 });
    for (const share of [0.01, 0.25, 0.5, 0.75, 0.99]) {
      // Four standard errors of the rank.
      const error = 20 * 4 * Math.sqrt((share * (1 - share)) / DOCUMENTS);
      const quantileMs = delaysMs[Math.floor(share * DOCUMENTS)]!;
      expect(Math.abs(quantileMs - (10 + 20 * share)), `quantile ${share}`).toBeLessThan(error);
    }
    expect(delaysMs[0]).toBeGreaterThanOrEqual(10);
    expect(delaysMs.at(-1)).toBeLessThan(30);
  });

  test.each([1.5, 3])("with a tail of %d is Pareto's: a share x^−tail takes longer than x times", (tail) => {
    const delaysMs = delaysOf({ delayMs: 2, tail });
    expect(delaysMs[0]).toBeGreaterThanOrEqual(2);
    for (const times of [1.2, 1.6, 3, 6, 10]) {
      const expected = times ** -tail;
      const share = delaysMs.filter((delayMs) => delayMs > 2 * times).length / DOCUMENTS;
      expect(Math.abs(share - expected), `${times} times`).toBeLessThan(
        4 * Math.sqrt((expected * (1 - expected)) / DOCUMENTS),
      );
    }
  });

  test('with a tail that has a mean has that of the closed form, within 3 %', () => {
    const tail = 4;
    const expectedMs = (2 * tail) / (tail - 1);
    expect(Math.abs(meanOf(delaysOf({ delayMs: 2, tail })) / expectedMs - 1)).toBeLessThan(0.03);
  });

  test('ends somewhere', () => {
    expect(Math.max(...delaysOf({ delayMs: 1_000, tail: 0.3 }))).toBe(mostDelayMs);
  });

  test('is as long for those that fail as for the others', () => {
    const ids = Array.from({ length: DOCUMENTS }, (_, id) => id);
    const meanMs = (failing: boolean): number =>
      meanOf(
        ids
          .filter((id) => fails(id, 1, 0.3) === failing)
          .map((id) => delayOf({ ...PLAIN, id, delayMs: 10, jitterMs: 10 })),
      );
    expect(meanMs(true) / meanMs(false)).toBeCloseTo(1, 1);
  });

  test('of another attempt is another', () => {
    const [first, second] = [1, 2].map((attempt) =>
      delayOf({ ...PLAIN, id: 7, attempt, delayMs: 10, jitterMs: 10 }),
    );
    expect(second).not.toBe(first);
  });
});
