import { describe, expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { nowMs } from './clock.ts';
import { LoopProbe, readLoopWaits } from './loop-probe.ts';

describe('readLoopWaits of the window from 100 to 200 ms', () => {
  const check = (
    what: string,
    arrivals: readonly [dueMs: number, servedMs: number, isCutOff?: boolean][],
    waitsMs: number[],
    cutOffCount = 0,
  ): void =>
    test(what, () => {
      const named = arrivals.map(([dueMs, servedMs, isCutOff = false]) => ({ dueMs, servedMs, isCutOff }));
      expect(readLoopWaits(named, 100, 200)).toEqual({ waitsMs, cutOffCount });
    });

  check('nothing arrived', [], []);
  check('served at once', [[150, 150]], [0]);
  check('served late', [[150, 163]], [13]);
  check('arrived before the window', [[99.9, 163]], []);
  check('arrived after the window', [[200, 240]], []);
  check('served after the window: the whole wait', [[180, 250]], [70]);
  check('cut off by the end of probing', [[180, 250, true]], [70], 1);
  check(
    'one block, several arrivals',
    [
      [90, 160],
      [101, 160],
      [155, 160],
      [170, 170.5],
    ],
    [59, 5, 0.5],
  );
});

/** Blocks the loop for `blockMs` in every turn, as a queue of synchronous tasks does, and gives the waits. */
async function probeBlockedLoop(blockMs: number, totalMs: number): Promise<readonly number[]> {
  const probe = new LoopProbe(createRandom(1));
  const startMs = nowMs();
  probe.start();
  while (nowMs() - startMs < totalMs) {
    const untilMs = nowMs() + blockMs;
    while (nowMs() < untilMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return readLoopWaits(probe.stop(), startMs, startMs + totalMs).waitsMs;
}

describe('a loop that is blocked for the same time in every turn', () => {
  // Arrivals wait evenly from nothing to a whole block; the timer adds up to a millisecond of its own.
  test.each([2.3, 7])('of %f ms', async (blockMs) => {
    const waitsMs = await probeBlockedLoop(blockMs, 600);
    const meanMs = waitsMs.reduce((sum, wait) => sum + wait, 0) / waitsMs.length;
    expect(meanMs / blockMs).toBeGreaterThan(0.4);
    expect([...waitsMs].sort((a, b) => a - b)[Math.floor(waitsMs.length * 0.95)]).toBeGreaterThan(
      blockMs * 0.85,
    );
  });
});

test('a loop that never turned: every arrival is cut off', () => {
  const probe = new LoopProbe(createRandom(2));
  probe.start();
  const startMs = nowMs();
  while (nowMs() - startMs < 40);
  const { waitsMs, cutOffCount } = readLoopWaits(probe.stop(), startMs, startMs + 40);
  expect(cutOffCount).toBe(waitsMs.length);
  expect(cutOffCount).toBeGreaterThan(2);
});
