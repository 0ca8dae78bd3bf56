import { afterAll, describe, expect, test, vi } from 'vitest';
import type { SlicePlan } from './closed-loop.ts';
import { createFakeSession, type FakeSessionOptions, type FakeTask } from './fake-session.ts';
import { Recorder } from './recorder.ts';
import type { WarmUpOutcome } from './warm-up.ts';

// Clock and drive capture time when they are loaded, so time is made virtual before.
vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] });
const { nowMs } = await import('./clock.ts');
const { driveClosedLoop } = await import('./closed-loop.ts');
const { warmUp } = await import('./warm-up.ts');
afterAll(() => void vi.useRealTimers());

interface Load extends FakeSessionOptions {
  readonly inFlight?: number;
  readonly maxMs?: number;
  readonly heap?: (atMs: number) => { readonly gcCount: number; readonly newSpaceBytes: number };
}

/** Warms up on tasks as given; time runs as fast as the test can. */
async function warm(toTask: (taskNumber: number) => FakeTask, load: Load = {}): Promise<WarmUpOutcome> {
  const { inFlight = 1, executorCount = 1, maxMs = 2_000, heap } = load;
  const startedMs = nowMs();
  const session = createFakeSession(toTask, nowMs, load);
  const recorder = new Recorder();
  const request = { session, inputs: [0], inFlight, recorder, taskDeadlineMs: 5_000, firstInput: 0 };
  let isOver = false;
  const drive = (plan: SlicePlan) => driveClosedLoop({ ...request, plan });
  const readMetrics = async () => heap?.(nowMs() - startedMs) ?? session.metrics();
  const warming = warmUp({ drive, readMetrics, recorder, executorCount, inFlight, maxMs });
  const watched = warming.finally(() => {
    isOver = true;
  });
  watched.catch(() => {}); // looked at by the caller
  while (!isOver) await vi.advanceTimersToNextTimerAsync();
  return watched;
}

test('tasks at a steady pace: soon flat, with their true pace and latency', async () => {
  const outcome = await warm(() => ({ spanMs: 2 }));
  expect(outcome.isFlat).toBe(true);
  expect(outcome.durationMs).toBeLessThan(500);
  expect(outcome.latencyMs).toBeCloseTo(2, 1);
  expect(outcome.throughputPerSec / 500).toBeCloseTo(1, 1);
});

test('a task that gets faster is flat only when it no longer does, and its last pace counts', async () => {
  const compiledAfter = 90;
  const outcome = await warm((task) => ({ spanMs: Math.max(2, 20 - Math.floor(task / 5)) }));
  expect(outcome.isFlat).toBe(true);
  expect(outcome.taskCount).toBeGreaterThan(compiledAfter);
  expect(outcome.latencyMs).toBeCloseTo(2, 1);
});

test('one that never is flat ends when its time is over, and says so', async () => {
  const outcome = await warm((task) => ({ spanMs: 2 + 20 / (1 + task / 100) }), { maxMs: 300 });
  expect(outcome.isFlat).toBe(false);
  expect(outcome.durationMs).toBeGreaterThanOrEqual(300);
  expect(outcome.durationMs).toBeLessThan(400);
});

describe('a heap that grows by and by', () => {
  const MIB = 2 ** 20;
  /** One collection each `everyMs`; the new space is at its largest after `grownAfterMs`. */
  const growing = (everyMs: number, grownAfterMs: number) => (atMs: number) => ({
    gcCount: Math.floor(atMs / everyMs),
    newSpaceBytes: atMs < grownAfterMs ? 16 * MIB : 32 * MIB,
  });

  test.each([
    ['growth is waited for', growing(25, 900), 2_000, true, [900, 1_000]],
    [
      'one that does not come is given up',
      growing(25, Number.POSITIVE_INFINITY),
      2_000,
      true,
      [1_200, 1_350],
    ],
    [
      'one that the time is too short for is not waited for, but said',
      growing(25, 900),
      500,
      false,
      [0, 400],
    ],
    ['one that lies farther off than a block is no matter', growing(200, 9_000), 2_000, true, [0, 400]],
  ] as const)('%s', async (_name, heap, maxMs, isFlat, [leastMs, mostMs]) => {
    const outcome = await warm(() => ({ spanMs: 2 }), { heap, maxMs });
    expect(outcome.isFlat).toBe(isFlat);
    expect(outcome.durationMs).toBeGreaterThanOrEqual(leastMs);
    expect(outcome.durationMs).toBeLessThanOrEqual(mostMs);
  });
});

test('every executor must have run the task, not one of them often', async () => {
  const executors = 4;
  const everyone = await warm((task) => ({ spanMs: 2, executorIndex: task % executors }), {
    inFlight: 4,
    executorCount: executors,
  });
  const almostAlone = await warm((task) => ({ spanMs: 2, executorIndex: task % 50 === 0 ? 1 : 0 }), {
    inFlight: 4,
    executorCount: 2,
    maxMs: 400,
  });
  expect(everyone.isFlat).toBe(true);
  expect(almostAlone.isFlat).toBe(false);
});

describe('tasks far longer than a chunk of the warm-up still have a pace and a latency', () => {
  test.each([
    [200, 1],
    [200, 8],
    [1_500, 2],
  ])('%i ms, %i in flight', async (spanMs, inFlight) => {
    const outcome = await warm(() => ({ spanMs }), { inFlight, maxMs: 600 });
    expect(outcome.latencyMs / spanMs).toBeCloseTo(1, 1);
    expect((outcome.throughputPerSec * spanMs) / 1e3 / inFlight).toBeCloseTo(1, 1);
  });
});

describe('tasks that wait in line: latency and pace are those of a full line', () => {
  test.each([
    [3, 8, 1],
    [20, 8, 1],
    [20, 8, 2],
    [100, 16, 4],
  ])('%i ms, %i in flight, %i at a time', async (spanMs, inFlight, serverCount) => {
    const outcome = await warm(() => ({ spanMs }), { inFlight, serverCount, maxMs: 1_000 });
    expect(outcome.latencyMs / ((spanMs * inFlight) / serverCount)).toBeCloseTo(1, 1);
    expect((outcome.throughputPerSec * spanMs) / 1e3 / serverCount).toBeCloseTo(1, 1);
  });
});

test('what a task failed with is thrown, with its own name and code', async () => {
  const error = { code: 'E_BOOM', name: 'TypeError', message: 'boom', stack: 'TypeError: boom\n    at run' };
  const failing = warm((task) => (task === 30 ? { spanMs: 2, error } : { spanMs: 2 }));
  await expect(failing).rejects.toMatchObject(error);
});
