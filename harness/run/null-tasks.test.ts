import { expect, test } from 'vitest';
import type { RoundRequest } from '../round/protocol.ts';
import { simulateRun } from './simulated-run.ts';

/** Null tasks are ten times as fast as others, but where nothing is kept. */
const truthOf = ({ modelId, executor }: RoundRequest) => {
  if (executor.nullTask === undefined) return { throughputPerSec: 1_000 };
  if (modelId === 'child-processes') return { lostPerSlice: 1, throughputPerSec: 5_000 };
  return { throughputPerSec: 10_000 };
};

test('beside every cell its null task, in processes of their own; a null round that is not valid has no figure', async () => {
  const models = ['single-loop', 'worker-threads', 'child-processes'];
  const { document, host } = await simulateRun({ config: { models, blocks: 3, anatomy: true }, truthOf });
  expect(document.config.anatomy).toBe(true);
  const shown = document.cells
    .filter(({ isFloor }) => !isFloor)
    .map(({ model, status, nullTask }) => [
      model,
      status,
      nullTask && Math.round(nullTask.perTaskMs!.value * 1e3),
    ]);
  expect(shown).toEqual([
    ['single-loop', 'ok', 100],
    ['worker-threads', 'ok', 100],
    ['child-processes', 'ok', null],
  ]);
  const [, threads] = document.cells;
  expect(threads?.nullTask).toMatchObject({ messageMs: 0.002, blockCount: 3 });
  expect(threads?.throughputPerSec?.value).toBeCloseTo(1_000, -2);
  expect(host.aliveCount).toBe(0);
});

test('floors come along, and nobody pays who did not ask', async () => {
  const { document } = await simulateRun({
    config: { models: ['worker-threads'], blocks: 2, anatomy: true },
  });
  expect(document.cells.map(({ model }) => model)).toEqual([
    'single-loop',
    'worker-threads',
    'floor:message',
    'floor:atomics',
  ]);
  const plain = await simulateRun({ config: { models: ['worker-threads'], blocks: 2 } });
  expect(plain.document.config.anatomy).toBeUndefined();
  expect(plain.document.cells.every((cell) => !('nullTask' in cell))).toBe(true);
});
