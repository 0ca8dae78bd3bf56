import { expect, test } from 'vitest';
import { inventedAnswer, inventedTune } from '../fixture-tune.ts';
import { renderTunePage } from './tune-page.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)>&"\'';

test('the page is complete without a script and asks nobody for anything', () => {
  const html = renderTunePage(inventedTune());
  expect(html).not.toMatch(/<script/);
  expect(html).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; script-src ;/);
  expect(html.replace(/http-equiv/g, '')).not.toMatch(/https?:\/\//);
  expect(html).toContain('<h1>cpu/sha256: use poolSize 2</h1>');
  expect(html).toContain('confirmed on fresh blocks');
  expect(html).toContain('export const pool = new Piscina({');
});

test('the curve shows band, answer, what ties, cores and what people set', () => {
  const html = renderTunePage(inventedTune());
  for (const part of ['tie-band', 'class="band k0"', 'class="answer"', 'class="level"', 'class="cores"'])
    expect(html, part).toContain(part);
  expect(html).toMatch(/use 2<\/text>/);
  expect(html).toMatch(/Piscina’s defaults \(3\)/);
  expect(html).toMatch(/your setting \(16\)/);
  expect(html).not.toContain('NaN');
  // As many pictures as there are things to show: the curve, latency, loop, memory.
  expect(html.match(/<svg class="still"/g)).toHaveLength(4);
});

test('limits are drawn, and what breaks them is greyed and named', () => {
  const { sizes } = inventedTune();
  const limits = [{ id: 'added-memory' as const, most: 3e7, bound: 7e7, standing: 'broken' as const }];
  const html = renderTunePage(
    inventedTune({
      limits: { p99Ms: null, loopDelayMs: null, addedMemoryBytes: 3e7 },
      sizes: sizes.map((size) => (size.size === 8 ? { ...size, standing: 'infeasible', limits } : size)),
    }),
  );
  expect(html).toContain('class="infeasible"');
  expect(html).toContain('memory up to 66.8 MiB');
  expect(html).toContain('Sizes on grey break a limit');
});

test.each([
  ['no pool', inventedAnswer({ kind: 'no-pool', size: 0 })],
  ['nothing', inventedAnswer({ kind: 'none', size: null }, { sizes: [], validation: [] })],
  ['fresh blocks that disagree', inventedAnswer({ confirmed: false })],
  [
    'a parameter',
    inventedTune({
      model: 'single-loop',
      knob: { id: 'poolMax', kind: 'param', mayBeNone: false, anchor: 8, fixed: {} },
      sizes: inventedTune().sizes.filter(({ size }) => size > 0),
    }),
  ],
])('%s has a page, too', (_what, document) => {
  const html = renderTunePage(document);
  expect(html).toContain('</html>');
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

test('texts of a document stay texts', () => {
  const { scenario, sizes } = inventedTune();
  const html = renderTunePage(
    inventedTune({
      command: HOSTILE,
      model: HOSTILE,
      scenario: { ...scenario, id: HOSTILE, label: HOSTILE },
      sizes: sizes.map((size) => ({ ...size, label: HOSTILE, reason: HOSTILE, objective: null })),
    }),
  );
  expect(html).not.toContain('<img');
  expect(html).not.toContain('</script>');
});
