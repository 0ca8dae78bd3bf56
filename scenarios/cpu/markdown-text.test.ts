import { createHash } from 'node:crypto';
import { marked } from 'marked';
import { expect, test } from 'vitest';
import { makeMarkdownBlocks } from './markdown-text.ts';

const text = makeMarkdownBlocks().join('\n\n');

test('the text never changes: what two releases are compared by is the same work', () => {
  expect(createHash('sha256').update(text).digest('hex')).toBe(
    '9be249af105de643e3204fe2b197781bbb834925d40f3cb3e713cb61ad413c46',
  );
});

test('it has what documentation has, and no block falls apart', () => {
  expect(text.length).toBeGreaterThan(12_000);
  expect(text.length).toBeLessThan(16_000);
  const html = marked.parse(text, { async: false });
  for (const tag of [
    'h2',
    'h3',
    'h4',
    'p',
    'ul',
    'ol',
    'li',
    'pre',
    'code',
    'table',
    'blockquote',
    'a',
    'strong',
    'em',
  ])
    expect(html.split(`<${tag}`).length, tag).toBeGreaterThan(1);
  for (const block of makeMarkdownBlocks()) expect(block).not.toContain('\n\n');
});
