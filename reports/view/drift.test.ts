import { describe, expect, it } from 'vitest';
import type { Cell, RunDocument } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews, type DriftFigures } from '../view.ts';
import { driftRangeOf, mostDrawnOf, thinned } from './drift.ts';

/** The first condition of two blocks, its slices with these throughputs over and over, those below zero void. */
function withSlices(
  throughputs: readonly number[],
  change: (cell: Cell) => Cell = (cell) => cell,
): RunDocument {
  const document = inventedRunDocument(2);
  const slicesOf = (block: number) =>
    throughputs.map((throughputPerSec, turn) => ({
      turn,
      cpu: 0,
      startedMs: block * 1000 + turn * 100,
      windowMs: 40,
      credit: 1,
      throughputPerSec: Math.abs(throughputPerSec),
      sleeperCpuRatio: null,
      voidReason: throughputPerSec < 0 ? 'others used the CPU' : null,
    }));
  return {
    ...document,
    cells: document.cells.map((cell) =>
      change({ ...cell, blocks: cell.blocks.map((round, index) => ({ ...round, slices: slicesOf(index) })) }),
    ),
  };
}

const firstOf = (document: RunDocument): DriftFigures | undefined => conditionViews(document)[0]?.drift[0];

describe('toDriftFigures', () => {
  it('places each slice by time and by the median of its own cell, void ones apart', () => {
    const found = firstOf(withSlices([100, 110, -500]));
    expect(found).toMatchObject({ sliceCount: 4, voidCount: 2, isThinned: false, lastToFirstRatio: null });
    expect(found?.series.points).toEqual([
      [0, -4.8],
      [0.1, 4.8],
      [1, -4.8],
      [1.1, 4.8],
    ]);
    expect(found?.series.voids.map(([sec]) => sec)).toEqual([0.2, 1.2]);
  });

  it('takes all slices of a void round for void', () => {
    const document = withSlices([100, 100, 100], (cell) => ({
      ...cell,
      blocks: cell.blocks.map((round, index) => (index === 0 ? { ...round, status: 'void' } : round)),
    }));
    expect(firstOf(document)).toMatchObject({ sliceCount: 3, voidCount: 3 });
  });

  it('compares the last third with the first', () => {
    const rising = Array.from({ length: 3 }, (_unused, index) => 100 + index);
    expect(firstOf(withSlices(rising))?.lastToFirstRatio).toBeCloseTo(101.5 / 100.5, 12);
  });

  it.each<[string, RunDocument]>([
    ['a cell without slices', withSlices([])],
    ['a cell in which nothing settled', withSlices([0, 0, 0])],
    ['a cell that failed', withSlices([100], (cell) => ({ ...cell, status: 'failed' }))],
  ])('leaves out %s', (_what, document) => {
    expect(firstOf(document)).toBeUndefined();
  });

  it('draws at most 60 slices of a cell, and says that there are more', () => {
    const found = firstOf(withSlices(Array.from({ length: 50 }, () => 100)));
    expect(found).toMatchObject({ sliceCount: 100, isThinned: true });
    expect(found?.series.points).toHaveLength(60);
  });
});

describe('thinned', () => {
  it.each([
    [[1, 2, 3], 3, [1, 2, 3]],
    [[1, 2, 3, 4, 5], 3, [1, 3, 5]],
    [[1, 2, 3, 4, 5, 6, 7], 2, [1, 7]],
  ])('%j to %i', (values, most, expected) => {
    expect(thinned(values, most)).toEqual(expected);
  });
});

describe('mostDrawnOf', () => {
  it.each([
    [0, 60],
    [16, 60],
    [1000, 20],
    [100_000, 12],
  ])('%i cells', (cellCount, expected) => {
    expect(mostDrawnOf(cellCount)).toBe(expected);
  });
});

describe('driftRangeOf', () => {
  const withRatio = (lastToFirstRatio: number | null, index: number): DriftFigures => ({
    series: { cell: '', label: `cell ${index}`, model: '', ordinal: 0, points: [], voids: [] },
    sliceCount: 0,
    voidCount: 0,
    isThinned: false,
    lastToFirstRatio,
    tenths: [1, 1],
  });
  it.each([
    ['up', [1.1, 0.95, 1.46], { low: 0.95, high: 1.46, most: { label: 'cell 2', ratio: 1.46 } }],
    [
      'halved is more than a half more',
      [1.5, 0.5],
      { low: 0.5, high: 1.5, most: { label: 'cell 1', ratio: 0.5 } },
    ],
    ['stood still', [0, 1.2], { low: 0, high: 1.2, most: { label: 'cell 0', ratio: 0 } }],
    ['one cell', [null, 1.2], { low: 1.2, high: 1.2, most: { label: 'cell 1', ratio: 1.2 } }],
    ['too few slices', [null], null],
    ['nothing', [], null],
  ])('%s', (_name, ratios, expected) => {
    expect(driftRangeOf(ratios.map(withRatio))).toEqual(expected);
  });
});
