import { expect, test } from 'vitest';
import { analyse } from '../analyse/analyse.ts';
import type { UserOptions } from '../config/options.ts';
import { groupCells } from '../plan.ts';
import { type SimulatedRun, simulateRun } from './simulated-run.ts';

const THREE: UserOptions = { models: ['sequential', 'worker-threads', 'child-processes'], blocks: 3 };
const REASON = 'the package such-a-pool is not installed';

/** Some models cannot run here, as if their packages were missing. */
function without(ids: readonly string[], config = THREE): Promise<SimulatedRun> {
  return simulateRun({
    config,
    adapt: (resolved) => ({
      ...resolved,
      models: resolved.models.map((one) =>
        ids.includes(one.model.id) ? { ...one, unavailable: REASON } : one,
      ),
    }),
  });
}

test('a cell that cannot be measured keeps its place, says why, and is in no block', async () => {
  const { document, plan, events } = await without(['worker-threads']);
  expect(document.cells.map(({ model, status }) => [model, status])).toEqual([
    ['sequential', 'ok'],
    ['single-loop', 'ok'],
    ['worker-threads', 'cannot'],
    ['child-processes', 'ok'],
  ]);
  const cell = document.cells.find(({ model }) => model === 'worker-threads')!;
  expect(cell).toMatchObject({
    reason: REASON,
    error: null,
    blocks: [],
    throughputPerSec: null,
    best: false,
  });
  expect(document.conditions[0]!.cells).toContain(cell.id);
  expect(document.blocks.flatMap(({ cells }) => cells)).not.toContain(cell.id);
  expect(document.contrasts.map((contrast) => contrast.cell)).not.toContain(cell.id);
  expect(document.findings.filter((finding) => finding.cell === cell.id)).toEqual([]);
  expect(groupCells(plan.conditions[0]!.cells).flat()).toHaveLength(3);
  expect(events.at(-1)).toMatchObject({ type: 'condition-ended' });
});

test('the reference is measured also where nothing else can be', async () => {
  const { document } = await without(['worker-threads'], { models: ['worker-threads'], blocks: 2 });
  expect(document.cells.map(({ status }) => status)).toEqual(['ok', 'cannot']);
  expect(document.blocks).toHaveLength(2);
});

test('analysing the stored document again says the same', async () => {
  const { document } = await without(['sequential', 'worker-threads']);
  expect(analyse(document)).toEqual(document);
});
