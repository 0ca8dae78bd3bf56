import { expect, test } from 'vitest';
import type { BarDatum } from '../charts/chart-spec.ts';
import { HOSTILE_TEXT } from './hostile-document.ts';
import { stillBars } from './still-bars.ts';

const bar = (over: Partial<BarDatum>): BarDatum => ({
  cell: 'c',
  label: 'single-loop',
  model: 'single-loop',
  ordinal: 0,
  value: 100,
  low: 90,
  high: 110,
  text: '100 [90, 110]',
  best: false,
  ...over,
});

const draw = (...bars: readonly BarDatum[]): string =>
  stillBars(
    { kind: 'bars', unit: 'tasks/s', bars },
    { finding: 'who wins', tableId: 't', classOf: (model) => `k-${model.length}` },
  ).html;

/** A bar that sets the scale: 200 is the right edge. */
const longest = bar({ value: 150, low: 100, high: 200, text: '150 [100, 200]' });

const rectsOf = (html: string): unknown[] =>
  [...html.matchAll(/<rect class="([^"]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(
    ([, className, x, y, width]) => [className, x, y, width],
  );
const whiskersOf = (html: string): unknown[] =>
  [...html.matchAll(/<path class="whisker" d="M([\d.]+) ([\d.]+)H([\d.]+)M/g)].map(([, from, y, to]) => [
    from,
    y,
    to,
  ]);
const textsOf = (html: string): string[] =>
  [...html.matchAll(/<text[^>]*>(?:<title>[^<]*<\/title>)?([^<]*)</g)].map(([, text = '']) => text);

test.each([
  ['a bar begins at 0', bar({}), ['bar k-11', '0', '57', '500'], ['450', '64', '550']],
  ['without bounds no whisker', bar({ low: null, high: null }), ['bar k-11', '0', '57', '500'], null],
  [
    'zero is a bar of no length',
    bar({ value: 0, low: 0, high: 2 }),
    ['bar k-11', '0', '57', '0'],
    ['0', '64', '10'],
  ],
  [
    'a bound below 0 ends at 0',
    bar({ value: 20, low: -4, high: 44 }),
    ['bar k-11', '0', '57', '100'],
    ['0', '64', '220'],
  ],
  ['no value, no bar', bar({ value: null, low: null, high: null, text: 'failed' }), null, null],
])('%s', (_name, second, rect, whisker) => {
  const html = draw(longest, second);
  expect(rectsOf(html)).toEqual([['bar k-11', '0', '19', '750'], ...(rect === null ? [] : [rect])]);
  expect(whiskersOf(html)).toEqual([['500', '26', '1000'], ...(whisker === null ? [] : [whisker])]);
});

test.each([
  ['label and figure', bar({}), ['single-loop', '100 [90, 110]']],
  ['a star before what is best', bar({ best: true }), ['★ single-loop', '100 [90, 110]']],
  ['the status of a cell without a figure', bar({ value: null, text: 'failed' }), ['single-loop', 'failed']],
])('texts: %s', (_name, one, expected) => {
  expect(textsOf(draw(one)).slice(0, 2)).toEqual(expected);
});

test('a whisker lies on a halo of its own that reaches beyond it, so that it is seen on any bar', () => {
  const html = draw(longest);
  const capsOf = (name: string): string | undefined =>
    new RegExp(`<path class="${name}" d="M500 26H1000(M[^"]*)"`).exec(html)?.[1];
  expect(capsOf('whisker')).toBe('M500 21.5v9M1000 21.5v9');
  expect(capsOf('halo')).toBe('M500 20v12M1000 20v12');
  expect(html.indexOf('class="halo"')).toBeLessThan(html.indexOf('class="whisker"'));
});

test('a long label is cut so that its figure has room, and given whole', () => {
  const label = 'worker-threads×2 · serialization=structured · transfer=true';
  const html = draw(bar({ label }));
  const [cut = '', figure = ''] = textsOf(html);
  expect(cut).toBe('worker-threads×2 · serialization=s…');
  expect(cut.length + figure.length).toBeLessThanOrEqual(48);
  expect(html).toContain(`<title>${label}</title>`);
});

test('the axis says what is drawn, and of whiskers only where there are some', () => {
  expect(textsOf(draw(longest)).slice(-2)).toEqual([
    'tasks/s (mean), from 0 · higher is better',
    'whiskers: 95% interval',
  ]);
  expect(textsOf(draw(bar({ low: null, high: null }))).at(-1)).toBe(
    'tasks/s (mean), from 0 · higher is better',
  );
});

test.each([
  ['no bars', []],
  ['bars without figures', [bar({ value: null, text: 'void' }), bar({ value: null, text: 'failed' })]],
])('%s: a picture all the same', (_name, bars) => {
  const html = draw(...bars);
  expect(rectsOf(html)).toEqual([]);
  expect(html).not.toMatch(/NaN|Infinity|undefined/);
});

test('no text becomes markup, and nothing needs a style attribute', () => {
  const html = draw(
    bar({ label: HOSTILE_TEXT, text: HOSTILE_TEXT }),
    bar({ value: null, text: HOSTILE_TEXT }),
  );
  expect(html).not.toMatch(/<(?:img|script)|\sstyle=|\u202E/);
});
