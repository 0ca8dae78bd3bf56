import { describe, expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { nowMs } from './clock.ts';
import type { SlicePlan } from './closed-loop.ts';
import { LoopProbe, type ProbeStretch, planProbe, readLoopWaits } from './loop-probe.ts';

describe('planProbe', () => {
  const check = (
    what: string,
    plan: Pick<SlicePlan, 'leadInMs' | 'windowMs' | 'watchesWindow'>,
    expected: ProbeStretch,
  ): void => test(what, () => expect(planProbe(1_000, { ...plan, minCompletions: 20 })).toEqual(expected));

  check(
    'a short window: the second half of its lead-in',
    { leadInMs: 40, windowMs: 40 },
    { fromMs: 1_020, untilMs: 1_040, gapMs: 0.1 },
  );
  check(
    'a long window: the window, with fewer arrivals',
    { leadInMs: 300, windowMs: 3_000 },
    { fromMs: 1_300, untilMs: 4_300, gapMs: 8 },
  );
  check(
    'a short window behind next to no lead-in: the window',
    { leadInMs: 10, windowMs: 40, watchesWindow: true },
    { fromMs: 1_010, untilMs: 1_050, gapMs: 8 },
  );
});

test('arrivals are served inside their stretch alone, at about the rate asked for', async () => {
  const startMs = nowMs();
  const probe = new LoopProbe(createRandom(3), { fromMs: startMs + 50, untilMs: startMs + 450, gapMs: 2 });
  probe.start();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const arrivals = probe.stop();
  expect(arrivals.every(({ dueMs }) => dueMs >= startMs + 50 && dueMs < startMs + 450)).toBe(true);
  expect(arrivals.length).toBeGreaterThan(140);
  expect(arrivals.length).toBeLessThan(260);
  expect(readLoopWaits(arrivals).cutOffCount).toBe(0);
});

/** Blocks the loop for `blockMs` in every turn, as a queue of synchronous tasks does, and gives the waits. */
async function probeBlockedLoop(blockMs: number, totalMs: number): Promise<readonly number[]> {
  const startMs = nowMs();
  const probe = new LoopProbe(createRandom(1), { fromMs: startMs, untilMs: startMs + totalMs, gapMs: 4 });
  probe.start();
  while (nowMs() - startMs < totalMs) {
    const untilMs = nowMs() + blockMs;
    while (nowMs() < untilMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return readLoopWaits(probe.stop()).waitsMs;
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
  const startMs = nowMs();
  const probe = new LoopProbe(createRandom(2), { fromMs: startMs, untilMs: startMs + 40, gapMs: 4 });
  probe.start();
  while (nowMs() - startMs < 40);
  const { waitsMs, cutOffCount } = readLoopWaits(probe.stop());
  expect(cutOffCount).toBe(waitsMs.length);
  expect(cutOffCount).toBeGreaterThan(2);
});

test('while a loop rests nobody arrives, and the stretch is as much longer', async () => {
  const startMs = nowMs();
  const probe = new LoopProbe(createRandom(5), { fromMs: startMs, untilMs: startMs + 200, gapMs: 2 });
  probe.start();
  const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));
  await pause(100);
  probe.rest();
  const restMs = nowMs();
  await pause(150);
  const resumeMs = nowMs();
  probe.resume(resumeMs - restMs);
  await pause(150);
  const arrivals = probe.stop();
  expect(arrivals.filter(({ dueMs }) => dueMs > restMs && dueMs < resumeMs)).toEqual([]);
  expect(arrivals.filter(({ dueMs }) => dueMs >= resumeMs).length).toBeGreaterThan(20);
  expect(arrivals.length).toBeGreaterThan(60);
  expect(arrivals.length).toBeLessThan(140);
});
