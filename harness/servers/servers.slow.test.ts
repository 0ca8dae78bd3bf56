import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { nowMs } from '../measure/clock.ts';
import { Recorder } from '../measure/recorder.ts';
import { knownModels } from '../models/index.ts';
import { isProcessAlive, ModelLab } from '../models/model-lab.ts';
import type { RoundRequest } from '../round/protocol.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { driveAutocannon } from './drive-autocannon.ts';
import { ServerSession } from './server-session.ts';
import { shutDownUnderLoad } from './shutdown.ts';
import { askVictim } from './victim.ts';

const SERVING = knownModels.filter(({ serves }) => serves !== undefined).map(({ id }) => id);

/** Squares a number on the route that is loaded; others fail, end the process, or hang. */
const SOURCE = `
import { createServer } from 'node:http';
import { once } from 'node:events';
const serve = async (routes) => {
  const server = createServer(async (request, response) => {
    const [, name, index] = request.url.split('/');
    try {
      const body = JSON.stringify(await routes[name](Number(index)));
      response.setHeader('content-type', 'application/json').end(body);
    } catch (error) {
      response.writeHead(500).end(JSON.stringify({ error: error.message }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: async () => { const closed = once(server, 'close'); server.close(); server.closeIdleConnections(); await closed; } };
};
export default {
  inputs: (params, random, count) => Array.from({ length: count }, (_, index) => index + 1),
  run: (input) => {
    if (input === 7) throw new RangeError('no sevens');
    return { square: input * input, pid: 0 };
  },
  server: {
    loadRoute: 'square',
    victimRoute: 'health',
    createRoutes: async ({ inputs, offload }) => ({
      routes: {
        square: async (index) => offload(inputs[index]),
        health: () => ({ ok: true }),
        exit: () => process.exit(3),
        hang: () => new Promise(() => {}),
      },
      close: async () => {},
    }),
    frameworks: { default: serve },
  },
};`;

/** The same, and every task keeps 256 KiB. */
const KEEPING = SOURCE.replace(
  'run: (input) => {',
  'run: (input) => { (globalThis.kept ??= []).push(new Uint8Array(2 ** 18));',
);

let lab: ModelLab;
const sessions: ServerSession[] = [];
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
});
afterAll(() => lab.remove());

async function start(modelId: string, inputCount = 4, source = SOURCE): Promise<ServerSession> {
  const executor = await lab.write(source);
  const request: RoundRequest = {
    modelId,
    knobs: { poolSize: 2, tasksPerWorker: 1, serialization: 'advanced' },
    executor,
    scenarioId: 'square',
    inFlight: 4,
    inputCount,
    userInputs: null,
    taskDeadlineMs: 10_000,
  };
  const { server } = (await import(executor.scenarioUrl)).default;
  const session = await ServerSession.open(request, server);
  sessions.push(session);
  return session;
}

describe.each(SERVING)('%s', (modelId) => {
  test('answers requests with what its tasks gave, and nothing is left when it is closed', async () => {
    const session = await start(modelId);
    for (const index of [0, 1, 2, 3]) {
      const { output, error } = await session.run(index);
      expect({ output, error }).toEqual({ output: { square: (index + 1) ** 2, pid: 0 }, error: null });
    }
    const { cpuMs } = await session.metrics();
    expect(cpuMs).toBeGreaterThan(0);
    const pids = [...session.childPids];
    expect(pids.length).toBeGreaterThan(modelId === 'cluster' || modelId === 'child-processes' ? 2 : 0);
    await session.close();
    await vi.waitUntil(() => !pids.some(isProcessAlive), { timeout: 10_000 });
  });

  test('tells what its tasks keep, wherever they are carried out', async () => {
    const session = await start(modelId, 4, KEEPING);
    const read = async (): Promise<number> => {
      for (let task = 0; task < 40; task++) expect((await session.run(task % 4)).error).toBeNull();
      return (await session.liveBytes())!;
    };
    await read();
    const before = await read();
    const ratio = ((await read()) - before) / (40 * 2 ** 18);
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.05);
  });

  test('told to end under load it goes, and what it had been sent is accounted for', async () => {
    const session = await start(modelId);
    await session.run(0);
    const { answeredCount, drainMs } = await shutDownUnderLoad(session, { inputCount: 4, pacePerSec: 100 });
    expect(answeredCount).toBeGreaterThan(5);
    expect(drainMs).toBeLessThan(5_000);
    await vi.waitUntil(() => !session.childPids.some(isProcessAlive), { timeout: 10_000 });
  });
});

