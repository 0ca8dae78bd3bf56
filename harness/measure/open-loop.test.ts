import { afterAll, describe, expect, test, vi } from 'vitest';
import { LogHistogram } from '../stats/histogram.ts';
import { createRandom } from '../stats/random.ts';
import { type ArrivalPlan, arrivalsMs } from './arrivals.ts';
import { createFakeSession, type FakeSession, type FakeTask } from './fake-session.ts';
import type { OpenLoopOutcome } from './open-loop.ts';
import { Recorder } from './recorder.ts';
import { readWindow, type WindowReading } from './slice-reading.ts';

// Clock and drive capture time when they are loaded, so time is made virtual before.
vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'hrtime'] });
const { nowMs } = await import('./clock.ts');
const { driveOpenLoop } = await import('./open-loop.ts');
afterAll(() => void vi.useRealTimers());

describe('arrivals', () => {
  const take = (plan: ArrivalPlan, count: number): number[] => {
    const schedule = arrivalsMs(plan, createRandom(plan.seed));
    return Array.from({ length: count }, () => schedule.next().value);
  };

  test('constant ones are evenly spaced and begin half a gap in', () => {
    expect(take({ kind: 'constant', ratePerSec: 100, seed: 1 }, 4)).toEqual([5, 15, 25, 35]);
  });

  test.each([5, 50, 500])(
    'Poisson arrivals at %i/s: mean and deviation of the gaps are one gap',
    (ratePerSec) => {
      const times = take({ kind: 'poisson', ratePerSec, seed: 7 }, 20_000);
      const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
      expect(mean * ratePerSec).toBeCloseTo(1e3, -2);
      expect(deviation / mean).toBeCloseTo(1, 1);
    },
  );

  test('the same seed gives the same arrivals', () => {
    const plan = { kind: 'poisson', ratePerSec: 40, seed: 3 } as const;
    expect(take(plan, 50)).toEqual(take(plan, 50));
    expect(take({ ...plan, seed: 4 }, 50)).not.toEqual(take(plan, 50));
  });
});

interface Driven {
  readonly outcome: OpenLoopOutcome;
  readonly session: FakeSession;
  readonly window: WindowReading;
  readonly quantileMs: (p: number) => number;
}

async function drive(
  ratePerSec: number,
  toTask: (taskNumber: number, input: unknown) => FakeTask,
  options: { windowMs?: number; leadInMs?: number; serverCount?: number; taskDeadlineMs?: number } = {},
): Promise<Driven> {
  const { windowMs = 2_000, leadInMs = 200, serverCount, taskDeadlineMs = 5_000 } = options;
  const session = createFakeSession(toTask, nowMs, serverCount === undefined ? {} : { serverCount });
  const recorder = new Recorder();
  let isOver = false;
  const driving = driveOpenLoop({
    session,
    inputs: [0, 1, 2],
    inFlight: 8,
    plan: { leadInMs, windowMs, minCompletions: 20 },
    arrivals: { kind: 'constant', ratePerSec, seed: 1 },
    wakeAt: (atMs, callback) => void setTimeout(callback, Math.max(1, Math.ceil(atMs - nowMs()))),
    recorder,
    taskDeadlineMs,
    firstInput: 0,
  }).finally(() => {
    isOver = true;
  });
  while (!isOver) await vi.advanceTimersToNextTimerAsync();
  const outcome = await driving;
  const { windowStartMs, windowEndMs } = outcome;
  const window = readWindow(recorder.tasks(), windowStartMs, windowEndMs, 1, 'scheduled');
  const latency = LogHistogram.from(window.latency);
  return { outcome, session, window, quantileMs: (p) => latency.quantileMs(p) ?? Number.NaN };
}

