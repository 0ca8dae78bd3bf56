import { describe, expect, it } from 'vitest';
import type { Cell, RunDocument } from '../../harness/result/schema.ts';
import { poolsDocument } from '../fixture-pools.ts';
import { conditionViews } from '../view.ts';
import { efficiencyOf } from './pool-scaling.ts';

const scalingOf = (document: RunDocument) => conditionViews(document)[0]?.scaling ?? [];

const changed = (document: RunDocument, change: (cell: Cell) => Cell): RunDocument => ({
  ...document,
  cells: document.cells.map(change),
});

/** The document as if threads had been the reference, and no loop had been measured. */
function withoutLoop(document: RunDocument): RunDocument {
  const [condition] = document.conditions;
  const [loop] = document.cells;
  if (condition === undefined || loop === undefined) throw new Error('the invented document is empty');
  return changed(document, (cell) => (cell.id === loop.id ? { ...cell, model: 'sequential' } : cell));
}

describe('toScalingSeries', () => {
  it('has a curve for each model with three sizes, over the loop, paired', () => {
    const document = poolsDocument();
    expect(conditionViews(document).map(({ scaling }) => scaling.length)).toEqual([2, 0]);
    const [threads] = scalingOf(document);
    expect(threads).toMatchObject({ label: 'worker-threads', baseLabel: 'single-loop', baseWorkers: 1 });
    expect(threads?.points.map(({ workers }) => workers)).toEqual([1, 2, 3, 4]);
    const ratioOf = (cell: string) => document.contrasts.find((contrast) => contrast.cell === cell)?.ratio;
    for (const { cell, value, low, high, isCombined } of threads?.points ?? []) {
      expect({ value, low, high }).toEqual(ratioOf(cell));
      expect(isCombined).toBe(false);
    }
  });

  it('without a loop takes the smallest pool, which has no interval', () => {
    const [threads] = scalingOf(withoutLoop(poolsDocument()));
    expect(threads).toMatchObject({ baseLabel: 'worker-threads×1', baseWorkers: 1 });
    const [first, second] = threads?.points ?? [];
    expect(first).toMatchObject({ workers: 1, value: 1, low: null, high: null, isCombined: false });
    expect(second?.isCombined).toBe(true);
    expect(second?.value).toBeCloseTo(360 / 190, 10);
  });

  it('takes no loop of another variant for a base', () => {
    const document = changed(poolsDocument(), (cell) =>
      cell.model === 'worker-threads' ? { ...cell, variant: 'sync' } : cell,
    );
    expect(scalingOf(document).map(({ baseLabel }) => baseLabel)).toEqual([
      'worker-threads×1',
      'single-loop',
    ]);
  });

  it('has nothing where one block gives no contrasts', () => {
    expect(scalingOf(poolsDocument(1))).toEqual([]);
  });
});

describe('efficiencyOf', () => {
  it.each([
    [1.8, 2, 1, 0.9],
    [2, 4, 2, 1],
    [0.9, 1, 1, 0.9],
  ])('%d with %i workers over a base of %i', (speedUp, workers, base, expected) => {
    expect(efficiencyOf(speedUp, workers, base)).toBeCloseTo(expected, 12);
  });
});
