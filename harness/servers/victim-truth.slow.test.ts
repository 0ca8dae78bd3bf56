/** Is the victim's p99 what it should be, where that is known? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Recorder } from '../measure/recorder.ts';
import { ModelLab } from '../models/model-lab.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { loadServer } from './load-server.ts';
import { ServerSession } from './server-session.ts';

const CONNECTIONS = 6;
const TASK_MS = 5;
/**
 * Whoever asks waits for what is left of this turn of the loop and, in the next, for the connections that were served in this one:
 * epoll has them first. That is one turn to two.
 */
const TURN_MS = CONNECTIONS * TASK_MS;
const WINDOW_MS = 1_500;

/** Every request holds whatever carries it out for so many milliseconds, and never awaits; `by-hand` as one writes it without us. */
const sourceOf = (loadRoute: 'hold' | 'by-hand'): string => `
import { once } from 'node:events';
import { createServer } from 'node:http';
const serve = async (routes) => {
  const server = createServer(async (request, response) => {
    const [, name, index] = request.url.split('/');
    response.end(JSON.stringify(await routes[name](Number(index))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: async () => { server.close(); server.closeAllConnections(); } };
};
const hold = (input) => {
  const end = performance.now() + ${TASK_MS};
  while (performance.now() < end);
  return { input };
};
export default {
  inputs: (params, random, count) => Array.from({ length: count }, (_, index) => index),
  run: hold,
  server: {
    loadRoute: '${loadRoute}',
    victimRoute: 'health',
    createRoutes: async ({ inputs, offload }) => ({
      routes: {
        hold: (index) => offload(inputs[index]),
        'by-hand': (index) => hold(inputs[index]),
        health: () => ({ ok: true }),
      },
      close: async () => {},
    }),
    frameworks: { default: serve },
  },
};`;

let lab: ModelLab;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterAll(() => lab.remove());

/** Requests of the load and of the victim, in one and the same window: a busy machine slows both. */
async function loadBoth(
  modelId: string,
  loadRoute: 'hold' | 'by-hand' = 'hold',
): Promise<{ load: LogHistogram; victim: LogHistogram }> {
  const executor = await lab.write(sourceOf(loadRoute));
  const { server: app } = (await import(executor.scenarioUrl)).default;
  const knobs = { poolSize: 2, tasksPerWorker: 1, serialization: 'advanced' };
  const work = { scenarioId: 'hold', inFlight: CONNECTIONS, inputCount: 4, userInputs: null };
  const server = await ServerSession.open({ modelId, knobs, executor, ...work, taskDeadlineMs: 10_000 }, app);
  const recorder = new Recorder();
  try {
    for (const index of [0, 1, 2, 3]) await server.run(index);
    const { outcome, server: reading } = await loadServer({
      server,
      plan: { leadInMs: 200, windowMs: WINDOW_MS, minCompletions: 20 },
      driveOpenLoop: () => Promise.reject(new Error('nothing comes by a schedule')),
      inputCount: 4,
      connections: CONNECTIONS,
      recorder,
      taskDeadlineMs: 10_000,
      seed: 1,
    });
    expect(outcome.error).toBeNull();
    const load = new LogHistogram();
    for (const { offeredMs, settledMs } of recorder.tasks()) load.record(settledMs - offeredMs);
    return { load, victim: LogHistogram.from(reading.victim!) };
  } finally {
    await server.close();
  }
}

const quantileMs = (latency: LogHistogram, q: number): number => latency.quantileMs(q) ?? Number.NaN;

test.each([
  ['single-loop', 'hold', TURN_MS],
  ['single-loop', 'by-hand', TURN_MS],
  // Of two processes each has half of the connections.
  ['cluster', 'hold', TURN_MS / 2],
] as const)(
  '%s, %s: the victim waits for all connections of its loop',
  async (modelId, loadRoute, turnMs) => {
    const { load, victim } = await loadBoth(modelId, loadRoute);
    const ratio = quantileMs(victim, 0.5) / quantileMs(load, 0.5);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(2.5);
    expect(quantileMs(victim, 0.99)).toBeGreaterThan(1.5 * turnMs);
    expect(quantileMs(victim, 0.99)).toBeLessThan(3 * quantileMs(load, 0.99));
  },
);

test('beside a pool it waits for none of them', async () => {
  const { load, victim } = await loadBoth('worker-threads');
  expect(quantileMs(victim, 0.5)).toBeLessThan(0.4 * quantileMs(load, 0.5));
});
