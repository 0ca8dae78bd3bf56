import { expect, test } from 'vitest';
import { comparisonOf } from '../fixture-comparison.ts';
import { renderComparison } from './comparison-table.ts';
import { textWidth } from './text-width.ts';

const OPTIONS = { columns: 80, color: false };

test('what changed comes first, of many cells equal ones are only counted', () => {
  const verdicts = ['same', 'unsure', 'slower', 'same', 'removed', 'same', 'same'] as const;
  const text = renderComparison(comparisonOf(verdicts), OPTIONS);
  expect(text).toBe(
    [
      '1 slower · 1 removed · 1 unsure · 4 same',
      'Base base → head head · advisory: the time between two stored runs alone changes',
      'some per cent · margin ±3%',
      '',
      'slower          cpu/sha256 · 8 in flight · single-loop',
      '                −11.0% [−13.2, −8.7] · 391 → 391 tasks/s',
      'removed         cpu/sha256 · 8 in flight · single-loop',
      '                391 → — tasks/s',
      'unsure          cpu/sha256 · 8 in flight · single-loop',
      '                −11.0% [−13.2, −8.7] · 391 → 391 tasks/s',
      '                needs about 18 more blocks',
      '4 same, not listed.',
      '',
    ].join('\n'),
  );
});

test('of few cells equal ones are listed, with what would have been found', () => {
  const comparison = comparisonOf(['same']);
  const contrasts = comparison.contrasts.map((contrast) => ({ ...contrast, detectable: 1.012 }));
  expect(renderComparison({ ...comparison, contrasts }, OPTIONS)).toContain(
    'same            cpu/sha256 · 8 in flight · single-loop\n                −11.0% [−13.2, −8.7] · 391 → 391 tasks/s · would find ±1.2%\n',
  );
});

test('what a guard found makes a cell slower, and is said', () => {
  const comparison = comparisonOf(['same']);
  const [throughput] = comparison.contrasts;
  const guard = (id: string, value: number, verdict: 'slower' | 'faster' | 'unsure') => ({
    ...throughput!,
    metric: { id, unit: 'ms', better: 'lower' as const },
    ratio: { value, low: 0.9 * value, high: 1.1 * value },
    verdict,
  });
  const linesWith = (...guards: readonly ReturnType<typeof guard>[]): string[] =>
    renderComparison({ ...comparison, contrasts: [throughput!, ...guards] }, { columns: 200, color: false })
      .trimEnd()
      .split('\n')
      .slice(3)
      .map((line) => line.trim());
  expect(linesWith(guard('longest-task', 20, 'slower'), guard('cpu-per-task', 1.2, 'unsure'))).toEqual([
    'slower          cpu/sha256 · 8 in flight · single-loop',
    '−11.0% [−13.2, −8.7] · 391 → 391 tasks/s',
    'longest task of a block 20.0× [18.0, 22.0] (bursts: something rare and long); throughput same',
  ]);
  expect(linesWith(guard('cpu-per-task', 0.8, 'faster'))).toEqual([
    'same            cpu/sha256 · 8 in flight · single-loop',
    '−11.0% [−13.2, −8.7] · 391 → 391 tasks/s',
    'CPU per task −20.0% [−28.0, −12.0]',
  ]);
});

/** Two versions in one run: 391 → 391 tasks/s unless the rates of the head are named. */
function gated(verdict: 'same' | 'unsure', headPerSec: number, moreBlocks: number | null): string[] {
  const { rows, contrasts, ...rest } = comparisonOf([verdict]);
  const document = {
    ...rest,
    gate: { familyAlpha: 0.01, cellCount: 1, controls: [] },
    rows: rows.map((row) => ({ ...row, head: { ...row.head!, value: headPerSec } })),
    contrasts: contrasts.map((contrast) => ({ ...contrast, moreBlocks })),
  };
  return renderComparison(document, { columns: 200, color: false }).trimEnd().split('\n').slice(5);
}

test('rates that read as another change than the one beside them are explained', () => {
  expect(gated('same', 348, null)).toEqual([]);
  expect(gated('same', 370, null).map((line) => line.trim())).toEqual([
    'the rates, means of all valid blocks, part by −5.4%; the change is of medians in the same turns',
  ]);
});

test('what is unsure says what it would take, or that nobody knows', () => {
  const linesOf = (moreBlocks: number | null): string => gated('unsure', 348, moreBlocks).join('\n');
  expect(linesOf(1)).toContain('needs about 1 more block');
  expect(linesOf(null)).toContain('how many more blocks would tell is not known');
});

test.each([
  ['one run with itself', comparisonOf(['unsure']), 'one run with itself: nothing can have changed'],
  ['nothing in common', comparisonOf(['added', 'removed']), 'no cell is in both runs'],
])('%s is said at once', (_what, document, expected) => {
  const base = expected.startsWith('one') ? document.head : document.base;
  expect(renderComparison({ ...document, base }, OPTIONS).split('\n')[1]).toContain(` · ${expected} · `);
});

test('another machine is named by what differs', () => {
  const document = {
    ...comparisonOf(['not comparable']),
    differingKeys: [{ key: 'CPU model', base: 'One', head: 'Other' }],
  };
  expect(renderComparison(document, OPTIONS)).toContain('\n  ≠ CPU model: One → Other\n');
});

test.each([40, 80])('nothing is wider than %i columns', (columns) => {
  const document = comparisonOf(['slower', 'not comparable', 'added'], 'a-long-name '.repeat(12));
  const lines = renderComparison(document, { columns, color: false }).split('\n');
  expect(lines.filter((line) => textWidth(line) > columns)).toEqual([]);
});
