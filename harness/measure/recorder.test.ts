import { describe, expect, test } from 'vitest';
import { Recorder } from './recorder.ts';

function recordMany(recorder: Recorder, count: number): void {
  for (let task = 0; task < count; task++) {
    recorder.record(task, task + 0.1, task + 0.2, task + 0.3, task + 0.4, task % 7);
  }
}

test.each([0, 1, 16_383, 16_384, 16_385, 70_000])('%i tasks come back as they were recorded', (count) => {
  const recorder = new Recorder();
  recordMany(recorder, count);
  expect(recorder.count).toBe(count);
  let task = 0;
  for (const stamps of recorder.tasks()) {
    const expected = [task, task + 0.1, task + 0.2, task + 0.3, task + 0.4, task % 7];
    if (Object.values(stamps).join() !== expected.join()) expect(Object.values(stamps)).toEqual(expected);
    task += 1;
  }
  expect(task).toBe(count);
});

test('cleared, it holds what comes next and nothing of before', () => {
  const recorder = new Recorder();
  recordMany(recorder, 20_000);
  recorder.clear();
  expect([...recorder.tasks()]).toEqual([]);
  recorder.record(1, Number.NaN, 2, 3, 4, 5);
  expect([...recorder.tasks()]).toEqual([
    { offeredMs: 1, submittedMs: Number.NaN, startedMs: 2, endedMs: 3, settledMs: 4, executorIndex: 5 },
  ]);
});

describe('stamps that executors kept', () => {
  const recorded = (executors: readonly number[]): Recorder => {
    const recorder = new Recorder();
    for (const [index, executor] of executors.entries()) {
      recorder.record(index, index, Number.NaN, Number.NaN, index + 10, executor);
    }
    return recorder;
  };

  test('are filled in per executor, in the order of settling', () => {
    const recorder = recorded([1, 0, 1]);
    recorder.fillStamps([
      [3, 4],
      [1, 2, 5, 6],
    ]);
    const filled = [...recorder.tasks()].map(({ startedMs, endedMs }) => [startedMs, endedMs]);
    expect(filled).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  test('are refused when there are fewer than tasks', () => {
    expect(() => recorded([0, 0]).fillStamps([[1, 2]])).toThrow('kept 1 stamps');
  });
});
