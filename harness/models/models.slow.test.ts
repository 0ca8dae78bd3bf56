import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { digestOutput } from '../digest.ts';
import { Recorder } from '../measure/recorder.ts';
import { models } from './index.ts';
import {
  countThreads,
  type DrivenTask,
  hasExecutorsOfItsOwn,
  isProcessAlive,
  ModelLab,
  runTask,
} from './model-lab.ts';
import { workerThreads } from './worker-threads.ts';

let lab: ModelLab;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterEach(() => lab.closeAll());
afterAll(() => lab.remove());

const ECHO = 'export default (input) => ({ twice: input * 2, text: "x".repeat(input) });';
const WAITING = `export default async (input) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return new Map([[input, new Uint8Array(input)]]);
};`;
const WITH_CONTEXT = `export default {
  open: async ({ params, seed, tempDir }) => ({ n: params.n, seed, hasFolder: tempDir.length > 1 }),
  run: (input, { n, seed, hasFolder }) => [input * n, seed, hasFolder],
  variants: { other: (input, { n, seed, hasFolder }) => [n * input, seed, hasFolder] },
};`;
const ON_INPUT = `export default async (input) => {
  if (input === 'throw') throw Object.assign(new TypeError('boom'), { code: 'E_BOOM' });
  if (input === 'reject') return Promise.reject('a text');
  return input;
};`;

/** The tasks with the stamps that their executors kept for the metrics, where they do; as the product fills them in. */
function withKeptStamps(
  tasks: readonly DrivenTask[],
  stampsMs: readonly (readonly number[])[] | undefined,
): readonly DrivenTask[] {
  if (!stampsMs) return tasks;
  const recorder = new Recorder();
  const inOrder = [...tasks].sort((a, b) => a.settledMs - b.settledMs);
  for (const { offeredMs, submittedMs, startedMs, endedMs, settledMs, executorIndex } of inOrder) {
    recorder.record(offeredMs, submittedMs, startedMs, endedMs, settledMs, executorIndex);
  }
  recorder.fillStamps(stampsMs);
  return [...recorder.tasks()].map((stamps, index) => ({ ...inOrder[index]!, ...stamps }));
}

describe.each(models)('$id', (model) => {
  test('is said what it is, with knobs that are explained', () => {
    expect(model.summary.length).toBeGreaterThan(20);
    for (const { summary } of model.knobs) expect(summary.length).toBeGreaterThan(5);
  });

  test('receipts are in order, and every executor answers', async () => {
    const session = await lab.start(model, WAITING);
    await session.metrics(); // stamps that executors keep start here
    const driven: DrivenTask[] = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((input) => runTask(session, input)),
    );
    const tasks = withKeptStamps(driven, (await session.metrics()).stampsMs);
    expect(new Set(tasks.map(({ executorIndex }) => executorIndex)).size).toBe(session.executorCount);
    for (const task of tasks) {
      expect(task.error).toBeNull();
      if (model.mergesQueueAndSend) expect(task.submittedMs).toBeNaN();
      const { offeredMs, submittedMs, startedMs, endedMs, settledMs } = task;
      const stamps = [
        offeredMs,
        ...(model.mergesQueueAndSend ? [] : [submittedMs]),
        startedMs,
        endedMs,
        settledMs,
      ];
      expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
      expect(endedMs - startedMs).toBeGreaterThan(4);
    }
  });

  test('a task that fails is data, and the session goes on', async () => {
    const session = await lab.start(model, ON_INPUT);
    const [thrown, rejected, fine] = await Promise.all(
      ['throw', 'reject', 'fine'].map((input) => session.run(input)),
    );
    expect(thrown).toMatchObject({
      output: undefined,
      error: { code: 'E_BOOM', name: 'TypeError', message: 'boom' },
    });
    expect(thrown?.error?.stack).toContain('scenario-');
    expect(rejected?.error).toMatchObject({ code: 'CROSSOVER_TASK_FAILED', message: 'a text' });
    expect(fine).toMatchObject({ output: 'fine', error: null });
    expect((await session.run('again')).output).toBe('again');
  });

  test('carries values that processes cannot send as they are', async () => {
    const session = await lab.start(model, 'export default (input) => input;');
    for (const value of [10n ** 30n, undefined, null, { cmd: 'NODE_CLUSTER', n: 1 }]) {
      const { output, error } = await session.run(value);
      expect({ output, error }).toEqual({ output: value, error: null });
    }
  });

  test('carries out what is wrapped by Piscina.move', async () => {
    const source = `import { move } from ${JSON.stringify(import.meta.resolve('piscina'))};
      export default (size) => move(new ArrayBuffer(size));`;
    const session = await lab.start(model, source);
    const { output, error } = await session.run(1024);
    expect(error).toBeNull();
    expect((output as ArrayBuffer).byteLength).toBe(1024);
  });

  test('open() that throws keeps the model from opening, and says why', async () => {
    const source = `export default { run: () => 1, open: () => { throw new Error('no database'); } };`;
    await expect(lab.start(model, source)).rejects.toMatchObject({
      code: 'CROSSOVER_OPEN_FAILED',
      message: expect.stringContaining('no database'),
    });
  });

  test('metrics grow with the work of the executors themselves', async () => {
    const source = `export default (cpuMs) => {
      const before = process.cpuUsage();
      const used = () => { const { user, system } = process.cpuUsage(before); return (user + system) / 1e3; };
      while (used() < cpuMs);
      return cpuMs;
    };`;
    const session = await lab.start(model, source);
    const before = await session.metrics();
    await session.run(60);
    const after = await session.metrics();
    expect(after.cpuMs - before.cpuMs).toBeGreaterThan(55);
    expect(after.gcCount).toBeGreaterThanOrEqual(before.gcCount);
  });

  test('closing twice at once is closing once, and leaves no process and no thread', async () => {
    const threadsBefore = countThreads();
    const session = await lab.start(model, ECHO);
    await session.run(1);
    expect(session.childPids.every(isProcessAlive)).toBe(true);
    await Promise.all([session.close(), session.close()]);
    await session.close();
    expect(session.childPids.some(isProcessAlive)).toBe(false);
    await vi.waitUntil(() => (countThreads() ?? 0) <= (threadsBefore ?? 0), { timeout: 5_000 });
  });
});

