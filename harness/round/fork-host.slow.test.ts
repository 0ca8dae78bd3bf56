import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { isProcessAlive } from '../models/model-lab.ts';
import { DEADLINE_MS, HASH, hasPool, MODEL_IDS, RoundLab } from './round-lab.ts';

const PLAN = { leadInMs: 10, windowMs: 40, minCompletions: 5 };
let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

const gone = (pid: number): Promise<boolean> => vi.waitUntil(() => !isProcessAlive(pid), { timeout: 5_000 });

describe.each(MODEL_IDS)('a round under %s', (modelId) => {
  test('opens, warms up, measures and finishes; its books balance; nothing of it is left', async () => {
    const { round, open } = await lab.start(modelId, HASH);
    const opened = await open();
    expect(opened.executorCount).toBe(hasPool(modelId) ? 2 : 1);
    expect(opened.childPids).toHaveLength(modelId.includes('processes') ? 2 : 0);
    expect(opened.startUpMs).toBeGreaterThan(0);
    expect(opened.firstTaskMs).toBeGreaterThan(0);

    const warm = await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS);
    expect(warm.taskCount).toBeGreaterThanOrEqual(opened.executorCount);
    expect(warm.throughputPerSec).toBeGreaterThan(0);

    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    const { window, tasks } = slice;
    expect(slice).toMatchObject({ error: null });
    expect(tasks).toMatchObject({ offered: tasks.ok, failed: 0, timedOut: 0 });
    expect(window.settledCount).toBeGreaterThanOrEqual(PLAN.minCompletions);
    expect(window.executorCounts).toHaveLength(opened.executorCount);
    expect(Math.min(...window.executorCounts)).toBeGreaterThan(0);
    const inFlight = modelId === 'sequential' ? 1 : 4;
    expect(window.outstandingMs / window.windowMs / inFlight).toBeGreaterThan(0.8);
    expect(window.outstandingMs / window.windowMs / inFlight).toBeLessThanOrEqual(1.000001);
    expect(slice.cpuMs).toBeGreaterThan(0);
    expect(window.runMsSum).toBeLessThanOrEqual(window.latencyMsSum);

    const finished = await round.send('finish', null, DEADLINE_MS);
    expect(finished.memoryBytes).toBeGreaterThan(1e6);
    await round.kill();
    for (const pid of [round.pid!, ...opened.childPids]) await gone(pid);
  });

  test('opens with the same digest for the same seed, whatever the model; another seed is other work', async () => {
    const digests = [];
    for (const [of, seed] of [
      [modelId, 7],
      ['single-loop', 7],
      [modelId, 8],
    ] as const) {
      const { open } = await lab.start(of, HASH, { spec: { seed } });
      digests.push((await open()).digest);
    }
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test('a task that throws fails the command with its own name and code', async () => {
    const source = `export default () => { throw Object.assign(new TypeError('boom'), { code: 'E_BOOM' }); };`;
    const { open } = await lab.start(modelId, source);
    await expect(open()).rejects.toMatchObject({
      record: { code: 'E_BOOM', name: 'TypeError', message: 'boom' },
    });
  });

  test('an output that cannot travel is refused before anything is measured', async () => {
    const { open } = await lab.start(modelId, 'export default () => ({ rows: [{ format() {} }] });');
    await expect(open()).rejects.toMatchObject({ record: { code: 'CROSSOVER_NOT_CLONABLE' } });
  });

  test('a task that ends its process or thread fails the cell by name', async () => {
    const { round, open } = await lab.start(modelId, 'export default () => process.exit(3);');
    const error = await open().catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe('CROSSOVER_EXECUTOR_DIED');
    await round.kill();
  });

  test('a task that never settles is given up at its deadline', async () => {
    const source = 'export default () => new Promise((resolve) => setTimeout(resolve, 60_000));';
    const { open } = await lab.start(modelId, source, { taskDeadlineMs: 200 });
    await expect(open()).rejects.toMatchObject({
      record: { code: 'CROSSOVER_DEADLINE', message: expect.stringContaining('within 200 ms') },
    });
  });

  test('tasks that are long only because they wait for their turn are not', async () => {
    const source = `export default {
      inputs: (params, random, count) => Array.from({ length: count }, (_, index) => index),
      run: (input) => { const until = performance.now() + 120; while (performance.now() < until); return input; },
    };`;
    const { round, open } = await lab.start(modelId, source, { taskDeadlineMs: 300 });
    await open();
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice).toMatchObject({ error: null, tasks: { timedOut: 0 } });
  });

  test('an output that is another under load fails the slice', async () => {
    const flag = join(await lab.files.makeFolder(), 'wrong');
    const source = `import { existsSync } from 'node:fs';
      export default () => existsSync(${JSON.stringify(flag)});`;
    const { round, open } = await lab.start(modelId, source);
    await open();
    await writeFile(flag, '');
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error).toMatchObject({
      code: 'CROSSOVER_UNMATCHED_WORK',
      message: expect.stringContaining('Under load'),
    });
  });

  test('a task that changes its input is refused where later tasks would find it changed', async () => {
    const source = `export default {
      inputs: (params, random, count) => Array.from({ length: count }, () => [3, 1, 2]),
      run: (numbers) => numbers.sort(),
    };`;
    const { open } = await lab.start(modelId, source);
    const code = await open().then(
      () => 'opened',
      (thrown: unknown) => codeOf(thrown),
    );
    expect(code).toBe(
      ['sequential', 'single-loop'].includes(modelId) ? 'CROSSOVER_UNMATCHED_WORK' : 'opened',
    );
  });

  test('a task that varies by itself is refused by whoever asks one executor twice', async () => {
    const { open } = await lab.start(modelId, 'export default () => process.hrtime.bigint();');
    const message = await open().then(
      () => 'opened',
      (thrown: { record?: { message: string } }) => thrown.record?.message,
    );
    if (['sequential', 'single-loop'].includes(modelId)) expect(message).toMatch(/two different outputs/);
    else expect(message).toBe('opened');
  });

  test('one that stops settling under load is given up, too', async () => {
    const flag = join(await lab.files.makeFolder(), 'stop');
    const source = `import { existsSync } from 'node:fs';
      export default async () => {
        await new Promise((resolve) => setTimeout(resolve, existsSync(${JSON.stringify(flag)}) ? 60_000 : 2));
      };`;
    const { round, open } = await lab.start(modelId, source, { taskDeadlineMs: 300 });
    await open();
    await writeFile(flag, '');
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error?.code).toBe('CROSSOVER_DEADLINE');
    expect(slice.tasks.timedOut + slice.tasks.failed).toBeGreaterThan(0);
  });
});

/** The code of what a command was rejected with: of the round, or of whoever watched it. */
function codeOf(error: unknown): unknown {
  const { record, code } = error as { record?: { code: string }; code?: string };
  return record?.code ?? code;
}

describe('an executor that ends during a slice', () => {
  test.each(['worker-threads', 'child-processes'])('is what the slice of %s reports', async (modelId) => {
    const flag = join(await lab.files.makeFolder(), 'exit');
    const source = `import { existsSync } from 'node:fs';
      export default async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (existsSync(${JSON.stringify(flag)})) process.exit(5);
      };`;
    const { round, open } = await lab.start(modelId, source);
    await open();
    await writeFile(flag, '');
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error).toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED' });
    expect(slice.tasks.failed).toBeGreaterThan(0);
  });
});

test('inputs of the user go before those of the scenario, and its own digest is used', async () => {
  const source = `export default {
    run: (input) => ({ input, at: process.hrtime.bigint() }),
    digest: ({ input }) => String(input),
  };`;
  const digests = [];
  for (const userInputs of [
    ['a', 'b'],
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    const { open } = await lab.start('single-loop', source, { userInputs });
    digests.push((await open()).digest);
  }
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});
