import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TaskStamps } from './recorder.ts';
import { readWindow } from './slice-reading.ts';

const WINDOW_START_MS = 50;
const WINDOW_END_MS = 150;

/** A task from the lengths of its four parts. */
function task(offeredMs: number, parts: readonly number[], executorIndex = 0): TaskStamps {
  const [queueMs = 0, sendMs = 0, runMs = 0, returnMs = 0] = parts;
  const submittedMs = offeredMs + queueMs;
  const startedMs = submittedMs + sendMs;
  const endedMs = startedMs + runMs;
  return { offeredMs, submittedMs, startedMs, endedMs, settledMs: endedMs + returnMs, executorIndex };
}

const anyTasks = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([offeredMs, parts, executorIndex]) => task(offeredMs, parts, executorIndex)),
  { maxLength: 40 },
);

/** Millisecond by millisecond, without any formula for overlaps: whole milliseconds make it exact. */
function countByHand(tasks: readonly TaskStamps[]): { credit: number; outstandingMs: number } {
  let credit = 0;
  let outstandingMs = 0;
  for (const { offeredMs, settledMs } of tasks) {
    if (offeredMs === settledMs) credit += offeredMs >= WINDOW_START_MS && offeredMs < WINDOW_END_MS ? 1 : 0;
    for (let ms = WINDOW_START_MS; ms < WINDOW_END_MS; ms++) {
      if (ms < offeredMs || ms >= settledMs) continue;
      credit += 1 / (settledMs - offeredMs);
      outstandingMs += 1;
    }
  }
  return { credit, outstandingMs };
}

const read = (tasks: readonly TaskStamps[]) => readWindow(tasks, WINDOW_START_MS, WINDOW_END_MS, 4);

test('credit and time outstanding are what a count by hand gives', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const expected = countByHand(tasks);
      expect(read(tasks).credit).toBeCloseTo(expected.credit, 9);
      expect(read(tasks).outstandingMs).toBe(expected.outstandingMs);
    }),
    { seed: 1 },
  );
});

test('the parts of the receipt add up to the latency, with queue and send apart or merged', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const window = read(tasks);
      const tail = window.runMsSum + window.returnMsSum;
      expect(window.queueMsSum + window.sendMsSum + tail).toBeCloseTo(window.latencyMsSum, 9);
      expect(window.queueAndSendMsSum + tail).toBeCloseTo(window.latencyMsSum, 9);
    }),
    { seed: 2 },
  );
});

test('latency, parts and executors count the tasks that settled inside, once each', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const window = read(tasks);
      const inside = tasks.filter(
        ({ settledMs }) => settledMs >= WINDOW_START_MS && settledMs < WINDOW_END_MS,
      );
      expect(window.settledCount).toBe(inside.length);
      expect(window.latency.buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(inside.length);
      expect(window.executorCounts).toEqual(
        [0, 1, 2, 3].map((index) => inside.filter(({ executorIndex }) => executorIndex === index).length),
      );
      expect(window.executorRunMsSums).toEqual(
        [0, 1, 2, 3].map((index) =>
          inside
            .filter(({ executorIndex }) => executorIndex === index)
            .reduce((sum, { startedMs, endedMs }) => sum + endedMs - startedMs, 0),
        ),
      );
    }),
    { seed: 3 },
  );
});

describe('an injected delay shows in the part where it was injected, and in no other', () => {
  const parts = ['queueMsSum', 'sendMsSum', 'runMsSum', 'returnMsSum'] as const;
  test.each(parts.map((part, index) => [part, index] as const))('%s', (part, index) => {
    const delayed = [1, 1, 1, 1].map((ms, at) => (at === index ? ms + 5 : ms));
    const window = read([task(60, delayed), task(80, delayed)]);
    for (const other of parts) expect(window[other]).toBe(other === part ? 12 : 2);
  });
});

test('where a library hides the submission, queue and send are not numbers, and all else is', () => {
  const hidden = { ...task(60, [1, 2, 3, 4]), submittedMs: Number.NaN };
  expect(read([hidden])).toMatchObject({
    credit: 1,
    settledCount: 1,
    queueMsSum: Number.NaN,
    sendMsSum: Number.NaN,
    queueAndSendMsSum: 3,
    runMsSum: 3,
    returnMsSum: 4,
    latencyMsSum: 10,
  });
});

test('an empty window is empty', () => {
  expect(read([])).toMatchObject({ windowMs: 100, credit: 0, outstandingMs: 0, settledCount: 0 });
});

describe('stamps in the order of a task’s way', () => {
  const inOrder = task(60, [1, 2, 3, 4]);
  const check = (what: string, stamps: Partial<TaskStamps>, expected: number): void =>
    test(what, () => expect(read([inOrder, { ...inOrder, ...stamps }]).misorderedCount).toBe(expected));

  check('all in order', {}, 0);
  check('all at once', { submittedMs: 60, startedMs: 60, endedMs: 60, settledMs: 60 }, 0);
  check('a queue that is hidden', { submittedMs: Number.NaN }, 0);
  check('as coarse as the clock', { submittedMs: 63.0005 }, 0);
  check('settled before it ended', { settledMs: 65 }, 1);
  check('ended before it started', { endedMs: 62 }, 1);
  check('started before it was submitted', { startedMs: 60.5 }, 1);
  check('started before it was offered, the queue hidden', { submittedMs: Number.NaN, startedMs: 59 }, 1);
  check('outside of the window', { offeredMs: 1, submittedMs: 9, settledMs: 8 }, 0);
});
