import { expect, test } from 'vitest';
import type { ScalingSpec } from '../charts/evidence-spec.ts';
import type { ScalingPoint } from '../view.ts';
import { HOSTILE_TEXT } from './hostile-document.ts';
import { stillScaling } from './still-scaling.ts';

const pointOf = (workers: number, value: number, half: number | null): ScalingPoint => ({
  cell: `c${workers}`,
  label: `worker-threads×${workers}`,
  workers,
  value,
  low: half === null ? null : value - half,
  high: half === null ? null : value + half,
  isCombined: false,
});

const specOf = (points: readonly ScalingPoint[], label = 'worker-threads'): ScalingSpec => ({
  kind: 'scaling-speed-up',
  usableCores: 2,
  series: [
    {
      label,
      model: 'worker-threads',
      ordinal: 0,
      baseLabel: 'single-loop',
      baseWorkers: 1,
      sharesInFlight: false,
      points,
    },
  ],
});

const draw = (spec: ScalingSpec): string =>
  stillScaling(spec, { finding: 'it scales', tableId: 't', classOf: () => 'k' }).html;

const pathsOf = (html: string, className: string): string[] =>
  [...html.matchAll(new RegExp(`<path class="${className}" d="([^"]*)"`, 'g'))].map(([, d = '']) => d);

const THREE = [pointOf(1, 1, null), pointOf(2, 1.8, 0.1), pointOf(4, 1.7, 0.2)];

test('a curve rises from size to size, with a dot for each and a whisker where there is an interval', () => {
  const html = draw(specOf(THREE));
  const [curve = ''] = pathsOf(html, 'curve k');
  const places = [...curve.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(places).toHaveLength(3);
  const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = [], [x4 = 0, y4 = 0] = []] = places;
  expect((x4 - x2) / (x2 - x1)).toBeCloseTo(2, 1); // workers are to scale
  expect((y1 - y4) / (y1 - y2)).toBeCloseTo(0.7 / 0.8, 2); // so are speed-ups
  expect(pathsOf(html, 'dots k')[0]?.match(/h0/g)).toHaveLength(3);
  expect(pathsOf(html, 'whisker')[0]?.match(/V/g)).toHaveLength(2);
});

test.each([
  ['cores that lie among the sizes are marked', 2, 1],
  ['cores beyond them are not', 8, 0],
])('%s', (_name, usableCores, count) => {
  expect(pathsOf(draw({ ...specOf(THREE), usableCores }), 'cores')).toHaveLength(count);
});

test('it is named, described, and says the figures; a stranger’s label stays text', () => {
  const html = draw(specOf(THREE, HOSTILE_TEXT));
  expect(html).toContain('<title>it scales</title>');
  expect(html).toContain('aria-describedby="t"');
  expect(html).toContain('1.00× to 1.70×');
  expect(html).not.toContain('<img');
  expect(html).not.toMatch(/NaN|Infinity|undefined/);
});
