import { describe, expect, test } from 'vitest';
import { LogHistogram } from './histogram.ts';
import { delayQuantileMs, shareWaitingBeyond } from './loop-delay.ts';
import { createRandom } from './random.ts';

function latenessOf(...lateMs: number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const valueMs of lateMs) histogram.record(valueMs);
  return histogram;
}

describe('shareWaitingBeyond', () => {
  const check = (name: string, late: number[], wallMs: number, thresholdMs: number, expected: number): void =>
    test(name, () =>
      expect(Math.abs(shareWaitingBeyond(latenessOf(...late), wallMs, thresholdMs) - expected)).toBeLessThan(
        0.003,
      ),
    );

  check('no firing is late', [0, 0, 0], 1000, 10, 0);
  check('no firing at all', [], 1000, 0, 0);
  check('no wall time', [5], 0, 0, 0);
  check('one block of 250 ms in 850: anybody', [250], 850, 0, 250 / 850);
  check('one block of 250 ms in 850: longer than 10 ms', [250], 850, 10, 240 / 850);
  check('one block of 250 ms in 850: longer than 250 ms', [250], 850, 255, 0);
  check(
    'many small blocks',
    Array.from({ length: 10 }, () => 20),
    1000,
    10,
    0.1,
  );
  check('never more than 1', [500, 500], 600, 0, 1);

  test('what is negative or missing is refused', () => {
    for (const bad of [-1, Number.NaN])
      expect(() => shareWaitingBeyond(latenessOf(1), bad, 0)).toThrow(RangeError);
    expect(() => shareWaitingBeyond(latenessOf(1), 1, -1)).toThrow(RangeError);
  });
});

describe('delayQuantileMs', () => {
  const check = (name: string, late: number[], wallMs: number, p: number, expectedMs: number): void =>
    test(name, () => {
      const got = delayQuantileMs(latenessOf(...late), wallMs, p);
      expect(Math.abs(got - expectedMs)).toBeLessThanOrEqual(expectedMs * 0.006 + 1e-9);
    });

  check('an idle loop', [0, 0], 1000, 0.99, 0);
  check('nothing recorded', [], 1000, 0.99, 0);
  check('less than half the time blocked: the median arrival does not wait', [500], 1100, 0.5, 0);
  check('one block of 250 ms in 850: p99', [250], 850, 0.99, 250 - 8.5);
  check('one block of 250 ms in 850: p50', [250], 850, 0.5, 0);
  check('one block of 250 ms in 850: max', [250], 850, 1, 250);
  check(
    'always blocked for 100 ms: p90',
    Array.from({ length: 10 }, () => 100),
    1000,
    0.9,
    90,
  );

  test('a share outside 0…1 is refused', () => {
    expect(() => delayQuantileMs(latenessOf(1), 1, 1.5)).toThrow(RangeError);
  });
});

/** A loop that is blocked for `blockMs` at random times, and a timer re-armed `periodMs` after each firing. */
function simulateProbe(blockMs: number, periodMs: number): { lateness: LogHistogram; wallMs: number } {
  const random = createRandom(7);
  const lateness = new LogHistogram();
  let nowMs = 0;
  let dueMs = periodMs;
  for (let block = 0; block < 4000; block++) {
    const startMs = nowMs + (blockMs + periodMs) * (0.5 + 3 * random.next());
    const endMs = startMs + blockMs;
    for (; dueMs < startMs; dueMs += periodMs) lateness.record(0);
    if (dueMs < endMs) {
      lateness.record(endMs - dueMs);
      dueMs = endMs + periodMs;
    }
    nowMs = endMs;
  }
  return { lateness, wallMs: nowMs };
}

describe('against a simulated loop', () => {
  /** Reads ÷ truth, without and with the period: the period takes the bias away. */
  const check = (blockMs: number, periodMs: number, thresholdMs: number, ratioWithout: number): void =>
    test(`blocks of ${blockMs} ms, probe every ${periodMs} ms, longer than ${thresholdMs} ms`, () => {
      const { lateness, wallMs } = simulateProbe(blockMs, periodMs);
      const truth = (4000 * (blockMs - thresholdMs)) / wallMs;
      expect(shareWaitingBeyond(lateness, wallMs, thresholdMs, periodMs) / truth).toBeCloseTo(1, 1);
      expect(shareWaitingBeyond(lateness, wallMs, thresholdMs) / truth).toBeCloseTo(ratioWithout, 1);
    });

  check(250, 10, 10, 1 - 5 / 240); // misses half a period of every block
  check(15, 10, 10, 0.25); // sees a quarter of what there is
  check(5, 10, 0, 0.25); // shorter than the period
});
