import { expect, test } from 'vitest';
import { analyse } from '../analyse/analyse.ts';
import { sampleScenario } from '../config/sample-config.ts';
import type { Cell } from '../result/schema.ts';
import { simulateRun } from './simulated-run.ts';

const LEAKING = sampleScenario('cpu/leaking', {
  window: 'contiguous',
  metrics: [
    { id: 'peak-memory', unit: 'bytes', better: 'lower' },
    { id: 'memory-growth', unit: 'bytes', better: 'lower' },
  ],
});
const CONFIG = { models: ['worker-threads', 'child-processes'], blocks: 4 };
/** Every process begins with 30 MB, holds 40 and takes 10 more for a while; so does the simulated host say. */
const base = 3e7;

/** What a process holds after so many tasks: `perTask` each in the pool, nothing on the loop. */
const leak = (perTask: number) => ({
  config: CONFIG,
  scenarios: [LEAKING],
  truthOf: ({ modelId }: { modelId: string }) => ({
    keptBytesPerTask: modelId === 'worker-threads' ? perTask : 0,
  }),
});

const cellOf = (cells: readonly Cell[], model: string): Cell => cells.find((cell) => cell.model === model)!;

test('what grows with every task is read off the slices, what stays does not grow', async () => {
  const { document } = await simulateRun(leak(1_000));
  const growth = cellOf(document.cells, 'worker-threads').memoryGrowthBytesPerTask!;
  expect(growth.value).toBeCloseTo(1_000, 6);
  for (const model of ['single-loop', 'child-processes'])
    expect(cellOf(document.cells, model)).toMatchObject({
      peakMemoryBytes: 5e7 - base,
      memoryGrowthBytesPerTask: { value: 0, low: 0, high: 0 },
    });
});

test('peaks are contrasted with the reference, and what does not grow has no ratio', async () => {
  const { document } = await simulateRun(leak(1_000));
  const peaks = (document.headlines ?? []).filter(({ metric }) => metric.id === 'peak-memory');
  expect(peaks.map(({ cell, verdict }) => [cell.split('#')[1]!.split('?')[0], verdict])).toEqual([
    ['worker-threads', 'slower'],
    ['child-processes', 'same'],
  ]);
  expect((document.headlines ?? []).filter(({ metric }) => metric.id === 'memory-growth')).toEqual([]);
  expect(analyse(document)).toEqual(document);
});

test('where the system tells nothing, nothing is said', async () => {
  const { document } = await simulateRun({ ...leak(1_000), machine: { hasCounters: false } });
  for (const cell of document.cells)
    expect(cell).toMatchObject({ peakMemoryBytes: null, memoryGrowthBytesPerTask: null });
  expect(document.headlines ?? []).toEqual([]);
});
