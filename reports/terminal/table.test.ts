import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

const COLUMNS = [
  { header: 'model', align: 'left' as const },
  { header: 'tasks/s', align: 'left' as const },
  { header: 'cores', align: 'right' as const },
];
const ROWS = [
  {
    cells: [{ text: 'worker-threads×2' }, { text: '391 [384, 397]' }, { text: '1.94' }],
    mark: { text: '★' },
    suffix: { text: '⚠1' },
  },
  { cells: [{ text: 'single-loop' }, { text: '205' }, { text: '1.00' }] },
];
const headerPaint = (text: string): string => text;

test.each([
  [
    47,
    [],
    [
      '  model              tasks/s          cores',
      '★ worker-threads×2   391 [384, 397]    1.94 ⚠1',
      '  single-loop        205               1.00',
    ],
  ],
  [
    42,
    [],
    [
      '  model            tasks/s        cores',
      '★ worker-threads×2 391 [384, 397]  1.94 ⚠1',
      '  single-loop      205             1.00',
    ],
  ],
  [
    40,
    ['cores'],
    ['  model              tasks/s', '★ worker-threads×2   391 [384, 397] ⚠1', '  single-loop        205'],
  ],
  [33, ['cores'], ['  model         tasks/s', '★ worker-threa… 391 [384, 397] ⚠1', '  single-loop   205']],
])('in %i columns the rightmost give way', (width, dropped, lines) => {
  const table = renderTable(COLUMNS, ROWS, { width, headerPaint });
  expect(table.dropped).toEqual(dropped);
  expect(table.lines).toEqual(lines);
});

test('an empty table is its header', () => {
  expect(renderTable(COLUMNS, [], { width: 80, headerPaint }).lines).toEqual(['  model   tasks/s   cores']);
});
