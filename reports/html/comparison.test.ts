import { describe, expect, test } from 'vitest';
import { comparisonOf } from '../fixture-comparison.ts';
import { renderComparisonHtml } from './comparison.ts';

describe('a comparison as a page', () => {
  const page = renderComparisonHtml(
    comparisonOf(['slower', 'faster', 'same', 'unsure', 'not comparable', 'added', 'removed']),
  );

  test('has a row with a plot for every cell, what needs a decision first', () => {
    const outcomes = [...page.matchAll(/<b class="outcome [\w-]+">([^<]+)<\/b>/g)].map(
      ([, outcome]) => outcome,
    );
    expect(outcomes).toEqual(['slower', 'removed', 'not comparable', 'unsure', 'faster', 'added', 'same']);
    expect(page.match(/<svg class="forest/g)).toHaveLength(7);
  });

  test('has no script, loads nothing, and allows neither', () => {
    expect(page).not.toMatch(/<script|<link|src=|url\(/);
    expect(page).toMatch(/default-src &#39;none&#39;; script-src ;/);
  });

  test('shows what the runs advise otherwise', () => {
    const advised = renderComparisonHtml({
      ...comparisonOf(['same']),
      winners: [
        {
          condition: 'c',
          scenario: 'cpu/sha256',
          label: '8 in flight',
          base: ['worker-threads×2'],
          head: ['single-loop'],
          change: 'changed',
        },
      ],
    });
    expect(advised).toContain('Which model wins: no contradiction in 0 of 1');
    expect(advised).toContain('<b>cpu/sha256 · 8 in flight</b>: worker-threads×2 won → single-loop wins');
  });
});

test('names out of a document stay text', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&\u202E';
  const page = renderComparisonHtml(comparisonOf(['slower'], hostile));
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
});
