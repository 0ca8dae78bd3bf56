import { describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews } from '../view.ts';
import { workKindOf } from './core-use.ts';

describe('toCoreUseSeries', () => {
  it('has the cells with figures, and the cores that count', () => {
    const view = conditionViews(inventedRunDocument()).find(({ scenario }) => scenario === 'cpu/sha256');
    expect(view?.usableCores).toBe(2);
    expect(view?.coreUse.map(({ label, cores, executorCount }) => [label, cores, executorCount])).toEqual([
      ['worker-threads×2', 1.94, 2],
      ['single-loop', 1, 1],
      ['sequential', 1, 1],
    ]);
  });
});

describe('workKindOf', () => {
  it.each([
    [0, 'mostly waits'],
    [0.49, 'mostly waits'],
    [0.5, 'one core at a time'],
    [1.04, 'one core at a time'],
    [1.2, 'parallel'],
    [12, 'parallel'],
  ])('%d cores', (cores, expected) => {
    expect(workKindOf(cores)).toBe(expected);
  });
});
