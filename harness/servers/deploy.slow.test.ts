/** The built-in application, told to end in mid-load: does any way of serving it lose a request? */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import app from '../../scenarios/servers/app.ts';
import { builtUrl } from '../built.ts';
import { nowMs } from '../measure/clock.ts';
import { knownModels } from '../models/index.ts';
import { isProcessAlive, ModelLab } from '../models/model-lab.ts';
import type { RoundRequest } from '../round/protocol.ts';
import { ServerSession } from './server-session.ts';
import { shutDownUnderLoad } from './shutdown.ts';

const SERVING = knownModels.filter(({ serves }) => serves !== undefined).map(({ id }) => id);

let lab: ModelLab;
let server: ServerSession | null = null;
beforeAll(async () => {
  lab = await ModelLab.open();
});
afterEach(async () => {
  await server?.close();
});
afterAll(() => lab.remove());

async function start(modelId: string): Promise<ServerSession> {
  const request: RoundRequest = {
    modelId,
    knobs: { poolSize: 2, tasksPerWorker: 4, serialization: 'advanced' },
    executor: {
      scenarioUrl: builtUrl('scenarios/servers/app.js').href,
      scenarioLabel: 'servers/app',
      variant: 'default',
      params: { route: 'cpu' },
      services: {},
      seed: 7,
      tempDir: lab.folder,
    },
    scenarioId: 'servers/app',
    inFlight: 8,
    inputCount: 8,
    userInputs: null,
    taskDeadlineMs: 10_000,
  };
  return ServerSession.open(request, app.server as never);
}

/** Requests per second with eight at a time, as the warm-up of a round finds it. */
async function paceOf(session: ServerSession): Promise<number> {
  const askAll = (): Promise<unknown> =>
    Promise.all(Array.from({ length: 8 }, (_, index) => session.run(index)));
  for (let round = 0; round < 3; round++) await askAll();
  const startMs = nowMs();
  for (let round = 0; round < 10; round++) await askAll();
  return 80e3 / (nowMs() - startMs);
}

/**
 * Of the pace that is told a deploy asks at half: at an eighth of what the server carries, so that neighbours who take CPUs in mid-deploy do
 * not make it more than that. Who asks too much is another case, and loses what waits.
 */
const TOLD_RATIO = 0.25;
/**
 * A primary that has accepted a connection while its last worker closes has nobody to hand it to: with both CPUs taken by others that was
 * one request in one of eight deploys, and nothing in a worker can prevent it. At this pace no two can come so closely.
 */
const MOST_LOST: Readonly<Record<string, number>> = { cluster: 1 };

test.each(SERVING)(
  '%s: told to end under load, it loses no request that it could answer and goes',
  async (modelId) => {
    server = await start(modelId);
    const pacePerSec = TOLD_RATIO * (await paceOf(server));
    const deploy = await shutDownUnderLoad(server, { inputCount: 8, pacePerSec });
    expect(deploy.lostCount).toBeLessThanOrEqual(MOST_LOST[modelId] ?? 0);
    expect(deploy.answeredCount).toBeGreaterThan(5);
    expect(deploy.refusedCount).toBeGreaterThan(0);
    expect(deploy.drainMs).toBeLessThan(3_000);
    await vi.waitUntil(() => !server!.childPids.some(isProcessAlive), { timeout: 10_000 });
  },
);

test.each(SERVING)(
  '%s: clients that came before it was told and wait to be let in are answered',
  async (modelId) => {
    server = await start(modelId);
    const clients = Array.from({ length: 12 }, (_, index) => server!.ask(`/quote/${index % 8}`));
    await new Promise((resolve) => setTimeout(resolve, 15));
    void server.terminate();
    const answers = await Promise.allSettled(clients);
    expect(
      answers.map((one) => (one.status === 'fulfilled' ? one.value.status : String(one.reason))),
    ).toEqual(clients.map(() => 200));
  },
);
