import { describe, expect, test } from 'vitest';
import type { UserOptions } from '../config/options.ts';
import { sampleScenario } from '../config/sample-config.ts';
import type { CrossingRecord } from '../result/schema.ts';
import { simulateRun } from '../run/simulated-run.ts';

/** Throughput of single-loop is 1,000 ÷ n; a pool does `speedOf` as much. */
async function crossingsOf(
  speedOf: (model: string, n: number) => number,
  config: UserOptions = {},
  noise = 0.01,
): Promise<CrossingRecord[]> {
  const scenario = sampleScenario('a', { params: { n: [1, 4, 16, 64] } as object });
  const { document } = await simulateRun({
    config: { preset: 'full', blocks: 6, models: ['worker-threads', 'child-processes'], ...config },
    scenarios: [scenario],
    truthOf: ({ modelId, executor }) => {
      const n = Number(executor.params.n);
      const speed = modelId === 'single-loop' ? 1 : speedOf(modelId, n);
      return { throughputPerSec: (1_000 * speed) / n, sliceNoise: noise };
    },
  });
  return document.crossings;
}

const said = (records: readonly CrossingRecord[]): string[] =>
  records.map(({ models, outcome, leadsAbove }) =>
    `${models.join(' ÷ ')}: ${outcome} ${leadsAbove ?? ''}`.trim(),
  );

const grows = (model: string, n: number): number =>
  model === 'worker-threads' ? 0.5 * n ** 0.5 : 0.25 * n ** 0.5;

describe('crossings along a parameter', () => {
  test('each pool against the loop, and the rivals', async () => {
    const records = await crossingsOf(grows);
    expect(said(records)).toEqual([
      'worker-threads×2 ÷ single-loop: crosses true',
      'child-processes×2 ÷ single-loop: crosses true',
      'child-processes×2 ÷ worker-threads×2: never',
    ]);
    const [threads, processes] = records;
    expect(threads!.at!.value).toBeGreaterThan(3.5);
    expect(threads!.at!.value).toBeLessThan(4.5);
    expect(processes!.at!.low).toBeLessThan(16);
    expect(processes!.at!.high).toBeGreaterThan(16);
    expect(threads).toMatchObject({ scenario: 'a', param: 'n', params: {} });
    expect(threads!.points.map(({ value }) => value)).toEqual([1, 4, 16, 64]);
  });

  test('always, never, and up to a value', async () => {
    const speed = (model: string, n: number): number => (model === 'worker-threads' ? 2 : 4 / n);
    expect(said(await crossingsOf(speed))).toEqual([
      'worker-threads×2 ÷ single-loop: always',
      'child-processes×2 ÷ single-loop: crosses false',
      'child-processes×2 ÷ worker-threads×2: crosses false',
    ]);
    expect(said(await crossingsOf(() => 0.5))).toContain('worker-threads×2 ÷ single-loop: never');
  });

  test('the same work the same pace: not told apart', async () => {
    const [threads] = await crossingsOf(() => 1, {}, 0.1);
    expect(threads).toMatchObject({ at: null });
    expect(['unsure', 'open']).toContain(threads!.outcome);
  });

  test('each number of tasks in flight by itself', async () => {
    const records = await crossingsOf(grows, { inFlight: [1, 8], models: ['worker-threads'] });
    expect(records.map(({ inFlight }) => inFlight).sort()).toEqual([1, 8]);
  });

  test('two values are none, and one block says nothing', async () => {
    expect(await crossingsOf(grows, { params: { n: [1, 64] } })).toEqual([]);
    expect(await crossingsOf(grows, { blocks: 1 })).toEqual([]);
  });

  test('the place as run time of a task, where that grows', async () => {
    const [threads] = await crossingsOf(grows);
    const { at, taskMs } = threads!;
    expect(taskMs).not.toBeNull();
    expect(taskMs!.low).toBeLessThanOrEqual(taskMs!.value);
    expect(taskMs!.high).toBeGreaterThanOrEqual(taskMs!.value);
    expect(at!.value).toBeGreaterThan(0);
  });
});
