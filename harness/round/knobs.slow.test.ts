import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { digestOutput } from '../digest.ts';
import { DEADLINE_MS, hasPool, MODEL_IDS, RoundLab } from './round-lab.ts';

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

/**
 * Two jobs on libuv's pool, of which the first waits until the second is done: that comes about by itself where they have a thread each. With
 * one thread the first is let go after a while, and comes first however busy the machine is.
 */
const ORDER = `import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, open, openSync, rmSync, stat } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
export default () => new Promise((resolve) => {
  const seen = process.env.UV_THREADPOOL_SIZE ?? 'unset';
  const folder = mkdtempSync(join(tmpdir(), 'crossover-order-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const order = [];
  let isHeld = true;
  const letGo = () => {
    if (isHeld) closeSync(openSync(pipe, 'w'));
    isHeld = false;
  };
  const timer = setTimeout(letGo, seen === '1' ? 100 : 15_000);
  const settle = (name) => {
    if (order.push(name) === 1) return letGo();
    clearTimeout(timer);
    rmSync(folder, { recursive: true });
    resolve([seen, ...order]);
  };
  open(pipe, 'r', (_error, file) => {
    closeSync(file);
    settle('long');
  });
  stat('.', () => settle('short'));
});`;

describe.each(MODEL_IDS)('uvThreads of %s', (modelId) => {
  test.each<[uvThreads: number | string, seen: string, order: string[]]>([
    [1, '1', ['long', 'short']],
    [2, '2', ['short', 'long']],
    ['default', process.env.UV_THREADPOOL_SIZE ?? 'unset', ['short', 'long']],
  ])('%s: libuv has so many, in threads and children too', async (uvThreads, seen, order) => {
    // A second executor's task could hold the other thread of libuv, and both would wait for each other.
    const knobs = { uvThreads, ...(hasPool(modelId) ? { poolSize: 1 } : {}) };
    const { open } = await lab.start(modelId, ORDER, { knobs, inFlight: 1, inputCount: 1 });
    expect((await open()).digest).toBe(digestOutput([digestOutput([seen, ...order])]));
  });
});

const PLAN = { leadInMs: 10, windowMs: 40, minCompletions: 5 };
const BYTES = `import { createHash } from 'node:crypto';
export default {
  inputs: (params, random, count) => Array.from({ length: count }, () => ({
    bytes: Uint8Array.from({ length: 65_536 }, () => random.integer(256)),
  })),
  run: ({ bytes }) => createHash('sha256').update(bytes).digest('hex'),
};`;
/** The code of what opening was rejected with, or null. */
const refusalOf = (opening: Promise<unknown>): Promise<unknown> =>
  opening.then(
    () => null,
    (thrown: { record?: { code: string } }) => thrown.record?.code,
  );

describe('worker-threads: each knob does the same work, and can be measured', () => {
  test.each<[name: string, value: string | number]>([
    ['transfer', 'transfer'],
    ['transfer', 'shared'],
    ['atomics', 'sync'],
    ['atomics', 'disabled'],
    ['fifo', 'default'],
    ['idleTimeoutMs', 0],
    ['maxQueue', 2],
  ])('%s=%s', async (name, value) => {
    const plain = await lab.start('worker-threads', BYTES);
    const { round, open } = await lab.start('worker-threads', BYTES, { knobs: { [name]: value } });
    expect((await open()).digest).toBe((await plain.open()).digest);
    await round.send('warmUp', { maxMs: 200 }, DEADLINE_MS);
    await round.send('slice', PLAN, DEADLINE_MS);
    const slice = await round.send('slice', PLAN, DEADLINE_MS);
    expect(slice.error).toBeNull();
    expect(slice.window.settledCount).toBeGreaterThanOrEqual(PLAN.minCompletions);
    expect(slice.startedExecutorCount !== undefined).toBe(name === 'idleTimeoutMs');
    // Copies are made before the slice: next to none of its time goes into them.
    if (value === 'transfer') expect(slice.inputCopyMs! / slice.wallMs).toBeLessThan(0.05);
    else expect(slice.inputCopyMs).toBeUndefined();
    const { memoryBytes } = await round.send('finish', null, DEADLINE_MS);
    if (value === 'transfer') expect(memoryBytes).toBeNull();
    else expect(memoryBytes).toBeGreaterThan(1e6);
  });
});

