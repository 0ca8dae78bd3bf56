import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { RunDocument } from '../../harness/result/schema.ts';
import { inventedRunDocument, inventedServerDocument } from '../fixture-document.ts';
import { renderCondition } from './condition-table.ts';
import { renderRunSummary, renderRunTable } from './run-table.ts';
import { textWidth } from './text-width.ts';

const DOCUMENT = inventedRunDocument();

function conditionText(scenario: string, columns = 80, document: RunDocument = DOCUMENT): string {
  const condition = document.conditions.find((candidate) => candidate.scenario === scenario);
  if (condition === undefined) throw new RangeError(scenario);
  return renderCondition(document, condition, { columns, color: false });
}

test.each([40, 60, 80, 120, 200])('nothing is wider than %i columns', (columns) => {
  for (const blockCount of [1, 5]) {
    const text = renderRunTable(inventedRunDocument(blockCount), { columns, color: false });
    expect(text.split('\n').filter((line) => textWidth(line) > columns)).toEqual([]);
  }
});

test('colour repeats words and changes none', () => {
  const options = { columns: 80 };
  const colored = renderRunTable(DOCUMENT, { ...options, color: true });
  expect(colored).toContain('\u001b[');
  expect(stripVTControlCharacters(colored)).toBe(renderRunTable(DOCUMENT, { ...options, color: false }));
});

test('the best is first and starred, the rest follow by throughput', () => {
  const rows = conditionText('cpu/sum-of-squares').split('\n').slice(1, 7);
  expect(rows.map((row) => row.slice(0, 20).trim())).toEqual([
    'model',
    '★ worker-threads×2',
    'child-processes×2',
    'single-loop',
    'sequential',
    'worker-threads×1',
  ]);
});

test.each([
  [
    'cpu/sum-of-squares',
    80,
    /^cpu\/sum-of-squares {3}n=1000000 · 8 in flight · 5 blocks +higher is better$/m,
  ],
  ['cpu/sum-of-squares', 80, /unsure +0\.97/],
  ['cpu/sum-of-squares', 60, /No room for: vs\s+single-loop, cores, loop p99\./],
  ['cpu/sum-of-squares', 120, /loop p99$/m],
  ['cpu/sum-of-squares', 80, /^→ Use worker-threads×2: 1\.91× the throughput of single-loop/m],
  ['cpu/sha256', 80, /^ {2}child-processes×2 failed: A child ended with signal SIGKILL/m],
  ['io/file-read', 80, /^ {2}worker-threads×2 · sync void: /m],
  ['mixed/fetch-parse-hash', 80, /⚠1$[\s\S]*⚠2$[\s\S]*^ {2}⚠1 wide[\s\S]*^ {2}⚠2 wide/m],
  ['mixed/fetch-parse-hash', 80, /^ {2}⚠1 wide-interval: The interval is ±9% wide\.$/m],
])('%s in %i columns shows %s', (scenario, columns, expected) => {
  expect(conditionText(scenario, columns)).toMatch(expected);
});

test('a failed cell has no figure', () => {
  const row = conditionText('cpu/sha256')
    .split('\n')
    .find((line) => line.includes('child-processes'));
  expect(row).not.toMatch(/\d+ \[/);
});

test('the summary names each remedy once and tells what was measured', () => {
  const summary = renderRunSummary(DOCUMENT, { columns: 80, color: false });
  expect(summary.match(/wide-interval/g)).toHaveLength(1);
  expect(summary).toMatch(/⚠ wide-interval: 2 cells, see above\./);
  expect(summary).toMatch(/^✖[\s\S]*⚠ noisy-host: Steal reached 1\.0%/m);
  expect(summary).toMatch(/6 conditions · 26 cells, 1 failed, 1 void · 30 blocks · 1 min 24 s · seed 42\n$/);
  expect(summary).toMatch(/★ io\/http-fan-out · delayMs=20 · 64 in flight +single-loop/);
});

test('names from a stranger stay harmless', () => {
  const hostile: RunDocument = {
    ...DOCUMENT,
    conditions: DOCUMENT.conditions.map((condition) => ({
      ...condition,
      scenario: '::error::x\u001b]0;y\u0007',
    })),
    cells: DOCUMENT.cells.map((cell) => ({ ...cell, label: `\u202e${cell.label}\n` })),
    findings: [{ id: 'i\u001b[2J', severity: 'error', cell: null, evidence: 'a\u009bb', remedy: 'c\rd' }],
  };
  const text = renderRunTable(hostile, { columns: 80, color: false });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cf}\p{Cc}]/u);
  expect(text).not.toMatch(/^\s*::/m);
});

test('an interrupted run says so', () => {
  const summary = renderRunSummary({ ...DOCUMENT, complete: false }, { columns: 200, color: false });
  expect(summary).toMatch(/interrupted: finished blocks are kept\n$/);
});

test('remarks about cells are gathered at the end and mark no row', () => {
  const [cell] = DOCUMENT.cells;
  const remark = {
    id: 'warm-up-not-flat',
    severity: 'info' as const,
    evidence: 'not flat',
    remedy: 'warm up longer',
  };
  const document = { ...DOCUMENT, findings: [{ ...remark, cell: cell!.id }] };
  expect(conditionText('cpu/sum-of-squares', 80, document)).not.toContain('warm-up-not-flat');
  const summary = renderRunSummary(document, { columns: 80, color: false });
  expect(summary).toContain('i warm-up-not-flat: 1 cell, listed in the report. Warm up longer.');
});

test('what a deploy lost and how long it took stands beside servers, and beside nothing else', () => {
  const text = conditionText('cpu/sum-of-squares', 120, inventedServerDocument());
  expect(text).toMatch(/loop p99 +lost +to end$/m);
  expect(text).toMatch(/worker-threads×2 .* 2 of 640 +312 ms$/m);
  expect(conditionText('cpu/sum-of-squares', 120)).not.toContain('to end');
});
