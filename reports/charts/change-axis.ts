/** The axis of paired ratios: per cent of change as long as that reads well, else the logarithm of the ratio. */
import { formatPercentChange, formatRatio, formatTick } from '../format.ts';
import { marginBand } from '../view/certainty.ts';
import type { CertaintySpec } from './evidence-spec.ts';
import { logTicks } from './log-ticks.ts';

/** Where ratios lie on the axis, and how far it reaches. */
export interface ChangeAxis {
  readonly isLog: boolean;
  readonly min: number;
  readonly max: number;
  /** No change at all. */
  readonly zero: number;
  /** The place of a ratio on the axis: per cent of change, or the ratio itself. */
  readonly placeOf: (ratio: number) => number;
  readonly tickText: (place: number) => string;
  /** Ticks that the axis is given; null leaves them to the linear scale. */
  readonly ticks: readonly number[] | null;
}

/**
 * Beyond these, a linear axis of per cent would squash what lies at its dense end: around the margin beside a cell of many
 * times the reference, and far below it, where −90 % and −95 % differ by a factor of two.
 */
const LINEAR_LOW = 0.1;
const LINEAR_HIGH = 4;
/** How far an interval may carry a log axis beyond the values, as a factor: whiskers of very few blocks are cut there. */
const MOST_REACH = 8;
/** Air around everything, as a share of the span. */
const AIR = 0.06;

const percentOf = (ratio: number): number => (ratio - 1) * 100;

function spanOf(low: number, high: number): { readonly min: number; readonly max: number } {
  const air = (high - low) * AIR;
  return { min: low - air, max: high + air };
}

/** The axis for all ratios of a condition, the reference and the margin among them. Pure. */
export function changeAxisOf({
  series,
  marginRatio,
}: Pick<CertaintySpec, 'series' | 'marginRatio'>): ChangeAxis {
  const band = marginBand(marginRatio);
  const lows = [band.low, ...series.map(({ low }) => low)];
  const highs = [band.high, ...series.map(({ high }) => high)];
  if (Math.min(...lows) >= LINEAR_LOW && Math.max(...highs) <= LINEAR_HIGH) {
    return {
      isLog: false,
      ...spanOf(percentOf(Math.min(...lows)), percentOf(Math.max(...highs))),
      zero: 0,
      placeOf: percentOf,
      tickText: (place) => formatTick(formatPercentChange(1 + place / 100)),
      ticks: null,
    };
  }
  const values = [band.low, band.high, ...series.map(({ value }) => value)].filter((value) => value > 0);
  const low = Math.max(Math.min(...lows), Math.min(...values) / MOST_REACH);
  const high = Math.min(Math.max(...highs), Math.max(...values) * MOST_REACH);
  const logs = spanOf(Math.log(low), Math.log(high));
  const [min, max] = [Math.exp(logs.min), Math.exp(logs.max)];
  return {
    isLog: true,
    min,
    max,
    zero: 1,
    placeOf: (ratio) => ratio,
    tickText: (place) => formatTick(formatRatio(place).replace('×', '')).concat('×'),
    ticks: logTicks(min, max),
  };
}
