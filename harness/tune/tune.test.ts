import { describe, expect, test } from 'vitest';
import { TUNE } from '../config/defaults.ts';
import { sampleScenario } from '../config/sample-config.ts';
import { parseDocument } from '../result/parse.ts';
import { piscinaDefaultsSetting } from './piscina-defaults.ts';
import { simulateTune } from './simulated-tune.ts';

/** Two cores: a pool of two doubles, and every further thread costs a little. */
const twoCores = (size: number) => ({
  throughputPerSec: size === 0 ? 820 : 800 * Math.min(size, 2) * (1 - 0.03 * Math.max(0, size - 2)),
  sliceNoise: 0.01,
  processNoise: 0.004,
  memoryBytes: 3e7 + 8e6 * size,
  loopWaitMs: size === 0 ? 9 : 0.4,
});

const NO_LIMITS = { p99Ms: null, loopDelayMs: null, addedMemoryBytes: null, ratePerSec: null };

describe('a pool on two cores', () => {
  test('is found, and written down; fresh blocks that leave one setting open do not confirm it', async () => {
    const settings = [piscinaDefaultsSetting(8, 2)];
    const { tune, document, told } = await simulateTune({ truthOf: twoCores, request: { settings } });
    expect(tune.recommendation).toMatchObject({
      kind: 'size',
      size: 2,
      shape: 'peak',
      confirmed: null,
      knobs: { poolSize: 2, tasksPerWorker: 1 },
    });
    expect(tune.search.stoppedBecause).toBe('stable');
    expect(tune.search.roundCount / tune.search.exhaustiveRoundCount).toBeLessThan(0.45);
    expect(tune.validation.map(({ roles, verdict }) => [roles.join(), verdict])).toEqual([
      ['recommended', 'recommended'],
      ['no-pool', 'worse'],
      ['piscina-defaults', 'unsure'],
      ['cores-minus-1', 'worse'],
    ]);
    expect(tune.validation[2]!.detail).toMatch(/minThreads 1, maxThreads 3/);
    expect(told).toEqual([expect.stringMatching(/stable: poolSize 2/)]);
    expect(document.blocks.length).toBe(tune.search.blockCount + 3);
    expect(parseDocument(JSON.stringify(tune), 'tune.json')).toEqual(tune);
  });

  test('is confirmed where every fresh setting is surely no better', async () => {
    const { tune } = await simulateTune({ truthOf: twoCores });
    expect(tune.validation.map(({ verdict }) => verdict)).toEqual(['recommended', 'worse', 'worse']);
    expect(tune.recommendation.confirmed).toBe(true);
  });

  test('keeps limits on their bounds: memory for two threads is not there', async () => {
    const limits = { ...NO_LIMITS, addedMemoryBytes: 12e6 };
    const { tune } = await simulateTune({ truthOf: twoCores, request: { limits } });
    expect(tune.recommendation).toMatchObject({ kind: 'no-pool' });
    expect(tune.sizes.find(({ size }) => size === 2)).toMatchObject({
      standing: 'infeasible',
      limits: [{ id: 'added-memory', standing: 'broken' }],
    });
  });

  test('a loop that must stay free rules out no pool', async () => {
    const limits = { ...NO_LIMITS, loopDelayMs: 5 };
    const slow = (size: number) => ({ ...twoCores(size), throughputPerSec: size === 0 ? 2_000 : 800 });
    const { tune } = await simulateTune({ truthOf: slow, request: { limits } });
    expect(tune.recommendation).toMatchObject({ kind: 'size', size: 1, shape: 'flat' });
  });

  test('limits that nothing keeps leave nothing to recommend', async () => {
    const { tune } = await simulateTune({
      truthOf: twoCores,
      request: { limits: { ...NO_LIMITS, p99Ms: 0.01 } },
    });
    expect(tune.recommendation).toMatchObject({ kind: 'none', size: null, confirmed: null });
  });
});

test('work that only waits wants no pool', async () => {
  const { tune } = await simulateTune({
    scenario: sampleScenario('io/wait', { kind: 'io' }),
    truthOf: () => ({ throughputPerSec: 800, sliceNoise: 0.01, processNoise: 0.01 }),
  });
  expect(tune.recommendation.kind).toBe('no-pool');
  expect(tune.validation[0]!.roles).toEqual(['recommended', 'no-pool']);
});

