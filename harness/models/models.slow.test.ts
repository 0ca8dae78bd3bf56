import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { digestOutput } from '../digest.ts';
import { Recorder } from '../measure/recorder.ts';
import { models } from './index.ts';
import { countThreads, type DrivenTask, isProcessAlive, ModelLab, runTask } from './model-lab.ts';

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
    // When it wins and what it costs; a limit never wins.
    expect(model.guidance).toMatch(
      model.isFloor ? /^No way to run work, .*\.$/s : /^Wins .*\. Costs: .*\.$/s,
    );
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
  // One started for each task: that of the task, and the one that was tried when the model was opened.
  const executorCount = model.spawnsWhileRunning ? 2 : session.executorCount;
  expect(await lab.listFolder(tempDir)).toHaveLength(executorCount);
});
