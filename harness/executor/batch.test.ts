import { expect, test } from 'vitest';
import type { ModelSession, TaskReceipt } from '../model.ts';
import { Batcher, createBatchExecute } from './batch.ts';
import type { ExecutedTask } from './executor.ts';

/** A session whose executor takes batches: it notes their sizes and answers each input with its double. */
function createSession(error: TaskReceipt['error'] = null): { session: ModelSession; sizes: number[] } {
  const sizes: number[] = [];
  let clockMs = 100;
  const execute = createBatchExecute((input): ExecutedTask => {
    const startedMs = clockMs;
    clockMs += 1;
    return { output: Number(input) * 2, error: null, startedMs, endedMs: clockMs };
  });
  const session: ModelSession = {
    executorCount: 2,
    childPids: [],
    run: async (inputs) => {
      sizes.push((inputs as unknown[]).length);
      const { output } = await execute(inputs);
      return { output, error, submittedMs: Number.NaN, startedMs: 0, endedMs: 0, executorIndex: 1 };
    },
    metrics: async () => ({
      cpuMs: 5,
      gcCount: 0,
      gcPauseMs: 0,
      heapUsedBytes: null,
      newSpaceBytes: 1,
      stampsMs: [[1, 2]],
    }),
    close: async () => {},
  };
  return { session, sizes };
}

const offer = (session: ModelSession, count: number): Promise<TaskReceipt[]> =>
  Promise.all(Array.from({ length: count }, (_, input) => session.run(input)));

test.each([
  [3, 3, [3]],
  [3, 7, [3, 3, 1]],
  [4, 2, [2]],
])('batches of %i, %i tasks at once: %j', async (size, count, expected) => {
  const { session, sizes } = createSession();
  const receipts = await offer(new Batcher(session, size).gathering, count);
  expect(sizes).toEqual(expected);
  expect(receipts.map(({ output }) => output)).toEqual(
    Array.from({ length: count }, (_, input) => input * 2),
  );
});

test('each task has its own stamps, and the executor of its batch', async () => {
  const [one, other] = await offer(new Batcher(createSession().session, 2).gathering, 2);
  expect([one, other]).toMatchObject([
    { startedMs: 100, endedMs: 101, executorIndex: 1 },
    { startedMs: 101, endedMs: 102, executorIndex: 1 },
  ]);
});

test('a task by itself travels by itself', async () => {
  const { session, sizes } = createSession();
  await offer(new Batcher(session, 4).single, 3);
  expect(sizes).toEqual([1, 1, 1]);
});

test('what fails a batch fails its tasks', async () => {
  const error = { code: 'CROSSOVER_EXECUTOR_DIED', name: 'CrossoverError', message: 'gone' };
  const receipts = await offer(new Batcher(createSession(error).session, 2).gathering, 2);
  expect(receipts.map((receipt) => receipt.error)).toEqual([error, error]);
});

test('the metrics tell of batches, and of no stamps that are of whole ones', async () => {
  const { gathering } = new Batcher(createSession().session, 4);
  await offer(gathering, 6);
  const { batches, stampsMs, cpuMs } = await gathering.metrics();
  expect(batches).toMatchObject({ count: 2, taskCount: 6, runMs: 6 });
  expect(stampsMs).toBeUndefined();
  expect(cpuMs).toBe(5);
});

test('tasks that wait are all begun before any is waited for', async () => {
  let begun = 0;
  const execute = createBatchExecute(async (input): Promise<ExecutedTask> => {
    begun += 1;
    await null;
    return { output: [input, begun], error: null, startedMs: 0, endedMs: 0 };
  });
  const { output } = await execute([1, 2, 3]);
  expect((output as [[number, number]][]).map(([seen]) => seen)).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});
