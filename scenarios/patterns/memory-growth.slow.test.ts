/** Growth a task, of real rounds of every model whose executors live on, against what a task keeps. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Knobs } from '../../harness/model.ts';
import { DEADLINE_MS, MODEL_IDS, RoundLab } from '../../harness/round/round-lab.ts';
import { toRound } from '../../harness/run/round-value.ts';
import { sampleSlice, sampleTaken } from '../../harness/run/sample-taken.ts';
import { compiledUrl } from '../compiled-url.ts';

const KEPT_BYTES = 16 * 1024;
const TOLERANCE = 0.05;
const PLAN = { leadInMs: 10, windowMs: 300, minCompletions: 200 };
/** What a round holds may grow a little while code is still compiled. */
const WARM_UP_MS = 500;

let lab: RoundLab;
beforeAll(async () => {
  lab = await RoundLab.open();
});
afterEach(() => lab.killAll());
afterAll(() => lab.remove());

/** As a run has it from three slices, in bytes a task. */
async function growthOf(modelId: string, variant: string, knobs: Knobs = {}): Promise<number | null> {
  const { round, open } = await lab.start(modelId, '', {
    knobs,
    spec: {
      scenarioUrl: compiledUrl('patterns/memory-growth.js'),
      scenarioLabel: 'patterns/memory-growth',
      variant,
      params: { keptKiB: KEPT_BYTES / 1024 },
    },
  });
  await open();
  await round.send('warmUp', { maxMs: WARM_UP_MS }, DEADLINE_MS);
  const slices = [];
  for (const turn of [0, 1, 2]) {
    const reading = await round.send('slice', PLAN, DEADLINE_MS);
    expect(reading.error).toBeNull();
    slices.push(sampleSlice({ turn, reading }));
  }
  await round.send('finish', null, DEADLINE_MS);
  return toRound(sampleTaken({ slices })).memoryGrowthBytesPerTask ?? null;
}

const LASTING = MODEL_IDS.filter((id) => !id.startsWith('floor') && id !== 'cluster');
/** Where garbage could pass for growth: on a loop, in threads, in processes. Libraries collect as these do. */
const OF_EACH_KIND = ['single-loop', 'worker-threads', 'child-processes'];

test.each([
  ...LASTING.map((modelId) => [modelId, 'unbounded', KEPT_BYTES] as const),
  ...OF_EACH_KIND.map((modelId) => [modelId, 'default', 0] as const),
])('%s, %s: grows by %i bytes a task', async (modelId, variant, bytes) => {
  const growth = await growthOf(modelId, variant);
  expect(Math.abs(growth! - bytes)).toBeLessThan(TOLERANCE * KEPT_BYTES);
});

test.each([
  ['workers that block while they idle', { atomics: 'sync' }],
  ['tasks that travel in batches', { batch: 4 }],
])('%s tell as well', async (_what, knobs) => {
  const growth = await growthOf('worker-threads', 'unbounded', knobs);
  expect(Math.abs(growth! - KEPT_BYTES)).toBeLessThan(TOLERANCE * KEPT_BYTES);
});
