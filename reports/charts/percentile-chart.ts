/** Latency by percentile: ms on a log axis, percentile on 1 ÷ (1 − p), also log, so that tails are seen. */
import type { ChartConfiguration, Scale } from 'chart.js';
import { formatMs, formatTick } from '../format.ts';
import { styleOf } from '../palette.ts';
import { latencyText } from '../view/latency-text.ts';
import type { PercentileSeries } from '../view.ts';
import type { PercentilesSpec } from './chart-spec.ts';
import { axisTitleOf, baseOptionsOf, type ChartTheme, fillOf, legendOf, ticksOf } from './chart-theme.ts';
import { logBounds, logTicks } from './log-ticks.ts';

type XY = { x: number; y: number };

/** `0`, `50`, `90`, `99`, `99.9`, …: the percentile of an inverse tail. */
export function percentileLabelOf(inverseTail: number): string {
  return String(Number((100 * (1 - 1 / inverseTail)).toPrecision(6)));
}

const TICKS = [1, 2, 4, 10, 100, 1000, 10_000, 100_000];
const MARKED = [1, 2, 10, 100, 1000, 10_000];

/** A marker only at round percentiles: the curve is a line, the markers tell whose. */
const isMarked = (x: number): boolean => MARKED.some((mark) => Math.abs(x / mark - 1) < 0.01);

function datasetOf(series: PercentileSeries, theme: ChartTheme) {
  const style = styleOf(series.model);
  const color = style.color[theme.name];
  return {
    label: series.label,
    data: series.points.map(([inverseTail, latencyMs]) => ({ x: inverseTail, y: latencyMs })),
    showLine: true,
    clip: false as const,
    stepped: false as const,
    borderColor: color,
    backgroundColor: series.ordinal === 0 ? fillOf(series, theme) : theme.surface,
    borderDash: [...style.dash],
    borderWidth: series.ordinal === 0 ? 2.5 : 1.5,
    pointStyle: style.point,
    pointRadius: series.points.map(([inverseTail]) => (isMarked(inverseTail) ? 5 : 0)),
    pointHitRadius: 8,
    pointBorderColor: series.ordinal === 0 ? theme.text : color,
    pointBorderWidth: series.ordinal === 0 ? 1.25 : 2,
  };
}

function tooltipOf(series: readonly PercentileSeries[]) {
  const label = ({ datasetIndex, raw }: { datasetIndex: number; raw: unknown }): string => {
    const { x, y } = raw as XY;
    return `${series[datasetIndex]?.label ?? ''}: p${percentileLabelOf(x)} ${latencyText(y)}`;
  };
  return { callbacks: { title: () => '', label } };
}

const setTicks = (values: readonly number[]) => (axis: Scale) => {
  axis.ticks = values.map((value) => ({ value }));
};

/** A Chart.js configuration of type `scatter` on two logarithmic axes. Pure. */
export function percentileChartOf(
  { series }: PercentilesSpec,
  theme: ChartTheme,
): ChartConfiguration<'scatter', XY[], string> {
  const points = series.flatMap((one) => one.points);
  const farthest = Math.max(2, ...points.map(([inverseTail]) => inverseTail));
  const bounds = logBounds(points.map(([, latencyMs]) => latencyMs)) ?? { min: 0.1, max: 10 };
  const axis = { type: 'logarithmic' as const, grid: { color: theme.grid }, border: { display: false } };
  return {
    type: 'scatter',
    data: { datasets: series.map((one) => datasetOf(one, theme)) },
    options: {
      ...baseOptionsOf(theme),
      scales: {
        x: {
          ...axis,
          min: 1,
          max: farthest * 1.1,
          title: axisTitleOf('percentile of tasks (log of the tail)', theme),
          afterBuildTicks: setTicks(TICKS.filter((tick) => tick <= farthest * 1.1)),
          ticks: {
            ...ticksOf(theme),
            autoSkip: false,
            callback: (value) => percentileLabelOf(Number(value)),
          },
        },
        y: {
          ...axis,
          ...bounds,
          title: axisTitleOf('latency (log)', theme),
          afterBuildTicks: setTicks(logTicks(bounds.min, bounds.max)),
          ticks: { ...ticksOf(theme), callback: (value) => formatTick(formatMs(Number(value))) },
        },
      },
      plugins: {
        legend: legendOf(theme),
        tooltip: tooltipOf(series),
      },
    },
  };
}
