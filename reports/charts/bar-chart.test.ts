import { expect, test } from 'vitest';
import { barChartOf } from './bar-chart.ts';
import type { BarDatum } from './chart-spec.ts';
import { chartThemeOf } from './chart-theme.ts';

const BAR: BarDatum = {
  cell: 'c',
  label: 'sequential',
  model: 'sequential',
  ordinal: 0,
  value: 100,
  low: 90,
  high: 110,
  text: '100 [90, 110]',
  best: false,
};

const draw = (name: 'light' | 'dark', bar: Partial<BarDatum>) => {
  const theme = chartThemeOf(name, { fontFamily: 'x', fontSizePx: 12, isResponsive: true, paddingPx: 0 });
  const spec = { kind: 'bars', unit: 'tasks/s', bars: [{ ...BAR, ...bar }] } as const;
  const dataset = barChartOf(spec, theme).data.datasets[0]!;
  const colorOf = dataset.errorBarColor as unknown as (context: { dataIndex: number }) => { v: string[] };
  const { v: widths } = dataset.errorBarLineWidth as unknown as { v: number[] };
  return { theme, dataset, colors: colorOf({ dataIndex: 0 }).v, widths };
};

test.each(['light', 'dark'] as const)('a whisker is seen on a bar of its own colour (%s)', (name) => {
  const { theme, dataset, colors, widths } = draw(name, {});
  expect(colors).toEqual([theme.text, theme.surface]);
  expect(widths[1]).toBeGreaterThan(widths[0] ?? 0);
  expect(dataset.data[0]).toMatchObject({ xMin: [90, 90], xMax: [110, 110] });
});

test('without bounds neither whisker nor halo', () => {
  expect(draw('light', { low: null, high: null }).colors).toEqual(['transparent', 'transparent']);
});
