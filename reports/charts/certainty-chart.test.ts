import { expect, test } from 'vitest';
import { certaintyChartOf } from './certainty-chart.ts';
import { chartThemeOf } from './chart-theme.ts';

const THEME = chartThemeOf('light', { fontFamily: 'x', fontSizePx: 12, isResponsive: true, paddingPx: 0 });
const KEY = { cell: 'c', ordinal: 0, value: 1.02, low: 0.98, high: 1.06 };

test.each([
  ['a cross, which has no inside', 'sequential', true, ['sequential', 'unsure']],
  ['a circle', 'single-loop', true, ['single-loop', 'unsure']],
  ['decided', 'sequential', false, 'sequential'],
])('an unsure row says so in words: %s', (_name, model, isUnsure, expected) => {
  const series = [{ ...KEY, model, label: model, isUnsure }];
  const spec = { kind: 'certainty', referenceLabel: 'r', marginRatio: 0.03, series } as const;
  expect(certaintyChartOf(spec, THEME).data.labels).toEqual([expected]);
});