describe('the same work under every model', () => {
  const check = (what: string, source: string, inputs: readonly unknown[], params = {}): void =>
    test(what, async () => {
      const digests = new Map<string, string[]>();
      for (const model of models) {
        const session = await lab.start(model, source, { executor: { params } });
        const receipts = await Promise.all(inputs.map((input) => session.run(input)));
        expect(receipts.map(({ error }) => error)).toEqual(inputs.map(() => null));
        digests.set(
          model.id,
          receipts.map(({ output }) => digestOutput(output)),
        );
      }
      const [first, ...others] = digests.values();
      expect(new Set(first).size).toBe(inputs.length);
      for (const other of others) expect(other).toEqual(first);
    });

  check('values', ECHO, [1, 2, 3, 4, 5]);
  check('promises of what can be cloned', WAITING, [1, 2, 3]);
  check('a context from open(), with params, seed and folder', WITH_CONTEXT, [1, 2, 3], { n: 5 });
  check('nothing', 'export default () => undefined;', [1]);
});

describe.each(models)('$id: variants', (model) => {
  test('are run instead of run()', async () => {
    const session = await lab.start(model, WITH_CONTEXT, {
      executor: { params: { n: 3 }, variant: 'other' },
    });
    expect((await session.run(2)).output).toEqual([6, 7, true]);
  });
});

describe.each(models.filter(hasExecutorsOfItsOwn))('$id: executors of its own', (model) => {
  test.each([1, 3])('there are as many as the pool is large: %i', async (poolSize) => {
    const session = await lab.start(model, WAITING, { knobs: { poolSize } });
    expect(session.executorCount).toBe(poolSize);
    const receipts = await Promise.all(Array.from({ length: 4 * poolSize }, () => session.run(1)));
    expect(new Set(receipts.map(({ executorIndex }) => executorIndex)).size).toBe(poolSize);
  });

  test.each([1, 4])('each has at most %i tasks at a time', async (tasksPerWorker) => {
    const source = `let running = 0;
      export default async () => {
        running += 1;
        const seen = running;
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return seen;
      };`;
    const session = await lab.start(model, source, { knobs: { poolSize: 2, tasksPerWorker } });
    const receipts = await Promise.all(Array.from({ length: 24 }, () => session.run(0)));
    expect(Math.max(...receipts.map(({ output }) => Number(output)))).toBe(tasksPerWorker);
  });

  test('an output that cannot travel fails its task by name', async () => {
    const session = await lab.start(model, 'export default () => ({ format() {} });');
    const { error } = await session.run(1);
    expect(error?.code).toBe('CROSSOVER_NOT_CLONABLE');
    expect(error?.message).toMatch(/could not be cloned.*plain data/);
    await session.close();
  });

  test('an input that cannot travel fails its task by name, and the session goes on', async () => {
    const session = await lab.start(model, ON_INPUT);
    const { error } = await session.run(() => {});
    expect(error).toMatchObject({ code: 'CROSSOVER_NOT_CLONABLE' });
    expect((await session.run('fine')).output).toBe('fine');
  });

  test.each([
    ['beside it', 2],
    ['behind it', 1],
  ])(
    'an executor that ends takes the task %s with it; closing still works',
    async (_where, tasksPerWorker) => {
      const threadsBefore = countThreads();
      const source = `export default async (input) => {
      if (input === 'exit') process.exit(3);
      await new Promise((resolve) => setTimeout(resolve, 30_000));
    };`;
      const session = await lab.start(model, source, { knobs: { poolSize: 1, tasksPerWorker } });
      const inputs = tasksPerWorker === 2 ? ['wait', 'exit'] : ['exit', 'wait'];
      const receipts = await Promise.all(inputs.map((input) => session.run(input)));
      for (const { error } of [...receipts, await session.run('wait')]) {
        expect(error).toMatchObject({
          code: 'CROSSOVER_EXECUTOR_DIED',
          message: expect.stringMatching(/ended/),
        });
      }
      await session.close();
      expect(session.childPids.some(isProcessAlive)).toBe(false);
      await vi.waitUntil(() => (countThreads() ?? 0) <= (threadsBefore ?? 0), { timeout: 5_000 });
    },
  );

  test('a process.exit in open() keeps the model from opening', async () => {
    const source = 'export default { run: () => 1, open: () => process.exit(4) };';
    await expect(lab.start(model, source)).rejects.toMatchObject({ code: 'CROSSOVER_OPEN_FAILED' });
  });

  test('an error that nobody caught fails the tasks that were under way', async () => {
    const source = `export default () => new Promise(() => {
      setImmediate(() => { throw new RangeError('out of nowhere'); });
    });`;
    const session = await lab.start(model, source);
    const { error } = await session.run(1);
    expect(error).toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED' });
    expect(error?.message).toContain('out of nowhere');
    await session.close();
  });
});

