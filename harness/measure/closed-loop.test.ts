import { afterAll, describe, expect, test, vi } from 'vitest';
import type { DriveOutcome, SlicePlan } from './closed-loop.ts';
import { createFakeSession, type FakeSession, type FakeTask } from './fake-session.ts';
import { Recorder } from './recorder.ts';
import { readWindow } from './slice-reading.ts';

// Clock and drive capture time when they are loaded, so time is made virtual before.
vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] });
const { nowMs } = await import('./clock.ts');
const { driveClosedLoop } = await import('./closed-loop.ts');
const { Relay } = await import('./relay.ts');
type Relay = InstanceType<typeof Relay>;
afterAll(() => void vi.useRealTimers());

const PLAN: SlicePlan = { leadInMs: 40, windowMs: 40, minCompletions: 1 };

interface Driven {
  readonly outcome: DriveOutcome;
  readonly session: FakeSession;
  readonly recorder: Recorder;
  /** Since the drive began. */
  readonly windowMs: readonly [start: number, end: number];
  readonly tookMs: number;
}

async function drive(
  toTask: (taskNumber: number, input: unknown) => FakeTask,
  inFlight: number,
  plan: SlicePlan = PLAN,
  options: {
    taskDeadlineMs?: number;
    inputs?: readonly unknown[];
    firstInput?: number;
    serverCount?: number;
    relay?: Relay;
  } = {},
): Promise<Driven> {
  const session = createFakeSession(toTask, nowMs, options);
  const recorder = new Recorder();
  const startedMs = nowMs();
  const { taskDeadlineMs = 1_000, inputs = [0], firstInput = 0, relay } = options;
  const request = {
    session,
    inputs,
    inFlight,
    plan,
    recorder,
    taskDeadlineMs,
    firstInput,
    ...(relay ? { relay } : {}),
  };
  let endedMs = Number.NaN;
  const driving = driveClosedLoop(request).finally(() => {
    endedMs = nowMs();
  });
  while (Number.isNaN(endedMs)) {
    // A rest lets the real loop turn before it arms its timer.
    for (let turn = 0; relay && turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (Number.isNaN(endedMs)) await vi.advanceTimersToNextTimerAsync();
  }
  const outcome = await driving;
  return {
    outcome,
    session,
    recorder,
    windowMs: [outcome.windowStartMs - startedMs, outcome.windowEndMs - startedMs],
    tookMs: endedMs - startedMs,
  };
}

describe('tasks outstanding', () => {
  test.each([1, 3, 8, 64])(
    '%i in flight: never more, and never fewer while the window is open',
    async (inFlight) => {
      const { session, outcome, recorder } = await drive((task) => ({ spanMs: 5 + (task % 4) }), inFlight);
      expect(session.mostOutstanding).toBe(inFlight);
      expect(session.outstandingCount).toBe(0);
      const window = readWindow(recorder.tasks(), outcome.windowStartMs, outcome.windowEndMs, 1);
      expect(window.outstandingMs / window.windowMs).toBeCloseTo(inFlight, 6);
    },
  );
});

describe('one at a time, in whole cycles of the inputs', () => {
  const INPUTS = [1, 2, 3, 10];
  const cycles = (
    windowMs: number,
    minCompletions: number,
    toTask: (task: number, input: unknown) => FakeTask = (_task, input) => ({ spanMs: Number(input) }),
    taskMs = 4,
  ) => {
    const plan = { leadInMs: 37, windowMs, minCompletions, wholeCycles: { taskMs } };
    return drive(toTask, 1, plan, { inputs: INPUTS });
  };
  const read = ({ outcome, recorder }: Driven) =>
    readWindow(recorder.tasks(), outcome.windowStartMs, outcome.windowEndMs, 1);

  test.each([
    [16, 4, 4],
    [32, 4, 4], // half of the window is aimed at,
    [46, 4, 4], // to the nearest cycle
    [50, 4, 8],
    [16, 5, 8],
    [96, 4, 12],
  ])('%i ms and at least %i tasks: %i', async (windowMs, minCompletions, count) => {
    const window = read(await cycles(windowMs, minCompletions));
    expect(window.credit).toBe(count);
    expect(window.windowMs).toBeCloseTo(count * 4, 5);
  });

  test.each([0, 1, 2, 3])('beginning with input %i changes nothing', async (firstInput) => {
    const plan = { leadInMs: 37, windowMs: 16, minCompletions: 4, wholeCycles: { taskMs: 4 } };
    const options = { inputs: INPUTS, firstInput };
    const window = read(await drive((_task, input) => ({ spanMs: Number(input) }), 1, plan, options));
    expect(window.credit / window.windowMs).toBeCloseTo(0.25, 6);
  });

  test.each([0.8, 1, 1.2])(
    'their number is known before: of tasks at %f of their pace as many',
    async (slowness) => {
      const driven = await cycles(40, 4, (_task, input) => ({ spanMs: slowness * Number(input) }));
      expect(read(driven).credit).toBe(4);
    },
  );

  test('where the warm-up read a pace that it has no more, it holds several times as many', async () => {
    expect(read(await cycles(40, 4, undefined, 20)).credit).toBe(4);
    expect(read(await cycles(400, 4, undefined, 100)).credit).toBe(20);
  });

  test('a pause lies inside with all of its length', async () => {
    const driven = await cycles(16, 4, (task, input) => ({ spanMs: Number(input) + (task === 12 ? 30 : 0) }));
    expect(read(driven).credit).toBe(4);
    expect(read(driven).windowMs).toBeCloseTo(46, 5);
  });

  test('it ends at four times its length, whatever is missing', async () => {
    const driven = await cycles(16, 1_000);
    expect(read(driven).windowMs).toBeGreaterThanOrEqual(64);
    expect(read(driven).windowMs).toBeLessThan(75);
  });

  describe('in turns with others', () => {
    /** Every rest takes 30 ms. */
    const inTurns = async (holdTasks: number, windowMs = 16, failing = -1) => {
      const tellRest = (): void => void setTimeout(() => relay.resume(), 30);
      const relay: Relay = new Relay(tellRest, () => 0);
      const plan = { leadInMs: 10, windowMs, minCompletions: 4, wholeCycles: { taskMs: 4 }, holdTasks };
      const error = { code: 'E', name: 'Error', message: 'boom' };
      const toTask = (task: number, input: unknown): FakeTask => ({
        spanMs: Number(input),
        ...(task === failing ? { error } : {}),
      });
      const driven = await drive(toTask, 1, plan, {
        inputs: INPUTS,
        relay,
      });
      return { ...driven, rests: relay.rests };
    };

    test.each([
      // tasks a turn, window, tasks in the window, rests in all, tasks in all: the first turn is the lead-in
      [2, 16, 4, 2, 6],
      [1, 16, 4, 4, 5],
      [4, 16, 4, 1, 8],
      [3, 16, 4, 1, 8], // one even turn
      [100, 16, 4, 1, 8],
      [3, 80, 12, 4, 15],
    ])('%i tasks a turn, %i ms', async (holdTasks, windowMs, count, restCount, offeredCount) => {
      const driven = await inTurns(holdTasks, windowMs);
      const { outcome, rests, recorder } = driven;
      expect(rests.count).toBe(restCount);
      expect(outcome.offeredCount).toBe(offeredCount);
      const window = read(driven);
      expect([window.credit, window.settledCount]).toEqual([count, count]);
      expect(window.windowMs - outcome.restedMs).toBeCloseTo(window.outstandingMs, 1);
      expect(outcome.restedMs).toBeCloseTo(30 * (restCount - 1), 0);
      const starts = [...recorder.tasks()].map(({ offeredMs }) => offeredMs);
      const gaps = starts.slice(1).map((startMs, index) => startMs - starts[index]!);
      // The longest task takes 10 ms, a rest 30.
      expect(gaps.filter((gapMs) => gapMs > 30)).toHaveLength(restCount);
    });

    test.each([3, 4])('task %i fails: the window is longer than its rests', async (failing) => {
      const { outcome } = await inTurns(1, 16, failing);
      expect(outcome).toMatchObject({ failedCount: 1 });
      expect(outcome.windowEndMs - outcome.windowStartMs - outcome.restedMs).toBeGreaterThan(0);
    });
  });

  test('a task that fails ends it', async () => {
    const { outcome } = await cycles(16, 4, (task) => ({
      spanMs: 4,
      ...(task === 10 ? { error: { code: 'E', name: 'Error', message: 'boom' } } : {}),
    }));
    expect(outcome).toMatchObject({ failedCount: 1, error: { message: 'boom' } });
  });
});

describe('credit does not quantise: a window of 4,000 holds what went on, whatever the length of a task', () => {
  test.each([
    [700, 1],
    [721, 1],
    [440, 2],
    [453, 2],
    [1_000, 64],
    [3_300, 8],
  ])('tasks of %i, %i in flight', async (spanMs, inFlight) => {
    const plan = { leadInMs: 4_000, windowMs: 4_000, minCompletions: 1 };
    const { outcome, recorder } = await drive(() => ({ spanMs }), inFlight, plan, { taskDeadlineMs: 1e6 });
    const window = readWindow(recorder.tasks(), outcome.windowStartMs, outcome.windowEndMs, 1);
    expect((window.credit / window.windowMs) * spanMs).toBeCloseTo(inFlight, 9);
    expect(window.latencyMsSum / window.settledCount).toBeCloseTo(spanMs, 6);
  });
});

describe('tasks that wait in line are credited at the pace of the line: the load holds until all of them settled', () => {
  test.each([
    [200, 8, 1],
    [200, 8, 2],
    [330, 16, 3],
    [70, 64, 1],
  ])('%i each, %i in flight, %i at a time', async (spanMs, inFlight, serverCount) => {
    const latencyMs = (spanMs * inFlight) / serverCount;
    const plan = { leadInMs: 3 * latencyMs, windowMs: 5_000, minCompletions: 20 };
    const options = { taskDeadlineMs: 1e6, serverCount };
    const { outcome, recorder } = await drive(() => ({ spanMs }), inFlight, plan, options);
    const window = readWindow(recorder.tasks(), outcome.windowStartMs, outcome.windowEndMs, 1);
    const truth = (window.windowMs / spanMs) * serverCount;
    expect(Math.abs(window.credit / truth - 1)).toBeLessThan(0.005);
  });
});

describe('the window', () => {
  const check = (
    what: string,
    spanMs: number,
    plan: SlicePlan,
    expectedMs: readonly [start: number, end: number],
  ): void =>
    test(what, async () => {
      const { windowMs, tookMs, outcome } = await drive(() => ({ spanMs }), 1, plan);
      expect(windowMs[0]).toBeCloseTo(expectedMs[0], 6);
      expect(windowMs[1]).toBeCloseTo(expectedMs[1], 6);
      expect(tookMs).toBeGreaterThanOrEqual(windowMs[1]);
      expect(tookMs).toBeLessThanOrEqual(windowMs[1] + 2 * spanMs + 1);
      expect(outcome.error).toBeNull();
    });

  check('as planned when it holds enough', 5, { leadInMs: 40, windowMs: 40, minCompletions: 5 }, [40, 80]);
  check('without lead-in', 5, { leadInMs: 0, windowMs: 40, minCompletions: 5 }, [0, 40]);
  check('a quarter longer', 10, { leadInMs: 0, windowMs: 40, minCompletions: 4 }, [0, 50]);
  check('until enough settled', 10, { leadInMs: 0, windowMs: 40, minCompletions: 10 }, [0, 110]);
  check('at most four times as long', 10, { leadInMs: 0, windowMs: 40, minCompletions: 100 }, [0, 160]);
  check('one that no task settled in stays', 500, { leadInMs: 0, windowMs: 40, minCompletions: 1 }, [0, 40]);
});

test('inputs come in turn, from where the last slice ended', async () => {
  const { session, outcome } = await drive(() => ({ spanMs: 10 }), 1, PLAN, {
    inputs: ['a', 'b', 'c'],
    firstInput: 1,
  });
  expect(session.inputs).toEqual(session.inputs.map((_, index) => ['b', 'c', 'a'][index % 3]));
  expect(outcome.offeredCount).toBe(session.inputs.length);
});

test('two outputs from inside the window are kept with the index of their inputs', async () => {
  const toTask = (taskNumber: number, input: unknown): FakeTask => ({
    spanMs: 7,
    output: [taskNumber, input],
  });
  const { outcome, recorder, session } = await drive(toTask, 1, PLAN, { inputs: ['a', 'b', 'c', 'd'] });
  expect(outcome.sampledOutputs).toHaveLength(2);
  for (const { inputIndex, output } of outcome.sampledOutputs) {
    const [taskNumber, input] = output as [number, string];
    expect(input).toBe(['a', 'b', 'c', 'd'][inputIndex]);
    const stamps = [...recorder.tasks()][taskNumber]!;
    expect(stamps.settledMs).toBeGreaterThanOrEqual(outcome.windowStartMs);
    expect(stamps.settledMs).toBeLessThan(outcome.windowEndMs);
    expect(session.inputs[taskNumber]).toBe(input);
  }
});

const boom = { code: 'E_BOOM', name: 'TypeError', message: 'boom' };

describe('a task that fails', () => {
  test.each([1, 4])('stops the drive at once and is counted, %i in flight', async (inFlight) => {
    const toTask = (task: number): FakeTask => (task === 6 ? { spanMs: 5, error: boom } : { spanMs: 5 });
    const { outcome, tookMs, session } = await drive(toTask, inFlight);
    expect(outcome).toMatchObject({ error: boom, failedCount: 1, timedOutCount: 0 });
    expect(outcome.offeredCount).toBe(outcome.okCount + 1);
    expect(session.outstandingCount).toBe(0);
    expect(tookMs).toBeLessThan(PLAN.leadInMs);
  });

  test('the first failure is told, all are counted', async () => {
    const toTask = (task: number): FakeTask => ({ spanMs: 5 + task, error: { ...boom, message: `${task}` } });
    const { outcome } = await drive(toTask, 3);
    expect(outcome).toMatchObject({ error: { message: '0' }, failedCount: 3, okCount: 0, offeredCount: 3 });
  });
});

describe('a task that never settles', () => {
  test.each([1, 4])('is given up at its deadline, %i in flight', async (inFlight) => {
    const toTask = (task: number): FakeTask => ({ spanMs: 5, hangs: task === 2 });
    const { outcome, tookMs } = await drive(toTask, inFlight, PLAN, { taskDeadlineMs: 200 });
    expect(outcome).toMatchObject({
      timedOutCount: 1,
      failedCount: 0,
      error: { code: 'CROSSOVER_DEADLINE' },
    });
    // The others went on until then: what they had just begun is neither done nor overdue.
    expect(outcome.offeredCount - outcome.okCount).toBeGreaterThanOrEqual(1);
    expect(outcome.offeredCount - outcome.okCount).toBeLessThanOrEqual(inFlight);
    expect(outcome.error?.message).toContain('within 200 ms');
    expect(tookMs).toBeGreaterThanOrEqual(200);
    expect(tookMs).toBeLessThanOrEqual(2 * 200);
  });

  test('long tasks within their deadline are waited for', async () => {
    const { outcome } = await drive(() => ({ spanMs: 190 }), 2, PLAN, { taskDeadlineMs: 200 });
    expect(outcome).toMatchObject({ error: null, timedOutCount: 0, okCount: outcome.offeredCount });
  });
});

test('a session that is broken rejects the drive', async () => {
  const session = createFakeSession(() => ({ spanMs: 1 }), nowMs);
  const broken = { ...session, run: () => Promise.reject(new Error('the pool is gone')) };
  const request = { session: broken, inputs: [0], inFlight: 2, plan: PLAN, recorder: new Recorder() };
  await expect(driveClosedLoop({ ...request, taskDeadlineMs: 100, firstInput: 0 })).rejects.toThrow(
    'the pool is gone',
  );
});