test('the closed loop keeps so many connections busy, and its books balance', async () => {
  const session = await start('single-loop');
  for (const index of [0, 1, 2, 3]) await session.run(index);
  const recorder = new Recorder();
  const outcome = await driveAutocannon({
    server: session,
    inputCount: 4,
    connections: 6,
    plan: { leadInMs: 100, windowMs: 500, minCompletions: 20 },
    recorder,
    taskDeadlineMs: 5_000,
  });
  expect(outcome.error).toBeNull();
  expect(outcome.okCount).toBe(recorder.count);
  expect(outcome.offeredCount).toBe(outcome.okCount);
  const inWindow = [...recorder.tasks()].filter(
    ({ offeredMs, settledMs }) => settledMs > outcome.windowStartMs && offeredMs < outcome.windowEndMs,
  );
  const spanMs = inWindow.reduce(
    (sum, task) =>
      sum + Math.min(task.settledMs, outcome.windowEndMs) - Math.max(task.offeredMs, outcome.windowStartMs),
    0,
  );
  // Between an answer and the next request a connection is free for as long as its client takes: how many are busy on average is the machine's.
  const busyAt = (atMs: number): number =>
    inWindow.filter(({ offeredMs, settledMs }) => offeredMs <= atMs && atMs < settledMs).length;
  expect(Math.max(...inWindow.map(({ offeredMs }) => busyAt(offeredMs)))).toBe(6);
  expect(spanMs / 500).toBeLessThanOrEqual(6.01);
});

test('a route that throws fails the task by its own words', async () => {
  const session = await start('single-loop', 8);
  const { error } = await session.run(6);
  expect(error?.message).toMatch(/500.*no sevens/);
});

test('a server that ends fails what is asked of it by name', async () => {
  const session = await start('single-loop');
  await session.ask('/exit/0').catch(() => {});
  await vi.waitUntil(() => !isProcessAlive(session.pid ?? 0), { timeout: 5_000 });
  const { error } = await session.run(0);
  expect(error).toMatchObject({
    code: 'CROSSOVER_EXECUTOR_DIED',
    message: expect.stringMatching(/The server ended/),
  });
});

test('the victim is asked at its pace and answered', async () => {
  const session = await start('single-loop');
  const fromMs = nowMs();
  const { latency, error } = await askVictim(session, {
    fromMs,
    untilMs: fromMs + 500,
    seed: 1,
    taskDeadlineMs: 5_000,
  });
  expect(error).toBeNull();
  expect(LogHistogram.from(latency).count).toBeGreaterThan(80);
});

test('a victim that hangs fails by its name at the deadline of a task', async () => {
  const session = await start('single-loop', 4, SOURCE.replace("'health'", "'hang'"));
  const fromMs = nowMs();
  const { error } = await askVictim(session, {
    fromMs,
    untilMs: fromMs + 50,
    seed: 1,
    taskDeadlineMs: 1_000,
  });
  expect(error).toMatchObject({
    code: 'CROSSOVER_DEADLINE',
    message: expect.stringMatching(/victim route did not answer within 1000 ms/),
  });
});

const loadBriefly = (server: ServerSession): ReturnType<typeof driveAutocannon> =>
  driveAutocannon({
    server,
    inputCount: 2,
    connections: 2,
    plan: { leadInMs: 50, windowMs: 200, minCompletions: 20 },
    recorder: new Recorder(),
    taskDeadlineMs: 5_000,
  });

test('under load the answer of another input is not taken for its own', async () => {
  const session = await start('single-loop');
  for (const index of [0, 1]) await session.run(index);
  session.bodies.set(1, session.bodies.get(0) ?? '');
  const { error } = await loadBriefly(session);
  expect(error).toMatchObject({
    code: 'CROSSOVER_UNMATCHED_WORK',
    message: expect.stringMatching(/"square":4/),
  });
});

test('a server that closes connections under load fails by what it does', async () => {
  const closing = SOURCE.replace('try {', "response.setHeader('connection', 'close'); try {");
  const session = await start('single-loop', 4, closing);
  for (const index of [0, 1]) await session.run(index);
  const { error } = await loadBriefly(session);
  expect(error?.message).toMatch(/closed a connection on which a request was under way/);
});

test('any 2xx is an answer: 201 of the load, 204 of the victim', async () => {
  const source = SOURCE.replace(
    'const body =',
    "response.statusCode = name === 'health' ? 204 : 201; const body =",
  );
  const session = await start('single-loop', 4, source);
  for (const index of [0, 1]) expect((await session.run(index)).error).toBeNull();
  expect((await loadBriefly(session)).error).toBeNull();
  const fromMs = nowMs();
  const times = { fromMs, untilMs: fromMs + 100, seed: 1, taskDeadlineMs: 5_000 };
  expect((await askVictim(session, times)).error).toBeNull();
});

test('an answer that is not JSON is said to be none', async () => {
  const session = await start('single-loop', 4, SOURCE.replace('.end(body)', '.end("plain " + body)'));
  const { error } = await session.run(0);
  expect(error?.message).toMatch(/not JSON: plain \{"square":1/);
});
