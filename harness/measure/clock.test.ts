import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { nowMs } from './clock.ts';

const hrtimeMs = (): number => Number(process.hrtime.bigint()) / 1e6;
/** Wider than the error of the offset, far narrower than any task. */
const TOLERANCE_MS = 0.01;

test('never goes back', () => {
  let lastMs = nowMs();
  for (let read = 0; read < 10_000; read++) {
    const readMs = nowMs();
    if (readMs < lastMs) expect(readMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = readMs;
  }
});

test('is the monotonic clock of the host, which all threads and processes share', () => {
  for (let read = 0; read < 100; read++) {
    const beforeMs = hrtimeMs();
    const readMs = nowMs();
    const afterMs = hrtimeMs();
    expect(readMs).toBeGreaterThan(beforeMs - TOLERANCE_MS);
    expect(readMs).toBeLessThan(afterMs + TOLERANCE_MS);
  }
});

test('a reading in a thread lies between what its caller read before and after', async () => {
  const source = `const { parentPort } = require('node:worker_threads');
    parentPort.once('message', () => parentPort.postMessage(Number(process.hrtime.bigint()) / 1e6));`;
  const worker = new Worker(source, { eval: true });
  const beforeMs = nowMs();
  const readMs = await new Promise<number>((resolve) => {
    worker.once('message', resolve);
    worker.postMessage('read');
  });
  expect(readMs).toBeGreaterThan(beforeMs - TOLERANCE_MS);
  expect(readMs).toBeLessThan(nowMs() + TOLERANCE_MS);
  await worker.terminate();
});
