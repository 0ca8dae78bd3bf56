import { describe, expect, it, test } from 'vitest';
import {
  cutText,
  linearScale,
  linearTicks,
  placeOf,
  placesOf,
  stillAxis,
  stillChart,
  stillText,
} from './still-parts.ts';

test.each([
  ['thousands', 2118, [0, 500, 1000, 1500, 2000]],
  ['units', 5, [0, 1, 2, 3, 4, 5]],
  ['a quarter', 14, [0, 2.5, 5, 7.5, 10, 12.5]],
  ['a tenth', 0.6, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
  ['very many', 9.9e8, [0, 2e8, 4e8, 6e8, 8e8]],
  ['nothing', 0, [0]],
  ['no number', Number.NaN, [0]],
  ['no end', Number.POSITIVE_INFINITY, [0]],
])('linearTicks: %s', (_name, most, expected) => {
  expect(linearTicks(most)).toEqual(expected);
});

test('linearTicks: from two to seven ticks from 0, none beyond, for any extent', () => {
  for (let most = 1e-6; most < 1e12; most *= 1.37) {
    const ticks = linearTicks(most);
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.at(-1)).toBeLessThanOrEqual(most * (1 + 1e-6));
  }
});

test.each([
  ['from 0', 10, 0, 0],
  ['half', 10, 5, 500],
  ['the most', 10, 10, 1000],
  ['beyond is kept inside', 10, 11, 1000],
  ['below is kept inside', 10, -1, 0],
  ['no extent', 0, 5, 0],
])('linearScale: %s', (_name, most, value, expected) => {
  expect(linearScale(most)(value)).toBe(expected);
});

test.each([
  [12.34, '12.3'],
  [500, '500'],
  [0.04, '0'],
])('placeOf(%d)', (place, expected) => {
  expect(placeOf(place)).toBe(expected);
});

test.each([
  ['fits', 'single-loop', 11, 'single-loop'],
  ['is cut', 'single-loop', 7, 'single…'],
  ['not behind a blank', 'one two three', 5, 'one…'],
  ['wide signs take two places', '漢字漢字', 6, '漢字…'],
  ['a pair of surrogates stays whole', '🦊🦊🦊', 4, '🦊…'],
  ['what is obeyed is shown first', 'a\u202Eb', 20, 'a⟨U+202E⟩b'],
  ['nothing', '', 5, ''],
])('cutText: %s', (_name, text, places, expected) => {
  expect(cutText(text, places)).toBe(expected);
  expect(placesOf(expected)).toBeLessThanOrEqual(places);
});

test.each([
  ['plain', stillText('a', { x: '0', y: 13 }), '<text x="0" y="13">a</text>'],
  [
    'anchored, classed',
    stillText('a', { x: '50%', y: 1, anchor: 'middle', className: 'tick' }),
    '<text x="50%" y="1" text-anchor="middle" class="tick">a</text>',
  ],
  [
    'cut, with the whole of it',
    stillText('<a…', { x: '0', y: 1 }, '<a>'),
    '<text x="0" y="1"><title>&lt;a&gt;</title>&lt;a…</text>',
  ],
])('stillText: %s', (_name, { html }, expected) => {
  expect(html).toBe(expected);
});

describe('stillAxis', () => {
  const { grid, texts } = stillAxis({
    most: 2000,
    bottomPx: 76,
    format: (value) => `${value}/s`,
    title: ['one', 'two'],
  });

  it('has a grid line at each tick, down to the bottom', () => {
    expect(grid.html).toBe(
      '<path class="grid" d="M0 0V76M250 0V76M500 0V76M750 0V76M1000 0V76"/>'.replaceAll('\n', ''),
    );
  });

  it('has a text below each line, inside the picture, and the title below them', () => {
    const found = [
      ...texts.html.matchAll(/<text x="([^"]+)" y="(\d+)"(?: text-anchor="(\w+)")?[^>]*>([^<]+)</g),
    ].map(([, x, y, anchor, text]) => [x, y, anchor, text]);
    expect(found).toEqual([
      ['0%', '92', undefined, '0/s'],
      ['25%', '92', 'middle', '500/s'],
      ['50%', '92', 'middle', '1000/s'],
      ['75%', '92', 'middle', '1500/s'],
      ['100%', '92', 'end', '2000/s'],
      ['50%', '112', 'middle', 'one'],
      ['50%', '128', 'middle', 'two'],
    ]);
  });
});

test('stillChart: named by its finding, described by its table, stretched sideways alone', () => {
  const { html } = stillChart({ finding: 'a < b', tableId: 't' }, { plot: null, texts: null, heightPx: 214 });
  expect(html).toContain('<svg class="still" role="img" aria-describedby="t"><title>a &lt; b</title>');
  expect(html).toContain('viewBox="0 0 1000 214" width="100%" height="214" preserveAspectRatio="none"');
});
