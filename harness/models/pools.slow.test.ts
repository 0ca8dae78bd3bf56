import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ExecutionModel, Knobs } from '../model.ts';
import { models } from './index.ts';
import {
  countThreads,
  type DrivenTask,
  hasExecutorsOfItsOwn,
  isProcessAlive,
  ModelLab,
  runTask,
  takesOneAtATime,
} from './model-lab.ts';
import { workerThreads } from './worker-threads.ts';

let lab: ModelLab;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterEach(() => lab.closeAll());
afterAll(() => lab.remove());

const WAITING = `export default async (input) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return new Map([[input, new Uint8Array(input)]]);
};`;
const ON_INPUT = `export default async (input) => {
  if (input === 'throw') throw Object.assign(new TypeError('boom'), { code: 'E_BOOM' });
  if (input === 'reject') return Promise.reject('a text');
  return input;
};`;

describe.each(models.filter(hasExecutorsOfItsOwn))('$id: executors of its own', (model) => {
  test.each([1, 3])('there are as many as the pool is large: %i', async (poolSize) => {
    const session = await lab.start(model, WAITING, { knobs: { poolSize } });
    expect(session.executorCount).toBe(poolSize);
    const receipts = await Promise.all(Array.from({ length: 4 * poolSize }, () => session.run(1)));
    expect(new Set(receipts.map(({ executorIndex }) => executorIndex)).size).toBe(poolSize);
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

  test.each([...(takesOneAtATime(model) ? [] : [['beside it', 2] as const]), ['behind it', 1] as const])(
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

  test('a task that never settles ends nobody', async () => {
    const session = await lab.start(model, 'export default () => new Promise(() => {});', {
      knobs: { poolSize: 1 },
    });
    const waited = new Promise((resolve) => setTimeout(resolve, 200, 'still under way'));
    expect(await Promise.race([session.run(1), waited])).toBe('still under way');
  });

  test('timers of the scenario have their turn though tasks come without a pause', async () => {
    const source = `let tickCount = 0;
      setInterval(() => { tickCount += 1; }, 1);
      export default () => tickCount;`;
    const session = await lab.start(model, source, { knobs: { poolSize: 1 } });
    // Counted in ticks, not in time: on a machine that is busy elsewhere one task may take all of any fixed time.
    let ticked: unknown = 0;
    let isOver = false;
    const tasks = (async () => {
      while (!isOver && Number(ticked) <= 3) ({ output: ticked } = await session.run(1));
    })();
    const deadline = new Promise((resolve) => setTimeout(resolve, 20_000).unref());
    await Promise.race([tasks, deadline]);
    isOver = true;
    expect(ticked).toBeGreaterThan(3);
  });

  test('a scenario that replaces process.send and timers cannot keep answers back', async () => {
    const source = `process.send = () => {}; globalThis.setTimeout = globalThis.setImmediate = () => {};
      export default (input) => input;`;
    const session = await lab.start(model, source);
    expect(await session.run(7)).toMatchObject({ output: 7, error: null });
    await session.metrics();
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

/** How many tasks each executor of a pool of two had at a time, at the most, while 24 were waiting. */
async function mostAtATime(model: ExecutionModel, knobs: Knobs): Promise<number> {
  const source = `let running = 0;
    export default async () => {
      running += 1;
      const seen = running;
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return seen;
    };`;
  const session = await lab.start(model, source, { knobs: { poolSize: 2, ...knobs } });
  const receipts = await Promise.all(Array.from({ length: 24 }, () => session.run(0)));
  return Math.max(...receipts.map(({ output }) => Number(output)));
}

describe('tasks at a time', () => {
  const isLimited = (model: ExecutionModel): boolean => model.knobs.some(({ id }) => id === 'tasksPerWorker');
  test.each(models.filter(isLimited))('$id: as many as it is told', async (model) => {
    for (const tasksPerWorker of [1, 4]) {
      expect(await mostAtATime(model, { tasksPerWorker })).toBe(tasksPerWorker);
    }
  });
  test.each(models.filter(takesOneAtATime))('$id: one', async (model) => {
    expect(await mostAtATime(model, {})).toBe(1);
  });
});

test.each(models.filter(hasExecutorsOfItsOwn))(
  '$id: executors that all end at once are told once',
  async (model) => {
    const source = `export default (atMs) => new Promise(() => {
    setTimeout(() => {
      while (Date.now() < atMs);
      throw new RangeError('out of nowhere');
    }, atMs - Date.now() - 10);
  });`;
    for (let turn = 0; turn < 5; turn++) {
      const session = await lab.start(model, source, { knobs: { poolSize: 2 } });
      const atMs = Date.now() + 60;
      const receipts = await Promise.all([session.run(atMs), session.run(atMs)]);
      for (const { error } of receipts) expect(error?.code).toBe('CROSSOVER_EXECUTOR_DIED');
      await session.close();
    }
  },
);

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

const ofThreads = models.filter(
  (model) => hasExecutorsOfItsOwn(model) && !model.id.includes('process') && !model.spawnsWhileRunning,
);
test.each(ofThreads)(
  '$id: threads that are ended while others load take nothing with them',
  async (model) => {
    const source = 'export default { run: () => 1, open: () => process.exit(4) };';
    for (let turn = 0; turn < 20; turn++) {
      const opening = lab.start(model, source, { knobs: { poolSize: 4 } });
      await expect(opening).rejects.toMatchObject({ code: 'CROSSOVER_OPEN_FAILED' });
    }
  },
);

test.each(models.filter(hasExecutorsOfItsOwn))(
  '$id: closing ends tasks that are under way',
  async (model) => {
    const threadsBefore = countThreads();
    const source = `export default (input) => {
    if (input === 'spin') for (;;);
    return new Promise(() => {});
  };`;
    const session = await lab.start(model, source, { knobs: { poolSize: 2 } });
    const underWay = ['spin', 'wait', 'spin', 'wait'].map((input) => session.run(input));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await session.close();
    expect(session.childPids.some(isProcessAlive)).toBe(false);
    await vi.waitUntil(() => (countThreads() ?? 0) <= (threadsBefore ?? 0), { timeout: 5_000 });
    expect(underWay).toHaveLength(4);
  },
);

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

test('floor:atomics: what does not fit into its ring fails its task by name, on either way', async () => {
  const floorAtomics = models.find(({ id }) => id === 'floor:atomics')!;
  const source =
    'export default (input) => typeof input === "number" ? new Uint8Array(input) : input.byteLength;';
  const session = await lab.start(floorAtomics, source);
  const tooLarge = 17 * 1024 * 1024;
  for (const input of [tooLarge, new Uint8Array(tooLarge)]) {
    const { error } = await session.run(input);
    expect(error).toMatchObject({
      code: 'CROSSOVER_NOT_CLONABLE',
      message: expect.stringMatching(/takes \d+ bytes, and a slot of the ring holds/),
    });
  }
  const receipts = await Promise.all(Array.from({ length: 50 }, () => session.run(new Uint8Array(100))));
  expect(receipts.map(({ output }) => output)).toEqual(Array(50).fill(100));
});