describe('what cannot be given away or shared is said before anything is measured', () => {
  const TEXTS = `export default { inputs: () => ['some text'], run: (text) => text.length };`;
  const NOTHING = 'export default () => 1;';
  const PORT = `export default {
    inputs: () => [{ bytes: new Uint8Array(8) }],
    transferables: () => [new MessageChannel().port1],
    run: ({ bytes }) => bytes.length,
  };`;
  test.each<[way: string, what: string, source: string, code: string | null]>([
    ['transfer', 'a text', TEXTS, 'CROSSOVER_CANNOT'],
    ['shared', 'a text', TEXTS, 'CROSSOVER_CANNOT'],
    ['transfer', 'no input', NOTHING, 'CROSSOVER_CANNOT'],
    ['shared', 'no input', NOTHING, 'CROSSOVER_CANNOT'],
    ['transfer', 'a port', PORT, 'CROSSOVER_CANNOT'],
    ['shared', 'bytes beside a port', PORT, null],
    ['clone', 'a text', TEXTS, null],
    ['transfer', 'bytes', BYTES, null],
  ])('%s of %s', async (transfer, _what, source, code) => {
    const { open } = await lab.start('worker-threads', source, { knobs: { transfer } });
    expect(await refusalOf(open())).toBe(code);
  });
});

test('a task that changes what it shares is refused, and one that changes what it was given is not', async () => {
  const source = `export default {
    inputs: (params, random, count) => Array.from({ length: count }, () => new Uint8Array([3, 1, 2])),
    run: (bytes) => [...bytes.sort()],
  };`;
  for (const [transfer, code] of [
    ['shared', 'CROSSOVER_UNMATCHED_WORK'],
    ['transfer', null],
  ]) {
    const { open } = await lab.start('worker-threads', source, { knobs: { transfer: transfer! } });
    expect(await refusalOf(open())).toBe(code);
  }
});

describe.each(['worker-threads', 'child-processes'])('batch of %s', (modelId) => {
  test('the same work in fewer messages, and a receipt of its own', async () => {
    const plain = await lab.start(modelId, BYTES);
    const { round, open } = await lab.start(modelId, BYTES, { knobs: { batch: 4 }, inFlight: 8 });
    const opened = await open();
    expect(opened.digest).toBe((await plain.open()).digest);
    expect(opened.executorCount).toBe(2);
    await round.send('warmUp', { maxMs: 200 }, DEADLINE_MS);
    const { error, batches, window } = await round.send('slice', PLAN, DEADLINE_MS);
    expect(error).toBeNull();
    expect(batches!.taskCount / batches!.count).toBeGreaterThan(2.5);
    expect(batches!.runMs).toBeGreaterThan(0);
    const executorsUsed = window.executorCounts.filter((count) => count > 0).length;
    expect(executorsUsed).toBe(2);
    const parts = window.queueAndSendMsSum + window.runMsSum + window.returnMsSum;
    expect(parts / window.latencyMsSum).toBeCloseTo(1, 2);
  });

  test('one task that fails leaves the others of its batch unharmed, and is named', async () => {
    const source = `export default {
      inputs: () => [1, 2, 3, 4],
      run: (input) => { if (input === 3) throw Object.assign(new Error('three'), { code: 'E_THREE' }); return input; },
    };`;
    const { open } = await lab.start(modelId, source, { knobs: { batch: 4 }, inFlight: 4, inputCount: 4 });
    expect(await refusalOf(open())).toBe('E_THREE');
  });
});

describe.each(MODEL_IDS)('null tasks of %s', (modelId) => {
  test('nothing is computed, and what it takes is measured', async () => {
    // A second task would take half a minute: the deadline says so if it is ever computed.
    const source = `let count = 0;
      export default async (input) => {
        count += 1;
        if (count > 1) await new Promise((resolve) => setTimeout(resolve, 30_000));
        return { text: 'x'.repeat(1_000) };
      };`;
    const spec = { nullTask: 'kept' as const };
    const { round, open } = await lab.start(modelId, source, { spec, inFlight: 4 });
    await open();
    const { error, window } = await round.send('slice', PLAN, DEADLINE_MS);
    expect(error).toBeNull();
    expect(window.settledCount).toBeGreaterThan(20);
    const { messageMs } = await round.send('finish', null, DEADLINE_MS);
    if (modelId === 'sequential' || modelId === 'single-loop') expect(messageMs).toBeUndefined();
    else expect(messageMs).toBeGreaterThan(0);
  });
});
