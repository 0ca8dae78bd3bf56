import { describe, expect, it } from 'vitest';
import type { Cell, RunDocument } from '../../harness/result/schema.ts';
import { poolsDocument } from '../fixture-pools.ts';
import { toLoadCurves } from './load-curves.ts';

type Point = 'kept up' | 'fell behind' | 'void';

/** One cell at 100/s, 500/s and so on. */
function documentOf(points: readonly Point[]): RunDocument {
  const document = poolsDocument();
  const [condition] = document.conditions;
  const [template] = document.cells;
  if (!condition || !template) throw new Error('the invented document is empty');
  const rates = [100, 500, 900];
  const conditions = points.map((_, index) => ({
    ...condition,
    id: `at-${index}`,
    cells: [`cell-${index}`],
    ratePerSec: rates[index] ?? 0,
  }));
  const cells = points.map((point, index): Cell => {
    const cell: Cell = {
      ...template,
      id: `cell-${index}`,
      condition: `at-${index}`,
      label: 'single-loop',
      ratePerSec: rates[index] ?? 0,
    };
    return point === 'void'
      ? { ...cell, status: 'void', latencyMs: null }
      : { ...cell, openLoop: { isSaturated: point === 'fell behind', lagMsP99: null } };
  });
  return { ...document, conditions, cells };
}

describe('what is said of a line', () => {
  it.each<[points: Point[], sentence: string]>([
    [['kept up', 'kept up'], 'single-loop keeps up with all of it.'],
    [['kept up', 'fell behind'], 'single-loop keeps up with 100/s and not with 500/s.'],
    [['fell behind', 'fell behind'], 'single-loop does not keep up with 100/s.'],
    [['kept up', 'void'], 'single-loop keeps up with 100/s.'],
    [['kept up', 'void', 'kept up'], 'single-loop keeps up with 900/s.'],
    [['void', 'void'], ''],
  ])('%j: %s', (points, sentence) => {
    expect(toLoadCurves(documentOf(points))[0]?.sentence).toBe(sentence);
  });
});
