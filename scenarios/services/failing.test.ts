import { describe, expect, test } from 'vitest';
import { fails } from './delay-server.ts';

const DOCUMENTS = 4096;
const MOST_ATTEMPTS = 6;

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