const childProcesses = models.find(({ id }) => id === 'child-processes')!;

test('child-processes: a task that holds its process is ended at its deadline', async () => {
  const source = 'export default (input) => { while (input === "spin"); return input; };';
  const session = await lab.start(childProcesses, source, { taskDeadlineMs: 300, knobs: { poolSize: 1 } });
  const [spun, queued] = await Promise.all([session.run('spin'), session.run('next')]);
  expect(spun?.error).toMatchObject({
    code: 'CROSSOVER_DEADLINE',
    message: expect.stringContaining('300 ms'),
  });
  expect(queued?.error?.code).toBe('CROSSOVER_DEADLINE');
  await session.close();
  expect(session.childPids.some(isProcessAlive)).toBe(false);
});

test('child-processes: a child that is killed from outside fails every task, and breaks nothing else', async () => {
  const session = await lab.start(childProcesses, WAITING, { knobs: { poolSize: 2, tasksPerWorker: 8 } });
  for (const pid of session.childPids) process.kill(pid, 'SIGKILL');
  const underWay: Promise<DrivenTask>[] = [];
  for (let turn = 0; turn < 20; turn++) {
    underWay.push(runTask(session, turn));
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { error } of await Promise.all(underWay)) expect(error?.code).toBe('CROSSOVER_EXECUTOR_DIED');
  await expect(session.metrics()).rejects.toThrow();
  await session.close();
});

test('worker-threads: what is wrapped by Piscina.move is transferred, not copied', async () => {
  const source = `import { move } from ${JSON.stringify(import.meta.resolve('piscina'))};
    const sent = [];
    export default (size) => {
      if (size === 0) return sent.map(({ byteLength }) => byteLength);
      const bytes = new Uint8Array(size);
      sent.push(bytes);
      return move(bytes);
    };`;
  const session = await lab.start(workerThreads, source, { knobs: { poolSize: 1 } });
  expect((await session.run(1024)).output).toEqual(new Uint8Array(1024));
  expect((await session.run(0)).output).toEqual([0]); // what was transferred is gone here
});

test('child-processes: JSON gives the same as the structured clone for plain data', async () => {
  const source = 'export default (input) => ({ twice: input * 2, list: [input, null, "ü"] });';
  const outputs = [];
  for (const serialization of ['advanced', 'json']) {
    const session = await lab.start(childProcesses, source, { knobs: { serialization } });
    outputs.push((await session.run(21)).output);
  }
  expect(outputs[0]).toEqual({ twice: 42, list: [21, null, 'ü'] });
  expect(outputs[1]).toEqual(outputs[0]);
});

test.each(models)('$id: close() of the scenario is called once in every executor', async (model) => {
  const tempDir = await lab.makeFolder();
  const source = `import { writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    import { threadId } from 'node:worker_threads';
    export default {
      open: ({ tempDir }) => ({ tempDir }),
      run: () => 1,
      close: ({ tempDir }) => {
        writeFileSync(join(tempDir, process.pid + '-' + threadId), 'closed', { flag: 'wx' });
      },
    };`;
  const session = await lab.start(model, source, { executor: { tempDir } });
  await session.run(1);
  await session.close();
  await session.close();
  expect(await lab.listFolder(tempDir)).toHaveLength(session.executorCount);
});
