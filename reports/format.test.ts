import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCoarseMs,
  formatCoarseMsInterval,
  formatCores,
  formatCount,
  formatDuration,
  formatInterval,
  formatMargin,
  formatMs,
  formatNumber,
  formatParams,
  formatPercentChange,
  formatPercentChangeInterval,
  formatRate,
  formatRatio,
  formatRatioBounds,
  formatRatioInterval,
  formatShare,
  formatTick,
  formatTimestamp,
} from './format.ts';

const interval = (value: number, low: number, high: number) => ({ value, low, high });

/** Each row: what is called with which number, and the text it must give. */
function table(name: string, format: (value: number) => string, rows: readonly [number, string][]): void {
  describe(name, () => {
    it.each(rows)('%d → %s', (value, text) => {
      expect(format(value)).toBe(text);
    });
  });
}

table('formatRate', (value) => formatRate(value), [
  [0, '0'],
  [-0, '0'],
  [391.2, '391'],
  [39.12, '39.1'],
  [3.9, '3.90'],
  [0.01234, '0.0123'],
  [999.7, '1,000'],
  [12_345, '12,300'],
  [1_234_567, '1,230,000'],
  [-391.2, '−391'],
  [1e-9, '1.00e−9'],
  [1e18, '1.00e18'],
  [Number.NaN, '—'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
]);

table('formatRatio', formatRatio, [
  [0, '0.00×'],
  [1, '1.00×'],
  [1.914, '1.91×'],
  [0.93, '0.93×'],
  [0.0123, '0.0123×'],
  [12.34, '12.3×'],
  [123.4, '123×'],
  [9.999, '10.0×'],
  [1234, '1,234×'],
  [Number.NaN, '—'],
  [Number.POSITIVE_INFINITY, '∞×'],
]);

table('formatPercentChange', formatPercentChange, [
  [1, '0.0%'],
  [0.89, '−11.0%'],
  [1.04, '+4.0%'],
  [0.99999, '0.0%'],
  [1.00001, '0.0%'],
  [0, '−100%'],
  [3.5, '+250%'],
  [Number.NaN, '—'],
  [Number.POSITIVE_INFINITY, '+∞%'],
]);

table('formatMs', formatMs, [
  [0, '0 ms'],
  [0.00042, '420 ns'],
  [0.0085, '8.5 µs'],
  [0.085, '85 µs'],
  [0.9994, '999 µs'],
  [0.9999, '1.0 ms'],
  [1.24, '1.2 ms'],
  [9.97, '10 ms'],
  [41.3, '41 ms'],
  [412.7, '413 ms'],
  [999.7, '1.00 s'],
  [4312, '4.31 s'],
  [43_120, '43.1 s'],
  [431_200, '431 s'],
  [-1.24, '−1.2 ms'],
  [Number.NaN, '—'],
  [Number.POSITIVE_INFINITY, '∞ ms'],
]);

const inHundredths = (ms: number): string => formatCoarseMs(ms, 0.01);
table('formatCoarseMs, 1 %', inHundredths, [
  [0, '0 ms'],
  [0.812, '810 µs'],
  [0.997, '1.00 ms'],
  [1.043, '1.04 ms'],
  [1.994, '1.99 ms'],
  [2.043, '2.0 ms'],
  [28.9, '29 ms'],
  [112.4, '112 ms'],
  [412.7, '410 ms'],
  [4312, '4.3 s'],
  [431_200, '430 s'],
  [0.000_42, '420 ns'],
  [Number.NaN, '—'],
]);

it('formatCoarseMs follows the width of the buckets', () => {
  expect([0.1, 0.02, 0.001].map((width) => formatCoarseMs(8.123, width))).toEqual([
    '8 ms',
    '8.1 ms',
    '8.12 ms',
  ]);
});

table('formatBytes', formatBytes, [
  [0, '0 B'],
  [512, '512 B'],
  [1023.9, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [96_468_992, '92.0 MiB'],
  [200 * 2 ** 20, '200 MiB'],
  [-(2 ** 21), '−2.0 MiB'],
  [3 * 2 ** 50, '3,072 TiB'],
  [Number.NaN, '—'],
]);

table('formatShare', formatShare, [
  [0, '0%'],
  [0.0001, '<0.1%'],
  [0.1234, '12.3%'],
  [0.9999, '100%'],
  [1, '100%'],
  [-0.25, '−25.0%'],
  [Number.NaN, '—'],
]);

table('formatMargin', formatMargin, [
  [0.03, '±3%'],
  [0.025, '±2.5%'],
  [0, '±0%'],
]);

table('formatCount', formatCount, [
  [0, '0'],
  [12_345, '12,345'],
  [-1, '−1'],
  [Number.NaN, '—'],
]);

table('formatCores', formatCores, [
  [0, '0.00'],
  [1.944, '1.94'],
]);

table('formatDuration', formatDuration, [
  [0, '0 ms'],
  [820, '820 ms'],
  [12_440, '12.4 s'],
  [87_000, '1 min 27 s'],
  [3_600_000, '1 h 00 min'],
  [7_500_000, '2 h 05 min'],
  [Number.NaN, '—'],
]);

describe('intervals', () => {
  it.each([
    ['the table of a terminal', formatInterval(interval(390.6, 384.2, 397.1)), '391 [384, 397]'],
    ['wide: three digits all the same', formatInterval(interval(274, 221.4, 327.1)), '274 [221, 327]'],
    [
      'narrow: digits that tell the bounds apart',
      formatInterval(interval(391.04, 390.71, 391.4)),
      '391.04 [390.71, 391.40]',
    ],
    [
      'too narrow: five digits at most',
      formatInterval(interval(391, 390.9999, 391.0001)),
      '391.00 [391.00, 391.00]',
    ],
    ['below zero', formatInterval(interval(-1.5, -2.5, -0.5)), '−1.50 [−2.50, −0.50]'],
    ['zero', formatInterval(interval(0, 0, 0)), '0 [0, 0]'],
    ['large', formatInterval(interval(12_345, 12_100, 12_590)), '12,345 [12,100, 12,590]'],
    ['no value', formatInterval(interval(Number.NaN, 1, 2)), '—'],
    ['no bounds', formatInterval(interval(391, Number.NaN, Number.NaN)), '391'],
    ['null', formatInterval(null), '—'],
    [
      'a formatter of its own',
      formatInterval(interval(1, 0.5, 1.5), (value) => `<${value}>`),
      '<1> [<0.5>, <1.5>]',
    ],
    ['ratio', formatRatioInterval(interval(1.914, 1.861, 1.962)), '1.91× [1.86, 1.96]'],
    ['ratio, narrow', formatRatioInterval(interval(1.0012, 0.9962, 1.0062)), '1.001× [0.996, 1.006]'],
    ['ratio, small', formatRatioInterval(interval(0.012, 0.011, 0.013)), '0.0120× [0.0110, 0.0130]'],
    ['ratio, null', formatRatioInterval(null), '—'],
    ['ratio bounds', formatRatioBounds(interval(1.914, 1.861, 1.962)), '[1.86, 1.96]'],
    ['change', formatPercentChangeInterval(interval(0.89, 0.868, 0.913)), '−11.0% [−13.2, −8.7]'],
    ['change across zero', formatPercentChangeInterval(interval(0.973, 0.909, 1.04)), '−2.7% [−9.1, +4.0]'],
    ['coarse ms', formatCoarseMsInterval(interval(1.24, 1.2, 1.31), 0.01), '1.24 ms [1.20, 1.31]'],
    ['coarse ms, in µs', formatCoarseMsInterval(interval(0.085, 0.081, 0.09), 0.01), '85 µs [81, 90]'],
    ['outwards', formatCoarseMsInterval(interval(0.812, 0.804, 0.8201), 0.01), '810 µs [800, 830]'],
    ['narrower than a step', formatCoarseMsInterval(interval(3.576, 3.558, 3.59), 0.01), '3.6 ms [3.5, 3.6]'],
    ['bounds on a step stay', formatCoarseMsInterval(interval(31, 30, 33), 0.01), '31 ms [30, 33]'],
    ['coarse ms, no bounds', formatCoarseMsInterval(interval(31, Number.NaN, 33), 0.01), '31 ms'],
    ['coarse ms, zero', formatCoarseMsInterval(interval(0, 0, 0), 0.01), '0 ms'],
    ['coarse ms, null', formatCoarseMsInterval(null, 0.01), '—'],
    ['infinite bound', formatInterval(interval(5, 4, Number.POSITIVE_INFINITY)), '5 [4, ∞]'],
  ])('%s', (_name, text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('the rest', () => {
  it.each([
    ['rate with unit', formatRate(391, 'tasks/s'), '391 tasks/s'],
    ['no rate, no unit', formatRate(Number.NaN, 'tasks/s'), '—'],
    ['tick', formatTick('20.0'), '20'],
    ['tick with unit', formatTick('5.0 ms'), '5 ms'],
    ['tick with a needed decimal', formatTick('1.50'), '1.5'],
    ['tick without decimals', formatTick('1,200'), '1,200'],
    ['number', formatNumber(-1234.5, 1), '−1,234.5'],
    ['no minus before zero', formatNumber(-0.04, 1), '0.0'],
    [
      'params',
      formatParams({ n: 1_000_000, cpuShare: 0.5, fast: true }),
      'n=1000000 · cpuShare=0.5 · fast=true',
    ],
    ['no params', formatParams({}), ''],
    ['time stamp', formatTimestamp('2026-03-01T14:05:59.123Z'), '2026-03-01 14:05 UTC'],
    ['no time stamp', formatTimestamp('yesterday'), 'yesterday'],
  ])('%s', (_name, text, expected) => {
    expect(text).toBe(expected);
  });
});
