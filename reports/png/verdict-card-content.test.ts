import { expect, test } from 'vitest';
import type { RunDocument } from '../../harness/result/schema.ts';
import { INVENTED_CONDITIONS, type InventedCell } from '../fixture-conditions.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { cardContentOf } from './verdict-card-content.ts';

const [winner, , , keep, , doubt] = INVENTED_CONDITIONS;
if (winner === undefined || keep === undefined || doubt === undefined)
  throw new Error('the invented conditions are missing');
const [loop, , small] = winner.cells as [InventedCell, InventedCell, InventedCell];
const pools = [2, 3, 4, 5, 6].map((poolSize) => ({ ...small, poolSize, perSec: 300 + poolSize }));
const named = (variant: string): InventedCell => ({ ...small, variant });

const check = (name: string, document: RunDocument, expected: object): void =>
  test(name, () => expect(cardContentOf(document)).toMatchObject(expected));

check('a winner: its ratio, and where it stands in the run', inventedRunDocument(5, [winner, keep]), {
  title: 'cpu/sum-of-squares',
  label: 'n=1000000 · 8 in flight',
  extent: '5 blocks · 4 of 5 cells shown · condition 1 of 2',
  sentence: expect.stringMatching(/^Use worker-threads×2: 1\.91× /),
  ratio: {
    value: '1.91×',
    detail: 'faster · [1.88, 1.94] 95% interval · worker-threads×2 ÷ single-loop',
    isUnsure: false,
  },
  model: 'worker-threads',
  origin: 'Invented CPU @ 2.50GHz · 2 cores · Node v20.20.0 · 2026-03-01 14:05 UTC · crossover-bench 0.1.0',
});
check('the reference is best: the nearest of the others says by how much', inventedRunDocument(5, [keep]), {
  extent: '5 blocks',
  ratio: { value: '0.83×', detail: 'slower · [0.81, 0.84] 95% interval · worker-threads×2 ÷ single-loop' },
  model: 'single-loop',
});
check('in doubt: no model, and a ratio that says so', inventedRunDocument(5, [doubt]), {
  sentence: expect.stringMatching(/^Unsure: /),
  ratio: { detail: expect.stringMatching(/^unsure · \[0\.96, 1\.16\] /), isUnsure: true },
  model: null,
});
check('one block: figures without ratio, interval or model', inventedRunDocument(1, [winner]), {
  sentence: expect.stringMatching(/^No verdict: one block/),
  ratio: null,
  model: null,
});
check(
  'more cells than there is room for: the reference stays',
  inventedRunDocument(5, [{ ...winner, cells: [loop, ...pools] }]),
  {
    bars: {
      bars: [
        { label: 'worker-threads×6' },
        { label: 'worker-threads×5' },
        { label: 'worker-threads×4' },
        { label: 'single-loop' },
      ],
    },
  },
);
check('long labels are cut', inventedRunDocument(5, [{ ...winner, cells: [loop, named('x'.repeat(50))] }]), {
  bars: { bars: [{}, { label: `worker-threads×1 · ${'x'.repeat(8)}…` }] },
});
check(
  'but not where they would be alike',
  inventedRunDocument(5, [
    { ...winner, cells: [loop, named(`${'x'.repeat(50)}a`), named(`${'x'.repeat(50)}b`)] },
  ]),
  { bars: { bars: [{}, { label: expect.stringMatching(/a$/) }, { label: expect.stringMatching(/b$/) }] } },
);

test('nothing measured gives no card', () => {
  const document = inventedRunDocument(1, [winner]);
  expect(cardContentOf({ ...document, conditions: [], cells: [] })).toBeNull();
});
