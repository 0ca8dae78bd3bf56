import { describe, expect, test } from 'vitest';
import type { Cell } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews } from '../view.ts';
import { independentRatio, ownCostText, toOwnCosts } from './own-cost.ts';

describe('the ratio of two independent means', () => {
  test('is one of their logarithms', () => {
    expect(independentRatio([2, 2.2, 1.8], [1, 1.1, 0.9])?.value).toBeCloseTo(2, 2);
    const { low, high } = independentRatio([2, 2.2, 1.8], [1, 1.1, 0.9])!;
    expect([low < 2, high > 2]).toEqual([true, true]);
  });
  test('needs two blocks of each', () => expect(independentRatio([2, 2], [1])).toBeNull());
});

const document = inventedRunDocument(3);
const [condition] = document.conditions;
const rows = conditionViews(document)[0]!.rows;

/** The cell of a model with null tasks of so many microseconds. */
function pairOf(model: string, perTaskUs: number, changes: Partial<Cell> = {}) {
  const found = document.cells.find((cell) => cell.condition === condition?.id && cell.model === model)!;
  const perTaskMs = perTaskUs / 1e3;
  const [scatter] = [[1, 1.01, 0.99]];
  const blocks = found.blocks.slice(0, 3).map((round, index) => ({
    ...round,
    status: 'ok' as const,
    nullTask: { perTaskMs: perTaskMs * scatter![index]!, cpuMsPerTask: 0.01, messageMs: 0.004, taskCount: 9 },
  }));
  const interval = { value: perTaskMs, low: perTaskMs * 0.98, high: perTaskMs * 1.02 };
  const nullTask = {
    perTaskMs: interval,
    cpuMsPerTask: { value: 0.01, low: 0.009, high: 0.011 },
    messageMs: 0.004,
    taskCount: 27,
    blockCount: 3,
  };
  const cell: Cell = { ...found, status: 'ok', blocks, nullTask, cpuMsPerTask: 0.1, ...changes };
  const row = {
    ...rows.find((one) => one.cell === found.id)!,
    isFloor: cell.isFloor ?? false,
    label: cell.label,
  };
  return { row, cell };
}

test('nothing where no null task was measured', () => {
  const { row, cell } = pairOf('worker-threads', 9);
  const { nullTask: _nullTask, ...without } = cell;
  expect(toOwnCosts([{ row, cell: without }])).toBeNull();
});

test('the cheapest first, against the floors, with its shares', () => {
  const floor = pairOf('single-loop', 4, { isFloor: true, label: 'floor:message×2' });
  const costs = toOwnCosts([pairOf('worker-threads', 10), floor])!;
  expect(costs.floors).toEqual(['floor:message×2']);
  expect(costs.rows).toMatchObject([
    { label: 'floor:message×2', floors: [{ ratio: null, text: '—' }], perTaskText: '4.00 µs [3.92, 4.08]' },
    {
      label: 'worker-threads×1',
      perTaskText: '10.00 µs [9.80, 10.20]',
      cpuShareText: '10.0%',
      messageText: '4.0 µs',
      messageShareText: '40.0%',
    },
  ]);
  expect(costs.rows[1]?.floors[0]?.ratio).toBeCloseTo(2.5, 2);
  expect(ownCostText(costs)).toBe('floor:message×2 4.0 µs · worker-threads×1 10 µs (2.5× that)');
});
