import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { prepareTravel } from '../executor/input-travel.ts';
import type { Knobs, ModelSession, TaskReceipt } from '../model.ts';
import { median } from '../stats/describe.ts';
import { ModelLab, runTask } from './model-lab.ts';
import { workerThreads } from './worker-threads.ts';

let lab: ModelLab;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterEach(() => lab.closeAll());
afterAll(() => lab.remove());

const start = (source: string, knobs: Knobs, executor = {}): Promise<ModelSession> =>
  lab.start(workerThreads, source, { knobs, executor });
const runAll = (session: ModelSession, count: number): Promise<TaskReceipt[]> =>
  Promise.all(Array.from({ length: count }, () => session.run(0)));

const LASTING = `export default async () => { await new Promise((resolve) => setTimeout(resolve, 30)); };`;

describe.each(['async', 'sync', 'disabled'])('atomics=%s', (atomics) => {
  test(`an idle worker's timers ${atomics === 'sync' ? 'stand still' : 'go on'}`, async () => {
    const source = `let ticks = 0;
      setInterval(() => { ticks += 1; }, 5);
      export default () => ticks;`;
    const session = await start(source, { poolSize: 1, atomics });
    const before = Number((await session.run(0)).output);
    await pause(300);
    const ticks = Number((await session.run(0)).output) - before;
    if (atomics === 'sync') expect(ticks).toBeLessThanOrEqual(2);
    else expect(ticks).toBeGreaterThan(5);
  });

  test('the workers tell of their collections, and call close()', async () => {
    const tempDir = await lab.makeFolder();
    const source = `import { writeFileSync } from 'node:fs';
      import { threadId } from 'node:worker_threads';
      export default {
        open: ({ tempDir }) => tempDir,
        run: () => { let list = []; for (let n = 0; n < 3e6; n++) list = [list.length, n]; return list.length; },
        close: (tempDir) => writeFileSync(tempDir + '/' + threadId, ''),
      };`;
    const session = await start(source, { poolSize: 2, atomics }, { tempDir });
    const before = await session.metrics();
    await runAll(session, 4);
    await pause(20);
    const after = await session.metrics();
    expect(after.gcCount - before.gcCount).toBeGreaterThan(5);
    expect(after.newSpaceBytes).toBeGreaterThan(0);
    await session.close();
    expect(await lab.listFolder(tempDir)).toHaveLength(2);
  });
});

test('fifo=default lets tasks starve that wait while others come, strict does not', async () => {
  const source =
    'export default () => { const end = performance.now() + 2; while (performance.now() < end); };';
  const spread: Record<string, number> = {};
  for (const fifo of ['strict', 'default']) {
    const session = await start(source, { poolSize: 1, fifo });
    const latenciesMs: number[] = [];
    let offered = 0;
    const client = async (): Promise<void> => {
      while (offered++ < 300) {
        const { offeredMs, settledMs } = await runTask(session, 0);
        latenciesMs.push(settledMs - offeredMs);
      }
    };
    await Promise.all(Array.from({ length: 20 }, client));
    spread[fifo] = Math.max(...latenciesMs) / median(latenciesMs);
    await session.close();
  }
  expect(spread.default).toBeGreaterThan(3 * spread.strict!);
});

describe('maxQueue', () => {
  test.each<[maxQueue: number | string, poolSize: number, offered: number, refused: number]>([
    [0, 1, 6, 5],
    [2, 1, 6, 3],
    [5, 1, 6, 0],
    ['auto', 2, 8, 2],
    ['unbounded', 1, 6, 0],
  ])('%s of %i threads, %i offered: %i are refused by name', async (maxQueue, poolSize, offered, refused) => {
    const session = await start(LASTING, { poolSize, maxQueue });
    const errors = (await runAll(session, offered)).flatMap(({ error }) => error ?? []);
    expect(errors.map(({ code }) => code)).toEqual(new Array(refused).fill('CROSSOVER_QUEUE_FULL'));
    for (const { message } of errors) expect(message).toMatch(/maxQueue.*--in-flight/);
    // With 0 Piscina carries out, later, the first that it has refused.
    if (maxQueue !== 0) expect((await session.run(0)).error).toBeNull();
  });
});

