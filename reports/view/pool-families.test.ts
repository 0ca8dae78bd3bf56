import { describe, expect, it } from 'vitest';
import type { Cell } from '../../harness/result/schema.ts';
import { poolsDocument } from '../fixture-pools.ts';
import { poolFamilies } from './pool-families.ts';

const [, template] = poolsDocument().cells;

type Change = Partial<Pick<Cell, 'model' | 'variant' | 'knobs' | 'status' | 'inFlight'>>;

const cellOf = (poolSize: number, { knobs, ...change }: Change = {}): Cell => {
  if (template === undefined) throw new Error('the invented document has no cell');
  const label = `worker-threads×${poolSize}`;
  return { ...template, label, id: label, ...change, knobs: { poolSize, ...knobs } };
};

const found = (cells: readonly Cell[]) =>
  poolFamilies(cells).map(({ label, members, sharesInFlight }) => ({
    label,
    sizes: members.map(({ workers }) => workers),
    sharesInFlight,
  }));

const threads = (sizes: number[], sharesInFlight = false) => ({
  label: 'worker-threads',
  sizes,
  sharesInFlight,
});

describe('poolFamilies', () => {
  it.each<[string, Cell[], ReturnType<typeof threads>[]]>([
    ['three sizes, smallest first', [cellOf(4), cellOf(1), cellOf(2)], [threads([1, 2, 4])]],
    ['two sizes are no curve', [cellOf(1), cellOf(2)], []],
    ['a cell without figures does not count', [cellOf(1), cellOf(2), cellOf(4, { status: 'void' })], []],
    ['variants are apart', [cellOf(1), cellOf(2), cellOf(4, { variant: 'sync' })], []],
    ['models are apart', [cellOf(1), cellOf(2), cellOf(4, { model: 'child-processes' })], []],
    ['other knobs are equal', [cellOf(1), cellOf(2), cellOf(4, { knobs: { transfer: 'move' } })], []],
    [
      'tasksPerWorker may be the default share of what is in flight',
      [8, 4, 2].map((tasksPerWorker, index) =>
        cellOf(2 ** index, { inFlight: 8, knobs: { tasksPerWorker } }),
      ),
      [threads([1, 2, 4], true)],
    ],
    [
      'but no other number',
      [8, 3, 1].map((tasksPerWorker, index) =>
        cellOf(2 ** index, { inFlight: 8, knobs: { tasksPerWorker } }),
      ),
      [],
    ],
  ])('%s', (_rule, cells, expected) => {
    expect(found(cells)).toEqual(expected);
  });

  it('names the knobs that tell two families of one model apart', () => {
    const cells = ['clone', 'move'].flatMap((transfer) =>
      [1, 2, 4].map((size) => cellOf(size, { knobs: { transfer } })),
    );
    expect(found(cells).map(({ label }) => label)).toEqual([
      'worker-threads · transfer=clone',
      'worker-threads · transfer=move',
    ]);
  });
});
