import { describe, expect, it } from 'vitest';
import { changeAxisOf } from './change-axis.ts';

type Ratio = readonly [value: number, low: number, high: number];

const seriesOf = (...intervals: readonly Ratio[]) =>
  intervals.map(([value, low, high], index) => ({
    cell: String(index),
    label: String(index),
    model: 'worker-threads',
    ordinal: 0,
    isUnsure: false,
    value,
    low,
    high,
  }));

const axisOf = (...intervals: readonly Ratio[]) =>
  changeAxisOf({ series: seriesOf(...intervals), marginRatio: 0.03 });

describe('changeAxisOf', () => {
  it.each<[string, boolean, readonly Ratio[]]>([
    ['no cell', false, []],
    ['twice the reference', false, [[2, 1.9, 2.1]]],
    ['an eighth of it', false, [[0.125, 0.12, 0.13]]],
    ['less than a tenth', true, [[0.09, 0.08, 0.1]]],
    ['five times', true, [[5, 4.5, 5.5]]],
    ['an interval that reaches far', true, [[2, 0.5, 9]]],
  ])('%s: logarithmic %s', (_what, isLog, intervals) => {
    const axis = axisOf(...intervals);
    expect(axis.isLog).toBe(isLog);
    expect(axis.zero).toBe(axis.placeOf(1));
    expect(axis.min).toBeLessThan(axis.placeOf(0.97));
    expect(axis.max).toBeGreaterThan(axis.placeOf(1.03));
  });

  it('holds every interval on the linear axis', () => {
    const axis = axisOf([0.5, 0.4, 0.6], [1.5, 1.2, 1.9]);
    expect(axis.min).toBeLessThan(axis.placeOf(0.4));
    expect(axis.max).toBeGreaterThan(axis.placeOf(1.9));
    expect(axis.tickText(-20)).toBe('−20%');
    expect(axis.tickText(5)).toBe('+5%');
  });

  it('cuts whiskers of very few blocks instead of giving them the whole axis', () => {
    const axis = axisOf([2, 0.0001, 40_000]);
    expect(axis.isLog).toBe(true);
    expect(axis.max).toBeLessThan(30);
    expect(axis.min).toBeGreaterThan(0.05);
    expect(axis.ticks?.map(axis.tickText)).toContain('1×');
  });
});
