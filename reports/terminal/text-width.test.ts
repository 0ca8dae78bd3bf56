import { expect, test } from 'vitest';
import { textWidth, truncate, wrapSpans, wrapText } from './text-width.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['★ worker-threads×2 → ⚠1', 23],
  ['━━╸──', 5],
  ['é', 1],
  ['e\u0301', 1],
  ['日本', 4],
  ['ｗｉｄｅ', 8],
  ['🚀', 2],
])('%j takes %i columns', (text, expected) => {
  expect(textWidth(text)).toBe(expected);
});

test.each([
  ['worker-threads', 14, 'worker-threads'],
  ['worker-threads', 8, 'worker-…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['abc', 0, ''],
])('%j in %i columns is %j', (text, width, expected) => {
  expect(truncate(text, width)).toBe(expected);
});

test.each([
  ['one two three', { width: 9, prefix: '' }, ['one two', 'three']],
  ['one two three', { width: 9, prefix: '→ ' }, ['→ one two', '  three']],
  ['a /very/long/path b', { width: 8, prefix: '' }, ['a', '/very/long/path', 'b']],
  ['', { width: 8, prefix: '→ ' }, ['→ ']],
])('%j wraps by %j', (text, options, expected) => {
  expect(wrapText(text, options)).toEqual(expected);
});

test('paint takes no room, and a painted name keeps its colon', () => {
  const paint = (text: string): string => `<${text}>`;
  const spans = [{ text: 'Use ' }, { text: 'single loop', paint }, { text: ': it is' }];
  expect(wrapSpans(spans, { width: 12, prefix: '' })).toEqual(['Use <single>', '<loop>: it is']);
});