describe('idleTimeoutMs', () => {
  /** How many threads twelve bursts of four start, on a pool of two to four. */
  async function startedIn(session: ModelSession): Promise<number> {
    const before = (await session.metrics()).startedExecutorCount!;
    for (let burst = 0; burst < 12; burst++) {
      for (const { error, executorIndex } of await runAll(session, 4)) {
        expect(error).toBeNull();
        expect(executorIndex).toBeLessThan(4);
      }
      await pause(60);
    }
    return (await session.metrics()).startedExecutorCount! - before;
  }

  test('0: threads are started burst after burst; a long one keeps those that came', async () => {
    const [eager, patient] = [
      await start(LASTING, { poolSize: 4, idleTimeoutMs: 0 }),
      await start(LASTING, { poolSize: 4, idleTimeoutMs: 10_000 }),
    ];
    expect(eager).toMatchObject({ executorCount: 4, leastExecutorCount: 2 });
    expect(await startedIn(eager)).toBeGreaterThan(6);
    expect(await startedIn(patient)).toBeLessThanOrEqual(2);
  });

  test.each<[idleTimeoutMs: number | string, poolSize: number]>([
    ['never', 2],
    [0, 1],
  ])('%s, %i threads: the pool keeps its size', async (idleTimeoutMs, poolSize) => {
    const session = await start(LASTING, { poolSize, idleTimeoutMs });
    expect(session).toMatchObject({ executorCount: poolSize, leastExecutorCount: poolSize });
    expect((await session.metrics()).startedExecutorCount).toBeUndefined();
  });

  test.each([
    ['process.exit(3)', /ended/],
    ["setImmediate(() => { throw new RangeError('out of nowhere'); })", /out of nowhere/],
  ])('a thread that ends by %s is no thread that idled', async (how, message) => {
    const source = `export default async (input) => {
      if (input === 'end') ${how};
      await new Promise((resolve) => setTimeout(resolve, 500));
    };`;
    const session = await start(source, { poolSize: 2, idleTimeoutMs: 1_000 });
    const { error } = await session.run('end');
    expect(error).toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED', message: expect.stringMatching(message) });
    expect((await session.run('next')).error).toMatchObject({ code: 'CROSSOVER_EXECUTOR_DIED' });
    await session.close();
  });
});

describe('transfer', () => {
  const WRITES = `export default ({ bytes }) => { const seen = bytes[0]; bytes[0] = 42; return [seen, bytes.byteLength]; };`;
  const scenario = { run: () => 0 };

  test.each<[way: string, afterwards: number]>([
    ['clone', 7], // the worker wrote into its copy
    ['shared', 42], // what it wrote is here
  ])('%s', async (way, afterwards) => {
    const session = await start(WRITES, { poolSize: 1, transfer: way });
    const inputs = [{ bytes: new Uint8Array(1024).fill(7) }];
    const [input] = prepareTravel(way, scenario, inputs, 'lab').offered as typeof inputs;
    expect((await session.run(input)).output).toEqual([7, 1024]);
    expect(input!.bytes[0]).toBe(afterwards);
    expect((await session.run(input)).output).toEqual([afterwards, 1024]);
  });

  test('transfer: what was given away is gone here, and the input is as it was', async () => {
    const session = await start(WRITES, { poolSize: 1, transfer: 'transfer' });
    const inputs = [{ bytes: new Uint8Array(1024).fill(7) }];
    const { stock, offered } = prepareTravel('transfer', scenario, inputs, 'lab');
    stock!.fill(3, 0);
    const fresh = stock!.take(0);
    expect((await session.run(fresh.input, fresh.transferList)).output).toEqual([7, 1024]);
    expect((fresh.input as (typeof inputs)[0]).bytes.byteLength).toBe(0);
    const served = stock!.serve(session);
    for (let task = 0; task < 3; task++) expect((await served.run(offered[0])).output).toEqual([7, 1024]);
    expect(inputs[0]!.bytes[0]).toBe(7);
  });
});
