import { expect, test } from 'vitest';
import type { Cell, RunDocument } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { renderRunTable } from '../terminal/run-table.ts';
import { renderHtmlReport } from './report.ts';

const TITLES = ['What does the model itself cost?', 'What does one batch cost?'];
const HEADS = [...TITLES, 'memory / each', 'switches'];

function patched(change: (cell: Cell) => Partial<Cell>): RunDocument {
  const document = inventedRunDocument(3);
  const [condition] = document.conditions;
  return {
    ...document,
    cells: document.cells.map((cell) =>
      cell.condition === condition?.id && cell.status === 'ok' ? { ...cell, ...change(cell) } : cell,
    ),
  };
}

const measured = patched(({ model, blocks }) => ({
  nullTask: {
    perTaskMs: { value: 0.0101, low: 0.0098, high: 0.0104 },
    cpuMsPerTask: { value: 0.012, low: 0.011, high: 0.013 },
    messageMs: 0.003,
    taskCount: 4_000,
    blockCount: blocks.length,
  },
  ...(model === 'child-processes'
    ? { batch: { meanSize: 3.7, gatherMs: 0.1, queueAndSendMs: 2, runMs: 16, returnMs: 0.4 } }
    : {}),
}));

test('both tables stand in the report where they were measured, and nowhere else', () => {
  const html = renderHtmlReport(measured);
  for (const head of HEADS) expect(html).toContain(head);
  expect(html).toContain('10.10');
  const plain = renderHtmlReport(inventedRunDocument(3));
  for (const title of TITLES) expect(plain).not.toContain(title);
});

test('the terminal says it in one line', () => {
  const text = renderRunTable(measured, { columns: 100, color: false });
  expect(text).toMatch(/own cost per null task:.*worker-threads×2 10 µs/s);
});
