/** Real processes: is a grain as long as its dial says, and the same work wherever it is done? */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEFAULT_MODELS } from '../../harness/config/defaults.ts';
import { models } from '../../harness/models/index.ts';
import { createForkHost } from '../../harness/round/fork-host.ts';
import type { RoundHandle } from '../../harness/round/host.ts';
import type { RoundRequest } from '../../harness/round/protocol.ts';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { compiledUrl } from '../compiled-url.ts';
import { calibration } from '../services/refs.ts';

const DEADLINE_MS = 30_000;
const host = createForkHost();
let services: RunningServices;
let tempDir: string;
beforeAll(async () => {
  tempDir = await mkdtemp(join(tmpdir(), 'crossover-grain-'));
  services = await startServices([calibration], { deadlineMs: DEADLINE_MS });
});
afterEach(() => host.killAll());
afterAll(async () => {
  await services.stop();
  await rm(tempDir, { recursive: true, force: true });
});

interface Grain {
  readonly taskMs: number;
  readonly payloadKiB: number;
}

function requestOf(modelId: string, grain: Grain): RoundRequest {
  const knobs = models.find(({ id }) => id === modelId)?.knobs ?? [];
  const pool = Object.fromEntries(
    knobs.map(({ id, defaultValue }) => [id, typeof defaultValue === 'number' ? defaultValue : 2]),
  );
  return {
    modelId,
    knobs: pool,
    executor: {
      scenarioUrl: compiledUrl('cpu/grain.js'),
      scenarioLabel: 'cpu/grain',
      variant: 'default',
      params: { ...grain },
      services: services.addresses,
      seed: 3,
      tempDir,
    },
    scenarioId: 'cpu/grain',
    inFlight: 4,
    inputCount: 4,
    userInputs: null,
    taskDeadlineMs: DEADLINE_MS,
  };
}

async function open(modelId: string, grain: Grain): Promise<{ round: RoundHandle; digest: string }> {
  const request = requestOf(modelId, grain);
  const round = await host.start(request);
  const { digest } = await round.send('open', request, DEADLINE_MS);
  return { round, digest };
}

test.each<Grain>([
  { taskMs: 0.01, payloadKiB: 0 },
  { taskMs: 1, payloadKiB: 16 },
  { taskMs: 10, payloadKiB: 1024 },
])('%j is the same work under all models', async (grain) => {
  const digests = new Map<string, string>();
  for (const modelId of DEFAULT_MODELS) digests.set(modelId, (await open(modelId, grain)).digest);
  expect(digests.size).toBe(4);
  expect(new Set(digests.values()).size).toBe(1);
});

test('another size or another payload is other work', async () => {
  const grains = [
    { taskMs: 0.1, payloadKiB: 0 },
    { taskMs: 0.3, payloadKiB: 0 },
    { taskMs: 0.1, payloadKiB: 16 },
  ];
  const digests = [];
  for (const grain of grains) digests.push((await open('sequential', grain)).digest);
  expect(new Set(digests).size).toBe(3);
});

test('grains of 1, 3 and 10 ms take times in these ratios', async () => {
  const rounds = new Map<number, RoundHandle>();
  for (const taskMs of [1, 3, 10]) {
    const { round } = await open('sequential', { taskMs, payloadKiB: 0 });
    await round.send('warmUp', { maxMs: 300 }, DEADLINE_MS);
    rounds.set(taskMs, round);
  }
  // CPU time, in turns: others who use the CPUs make every task wait, and slow all three down alike.
  const perTaskMs = new Map<number, number[]>([...rounds.keys()].map((taskMs) => [taskMs, []]));
  for (let turn = 0; turn < 7; turn++) {
    for (const [taskMs, round] of rounds) {
      const slice = await round.send('slice', { leadInMs: 10, windowMs: 80, minCompletions: 8 }, DEADLINE_MS);
      expect(slice.error).toBeNull();
      perTaskMs.get(taskMs)!.push(slice.cpuMs / slice.tasks.ok);
    }
  }
  const [one, three, ten] = [...perTaskMs.values()].map((times) => times.sort((a, b) => a - b)[3]!);
  expect(three! / one! / 3).toBeGreaterThan(0.77);
  expect(three! / one! / 3).toBeLessThan(1.3);
  expect(ten! / one! / 10).toBeGreaterThan(0.77);
  expect(ten! / one! / 10).toBeLessThan(1.3);
  expect(one).toBeGreaterThan(0.5); // calibrated by wall time, in a process of its own
  expect(one).toBeLessThan(2);
});
