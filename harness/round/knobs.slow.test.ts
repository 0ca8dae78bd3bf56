import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { digestOutput } from '../digest.ts';
import { MODEL_IDS, RoundLab } from './round-lab.ts';

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

/** A long job and a short one on libuv's pool: which settles first tells whether they had a thread each. */
const ORDER = `import { pbkdf2 } from 'node:crypto';
export default () => new Promise((resolve) => {
  const order = [];
  const job = (name, rounds) => pbkdf2('secret', 'salt', rounds, 32, 'sha256', () => {
    if (order.push(name) === 2) resolve([process.env.UV_THREADPOOL_SIZE ?? 'unset', ...order]);
  });
  job('long', 150_000);
  job('short', 1);
});`;

describe.each(MODEL_IDS)('uvThreads of %s', (modelId) => {
  test.each<[uvThreads: number | string, seen: string, order: string[]]>([
    [1, '1', ['long', 'short']],
    [2, '2', ['short', 'long']],
    ['default', process.env.UV_THREADPOOL_SIZE ?? 'unset', ['short', 'long']],
  ])('%s: libuv has so many, in threads and children too', async (uvThreads, seen, order) => {
    const { open } = await lab.start(modelId, ORDER, { knobs: { uvThreads }, inFlight: 1, inputCount: 1 });
    expect((await open()).digest).toBe(digestOutput([digestOutput([seen, ...order])]));
  });
});