describe('latency at a rate', () => {
  const atRate = (ratePerSec: number) =>
    simulateTune({
      truthOf: twoCores,
      wish: { maxSize: 4 },
      request: {
        objective: 'latency',
        rate: { ratePerSec, arrivals: 'constant' },
        budgetMs: TUNE.rateBudgetMs,
        limits: { ...NO_LIMITS, ratePerSec },
      },
    });

  test('what falls behind is out of the question and has no latency', async () => {
    const { tune } = await atRate(1_200);
    expect(tune).toMatchObject({ ratePerSec: 1_200, objective: { id: 'latency', better: 'lower' } });
    expect(tune.scenario.label).toMatch(/1200\/s come$/);
    expect(tune.recommendation).toMatchObject({ kind: 'size', size: 2, confirmed: true });
    for (const size of [0, 1]) {
      expect(tune.sizes.find((one) => one.size === size)).toMatchObject({
        standing: 'infeasible',
        objective: null,
        p99Ms: null,
        ratio: null,
        toBest: null,
        limits: [{ id: 'rate', most: 1_200, standing: 'broken' }],
      });
    }
    expect(tune.curve.points).toEqual([]);
    // 1,600 tasks a second for one at a time, three quarters of them used.
    const two = tune.sizes.find((one) => one.size === 2)!;
    expect(two.objective!.value).toBeGreaterThan(2.3);
    expect(two.objective!.value).toBeLessThan(2.7);
    const without = tune.validation.find(({ roles }) => roles.includes('no-pool'))!;
    expect(without).toMatchObject({ verdict: 'worse', ratio: null, reason: 'falls behind' });
    expect(parseDocument(JSON.stringify(tune), 'tune.json')).toEqual(tune);
  });

  test('a rate that nothing carries leaves nothing to recommend', async () => {
    const { tune } = await atRate(5_000);
    expect(tune.recommendation).toMatchObject({ kind: 'none', size: null });
    expect(tune.sizes.every(({ standing }) => standing === 'infeasible')).toBe(true);
  });

  test('where all keep up, the quickest is the answer', async () => {
    const { tune } = await atRate(400);
    expect(tune.recommendation).toMatchObject({ kind: 'size', size: 2, confirmed: true });
    expect(tune.sizes.every(({ objective }) => objective !== null)).toBe(true);
    expect(tune.curve.points.length).toBeGreaterThan(2);
  });
});

test('a parameter of the scenario is tuned by cells of their own', async () => {
  const scenario = sampleScenario('io/db', { kind: 'io', params: { poolMax: [8, 1, 16], rows: [10] } });
  const { tune, document } = await simulateTune({
    scenario,
    wish: { knob: 'poolMax' },
    truthOf: (size) => ({ throughputPerSec: 200 * Math.min(size, 4), processNoise: 0.004 }),
  });
  expect(tune.knob).toMatchObject({ id: 'poolMax', kind: 'param', mayBeNone: false, anchor: 8 });
  expect(tune.recommendation).toMatchObject({ kind: 'size', size: 4, params: { poolMax: 4 } });
  expect(tune.recommendation.shape).toBe('no-peak');
  expect(new Set(document.cells.map(({ params }) => params.rows))).toEqual(new Set([10]));
  expect(document.cells.find(({ params }) => params.poolMax === 4)!.id).toMatch(/@poolMax=4$/);
});

test('tasks in flight are tuned by cells of their own', async () => {
  const { tune } = await simulateTune({
    scenario: sampleScenario('io/wait', { kind: 'io' }),
    wish: { knob: 'inFlight', maxSize: 16 },
    truthOf: (size) => ({ throughputPerSec: 100 * Math.min(size, 6), processNoise: 0.004 }),
  });
  expect(tune.knob).toMatchObject({ id: 'inFlight', kind: 'in-flight', anchor: 8 });
  expect(tune.recommendation).toMatchObject({ kind: 'size', size: 6 });
});

test('--exhaustive measures every size equally often', async () => {
  const { tune } = await simulateTune({
    wish: { maxSize: 4 },
    truthOf: twoCores,
    request: { exhaustive: true, budgetMs: null },
  });
  expect(tune.search.stoppedBecause).toBe('all-measured');
  expect(tune.sizes.filter(({ size }) => size > 0).map(({ blockCount }) => blockCount)).toEqual([8, 8, 8, 8]);
  expect(tune.recommendation.size).toBe(2);
});

test('a size that fails is left out, and a reference that fails ends the search', async () => {
  const wrong = { code: 'CROSSOVER_TASK_FAILED', name: 'Error', message: 'no' };
  const failing = (which: number) =>
    simulateTune({
      truthOf: (size) => ({
        ...twoCores(size),
        ...(size === which ? { wrong: (command: string) => (command === 'open' ? wrong : null) } : {}),
      }),
    });
  const { tune: withoutFour } = await failing(4);
  expect(withoutFour.sizes.find(({ size }) => size === 4)).toMatchObject({
    standing: 'failed',
    objective: null,
  });
  expect(withoutFour.recommendation.size).toBe(2);
  const { tune: withoutReference } = await failing(0);
  expect(withoutReference.search.stoppedBecause).toBe('failed');
  expect(withoutReference.recommendation.kind).toBe('none');
});

test('the budget ends the search, and leaves time for fresh blocks', async () => {
  const { tune } = await simulateTune({
    truthOf: (size) => ({ throughputPerSec: size === 0 ? 400 : 800, processNoise: 0.08 }),
    request: { budgetMs: 40_000 },
  });
  expect(tune.search.stoppedBecause).toBe('budget');
  expect(tune.durationMs).toBeLessThan(42_000);
  expect(tune.validation.every(({ blockCount }) => blockCount === 3)).toBe(true);
});

test.each([2_000, 5_000])('a budget of %i ms ends by itself, whatever it has', async (budgetMs) => {
  const { tune } = await simulateTune({ truthOf: twoCores, request: { budgetMs } });
  expect(tune.search.stoppedBecause).toBe('budget');
  expect(tune.recommendation.kind).toBe('none');
  expect(tune.durationMs).toBeLessThan(2 * budgetMs);
});
