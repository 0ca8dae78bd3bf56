import { expect, test } from 'vitest';
import { plan } from '../plan.ts';
import type { Steering } from './run-context.ts';
import { simulateRun } from './simulated-run.ts';

/** Chooses the reference and one pool after the other, as often as `sizes` has entries. */
function steerThrough(sizes: readonly number[]): Steering & { readonly seen: number[] } {
  const seen: number[] = [];
  return {
    seen,
    expectedBlockCount: sizes.length,
    plan: (config, cores) => ({ ...plan(config, cores), blocks: [], isSteered: true }),
    next: ({ conditions: [condition] }, document) => {
      seen.push(document.blocks.length);
      const size = sizes[document.blocks.length];
      if (condition === undefined || size === undefined) return null;
      const cells = condition.cells.filter(
        ({ isReference, knobs }) => isReference || knobs.poolSize === size,
      );
      return { condition, cells, blockIndex: document.blocks.length };
    },
  };
}

test('blocks are chosen one after the other, each by what was measured before', async () => {
  const steering = steerThrough([1, 4, 1]);
  const { document, events } = await simulateRun({
    config: { models: ['worker-threads'], knobs: { poolSize: [1, 2, 4] } },
    steering,
  });
  expect(steering.seen).toEqual([0, 1, 2, 3]);
  const sizesOf = document.blocks.map(({ cells }) =>
    cells.map((id) => document.cells.find((cell) => cell.id === id)?.knobs.poolSize ?? 'none'),
  );
  expect(sizesOf).toEqual([
    ['none', 1],
    ['none', 4],
    ['none', 1],
  ]);
  expect(document.cells.map(({ knobs }) => knobs.poolSize ?? 'none')).toEqual(['none', 1, 4]);
  expect(document.conditions[0]!.cells).toEqual(document.cells.map(({ id }) => id));
  expect(document.config.blocks).toBe(3);
  const told = events.flatMap((event) => (event.type === 'block-ended' ? [event.blockCount] : []));
  expect(told).toEqual([3, 3, 3]);
  expect(events.some(({ type }) => type === 'condition-ended')).toBe(false);
});

test('blocks share the budget, however many are chosen', async () => {
  const steering = steerThrough([1, 1, 1, 1, 1, 1]);
  const { document } = await simulateRun({
    config: { models: ['worker-threads'], knobs: { poolSize: [1] }, budgetMs: 12_000 },
    steering,
  });
  expect(document.durationMs).toBeLessThan(13_000);
});
