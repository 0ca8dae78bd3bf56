import { describe, expect, test } from 'vitest';
import { latenessInside } from './loop-probe.ts';

describe('latenessInside the window from 100 to 200 ms', () => {
  const check = (
    what: string,
    firings: readonly [dueMs: number, firedMs: number][],
    expected: number[],
  ): void =>
    test(what, () => {
      const named = firings.map(([dueMs, firedMs]) => ({ dueMs, firedMs }));
      expect(latenessInside(named, 100, 200)).toEqual(expected);
    });

  check('nothing fired', [], []);
  check('in time', [[150, 150]], [0]);
  check('late', [[150, 163]], [13]);
  check('over before the window', [[80, 99]], []);
  check('fired when the window began', [[80, 100]], []);
  check('due after the window', [[200, 240]], []);
  check('across its beginning: the part inside', [[70, 130]], [30]);
  check('across its end: the part inside', [[180, 950]], [20]);
  check('across all of it', [[10, 1_000]], [100]);
  check('never early', [[150, 149.9]], [0]);
  check(
    'each firing for itself',
    [
      [90, 101],
      [103, 103.5],
      [105.5, 155.5],
      [199, 201],
    ],
    [1, 0.5, 50, 1],
  );
});
