import { describe, expect, test } from 'vitest';
import { Outcomes } from './outcomes.ts';
import { Recorder } from './recorder.ts';

interface Output {
  readonly good: boolean;
  readonly attempts: number;
}

const BOTH = {
  isGood: (output: unknown) => (output as Output).good,
  attemptsOf: (output: unknown) => (output as Output).attempts,
};

/** Tasks one after another, each 10 ms long, the first from 0 to 10. */
function settle(outcomes: Outcomes, outputs: readonly unknown[]): Recorder {
  const recorder = new Recorder();
  for (const [index, output] of outputs.entries()) {
    const at = 10 * index;
    recorder.record(at, at, at, at + 10, at + 10, 0);
    outcomes.read(output);
  }
  return recorder;
}

test('a scenario that tells nothing has none', () => expect(Outcomes.of({})).toBeNull());

test('good tasks and attempts weigh as much as lies inside the window', () => {
  const outcomes = Outcomes.of(BOTH)!;
  const recorder = settle(outcomes, [
    { good: true, attempts: 1 },
    { good: false, attempts: 6 },
    { good: true, attempts: 2 },
  ]);
  // Half of the first, all of the second, a fifth of the third.
  expect(outcomes.readWindow(recorder.tasks(), 5, 22)).toEqual({
    goodCredit: expect.closeTo(0.7, 9),
    attemptCredit: expect.closeTo(0.5 + 6 + 0.4, 9),
  });
  // By a schedule those count that settled inside.
  expect(outcomes.readWindow(recorder.tasks(), 5, 22, 'scheduled')).toEqual({
    goodCredit: 1,
    attemptCredit: 7,
  });
});

test('what a scenario does not tell is null, not zero', () => {
  const good = Outcomes.of({ isGood: BOTH.isGood })!;
  const recorder = settle(good, [{ good: true }]);
  expect(good.readWindow(recorder.tasks(), 0, 10)).toEqual({ goodCredit: 1, attemptCredit: null });
  const counted = Outcomes.of({ attemptsOf: BOTH.attemptsOf })!;
  settle(counted, [{ attempts: 3 }]);
  expect(counted.readWindow(recorder.tasks(), 0, 10)).toEqual({ goodCredit: null, attemptCredit: 3 });
});

test('more tasks than there was room for at first', () => {
  const outcomes = Outcomes.of(BOTH)!;
  const recorder = settle(
    outcomes,
    Array.from({ length: 40_000 }, (_, index) => ({ good: index % 4 === 0, attempts: 2 })),
  );
  expect(outcomes.readWindow(recorder.tasks(), 0, 400_000)).toEqual({
    goodCredit: expect.closeTo(10_000, 6),
    attemptCredit: expect.closeTo(80_000, 6),
  });
});

describe('what goes wrong while it is read', () => {
  test('is kept, and stops nothing', () => {
    const outcomes = Outcomes.of(BOTH)!;
    settle(outcomes, [{ good: true, attempts: 1 }, null, { good: true, attempts: 1 }]);
    expect(outcomes.error).toMatchObject({ message: expect.stringContaining('null') });
    outcomes.clear();
    expect(outcomes.error).toBeNull();
  });

  test('attempts that are no number are said to be none', () => {
    const outcomes = Outcomes.of(BOTH)!;
    outcomes.read({ good: true });
    expect(outcomes.error?.message).toContain('attemptsOf(output) returned undefined');
  });
});
