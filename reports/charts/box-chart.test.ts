import type { Chart } from 'chart.js';
import { describe, expect, it } from 'vitest';
import type { LatencySpread } from '../view.ts';
import { boxChartOf, boxesSpecOf } from './box-chart.ts';
import { heightOf, pointCountOf } from './chart-spec.ts';
import { chartThemeOf } from './chart-theme.ts';

const KEY = { cell: 'c', label: 'single-loop', model: 'single-loop', ordinal: 0 };
const TEXTS = { p5: '', p25: '', p50: '', p75: '', p95: '' };
const spread = (ms: Partial<LatencySpread['ms']>, key: Partial<typeof KEY> = {}): LatencySpread => ({
  ...KEY,
  ...key,
  ms: { p5: 1, p25: 2, p50: 3, p75: 4, p95: 9, ...ms },
  texts: TEXTS,
});

describe('boxesSpecOf', () => {
  it.each([
    ['all five', {}, [{ ...KEY, low: 1, q1: 2, median: 3, q3: 4, high: 9 }]],
    ['no whiskers', { p5: null, p95: null }, [{ ...KEY, low: null, q1: 2, median: 3, q3: 4, high: null }]],
    ['no quartiles, no box', { p5: null, p25: null, p75: null, p95: null }, []],
  ])('%s', (_name, ms, series) => {
    expect(boxesSpecOf([spread(ms)])).toEqual({ kind: 'boxes', series });
  });

  it('counts figures, and takes a row a box', () => {
    const spec = boxesSpecOf([spread({}), spread({ p5: null, p95: null })]);
    expect(pointCountOf(spec)).toBe(8);
    expect(heightOf(spec) - heightOf(boxesSpecOf([spread({})]))).toBe(34);
  });
});

describe('boxChartOf', () => {
  const light = chartThemeOf('light', { fontFamily: 'x', fontSizePx: 12, isResponsive: true, paddingPx: 0 });
  const draw = (...spreads: LatencySpread[]) => boxChartOf(boxesSpecOf(spreads), light);
  const xOf = (chart: ReturnType<typeof draw>) =>
    chart.options?.scales?.x as unknown as {
      type: string;
      min: number;
      max: number;
      title: { text: string };
    };
  /** What stands above the plot. */
  const legendOf = (chart: ReturnType<typeof draw>): string[] => {
    const { labels } = chart.options?.plugins?.legend ?? {};
    const entries = labels?.generateLabels?.({} as Chart) ?? [];
    return entries.map(({ text }) => text);
  };

  it('draws on a log axis that holds the whiskers, and says what they are', () => {
    const x = xOf(draw(spread({})));
    expect(x.type).toBe('logarithmic');
    expect(x.min).toBeLessThan(1);
    expect(x.max).toBeGreaterThan(9);
    expect(x.title.text).toBe('latency (log)');
    expect(legendOf(draw(spread({})))).toEqual(['box: middle half', 'whiskers: p5 to p95']);
  });

  it.each([
    ['as they are', {}, { whiskerMin: 1, whiskerMax: 9 }],
    ['inside the box where there are none', { p5: null, p95: null }, { whiskerMin: 2, whiskerMax: 4 }],
  ])('whiskers: %s', (_name, ms, expected) => {
    expect(draw(spread(ms)).data.datasets[0]?.data[0]).toMatchObject({
      q1: 2,
      median: 3,
      q3: 4,
      ...expected,
    });
  });

  it('speaks of whiskers only where there are some', () => {
    expect(legendOf(draw(spread({ p5: null, p95: null })))).toEqual(['box: middle half']);
  });

  it.each([
    ['a colour', 'single-loop', light.text],
    ['the colour of text', 'sequential', light.surface],
  ])('shows the median in a box of %s', (_name, model, color) => {
    expect(draw(spread({}, { model })).data.datasets[0]?.medianColor).toEqual([color]);
  });

  it('is drawn for no boxes, too', () => {
    expect(xOf(draw())).toMatchObject({ min: 0.1, max: 10 });
  });
});
