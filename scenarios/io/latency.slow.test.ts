import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExecutor } from '../../harness/executor/create-executor.ts';
import type { Executor } from '../../harness/executor/executor.ts';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { compiledUrl } from '../compiled-url.ts';
import { delayServer } from '../services/refs.ts';

let services: RunningServices;
beforeAll(async () => {
  services = await startServices([delayServer], { deadlineMs: 10_000 });
});
afterAll(() => services.stop());

function open(delayMs: number): Promise<Executor> {
  const spec = {
    scenarioUrl: compiledUrl('io/latency.js'),
    scenarioLabel: 'io/latency',
    variant: 'default',
    params: { delayMs },
    services: services.addresses,
    seed: 1,
    tempDir: '/',
  };
  return createExecutor(spec, 0);
}

test.each([0, 3, 30])('a task of %i ms waits that long, and hundreds wait together', async (delayMs) => {
  const executor = await open(delayMs);
  const startedMs = performance.now();
  const tasks = await Promise.all(Array.from({ length: 200 }, (_, id) => executor.execute({ id })));
  const tookMs = performance.now() - startedMs;
  await executor.close();
  expect(tasks.map(({ error }) => error)).toEqual(tasks.map(() => null));
  expect(Math.min(...tasks.map(({ startedMs, endedMs }) => endedMs - startedMs))).toBeGreaterThanOrEqual(
    delayMs,
  );
  expect(tasks[7]!.output).toMatchObject({ title: 'document 7' });
  if (delayMs > 0) expect(tookMs).toBeLessThan(200 * delayMs);
});