describe('a system that keeps up', () => {
  test.each([5, 50, 500])('fixed 100 ms at %i/s: every latency is 100 ms', async (ratePerSec) => {
    const { outcome, window, quantileMs } = await drive(ratePerSec, () => ({ spanMs: 100 }));
    expect(outcome.overflowed).toBe(false);
    expect(outcome.scheduledCount).toBe(ratePerSec * 2);
    expect(window.settledCount).toBe(outcome.scheduledCount);
    expect(Math.abs(window.credit - outcome.scheduledCount)).toBeLessThanOrEqual(1);
    expect(Math.abs(outcome.backlogGrowth)).toBeLessThanOrEqual(2);
    for (const p of [0.5, 0.99]) expect(Math.abs(quantileMs(p) - 100)).toBeLessThan(3);
  });

  test('tasks that take longer than what may be waiting are no line', async () => {
    const { outcome, window } = await drive(200, () => ({ spanMs: 1_500 }), { leadInMs: 4_500 });
    expect(outcome.overflowed).toBe(false);
    expect(Math.abs(window.credit - outcome.scheduledCount)).toBeLessThanOrEqual(1);
  });

  test('tasks take the inputs in turn, and none is waited for', async () => {
    const { session } = await drive(100, () => ({ spanMs: 50 }));
    expect(session.inputs.slice(0, 4)).toEqual([0, 1, 2, 0]);
    expect(session.mostOutstanding).toBeGreaterThanOrEqual(5);
  });
});

/** Requests that come while a system stands still wait until it goes on; so its schedule gives every quantile. */
test('a stall of 1 s in every 10 s at 100/s: quantiles are those of the schedule', async () => {
  const serviceMs = 2;
  const beganMs = nowMs();
  const leadInMs = 500;
  const stallOf = (atMs: number): number => {
    const phase = (((atMs - beganMs - leadInMs) % 10_000) + 10_000) % 10_000;
    return phase >= 5_000 && phase < 6_000 ? 6_000 - phase : 0;
  };
  const { quantileMs, outcome } = await drive(100, () => ({ spanMs: stallOf(nowMs()) + serviceMs }), {
    windowMs: 20_000,
    leadInMs,
  });
  const expected = Array.from(
    { length: 2_000 },
    (_, index) => stallOf(beganMs + leadInMs + index * 10 + 5) + serviceMs,
  );
  expected.sort((one, other) => one - other);
  expect(outcome.overflowed).toBe(false);
  expect(Math.abs(outcome.backlogGrowth)).toBeLessThan(5);
  for (const p of [0.5, 0.9, 0.99]) {
    const truth = expected[Math.ceil(p * expected.length) - 1] ?? Number.NaN;
    expect(Math.abs(quantileMs(p) - truth)).toBeLessThanOrEqual(Math.max(1.5, 0.05 * truth));
  }
});

describe('a system that does not keep up', () => {
  test.each([
    [150, 1],
    [400, 2],
    [1_200, 4],
  ])(
    '%i/s on %i servers of 10 ms: offering ends, and what was carried out is the capacity',
    async (ratePerSec, serverCount) => {
      const { outcome, window, session } = await drive(ratePerSec, () => ({ spanMs: 10 }), { serverCount });
      expect(outcome.scheduledCount - window.credit).toBeGreaterThan(0.05 * outcome.scheduledCount);
      expect(window.credit / (window.windowMs / 1e3) / (serverCount * 100)).toBeCloseTo(1, 1);
      expect(outcome.backlogGrowth / outcome.arrivedCount).toBeGreaterThan(0.05);
      expect(session.outstandingCount).toBe(0);
      expect(outcome.offeredCount).toBe(outcome.okCount);
    },
  );
});

test('one that is too far behind before its window has begun is read from the first offer on', async () => {
  const { outcome, window } = await drive(200, () => ({ spanMs: 20 }), { serverCount: 1, leadInMs: 5_000 });
  expect(outcome.overflowed).toBe(true);
  expect(window.windowMs).toBeGreaterThan(1_000);
  expect(Math.abs(outcome.scheduledCount - window.windowMs / 5)).toBeLessThanOrEqual(1);
  expect(window.credit / (window.windowMs / 1e3)).toBeCloseTo(50, -1);
});

test('a task that fails ends the load and is told', async () => {
  const error = { code: 'E', name: 'Error', message: 'no' };
  const { outcome } = await drive(100, (task) => (task === 40 ? { spanMs: 5, error } : { spanMs: 5 }));
  expect(outcome.error).toMatchObject(error);
  expect(outcome.failedCount).toBe(1);
  expect(outcome.offeredCount).toBeLessThan(60);
});

test('a task that hangs is given up at its deadline', async () => {
  const { outcome } = await drive(50, (task) => ({ spanMs: 5, hangs: task === 20 }), { taskDeadlineMs: 800 });
  expect(outcome.error?.code).toBe('CROSSOVER_DEADLINE');
  expect(outcome.timedOutCount).toBe(1);
});
