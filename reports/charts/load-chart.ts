/** Latency against load: how long tasks took over the rate at which they came; a line ends where its cell no longer kept up. */
import type { ChartConfiguration, Scale } from 'chart.js';
import { formatCount, formatMs, formatTick } from '../format.ts';
import { styleOf } from '../palette.ts';
import { latencyText } from '../view/latency-text.ts';
import type { LoadLine, LoadQuantile } from '../view.ts';
import { axisTitleOf, baseOptionsOf, type ChartTheme, legendOf, ticksOf } from './chart-theme.ts';
import type { LoadSpec } from './evidence-spec.ts';
import { logBounds, logTicks } from './log-ticks.ts';

type XY = { x: number; y: number };

/** Room on both sides of the rates, as a factor. */
const AIR = 1.15;

function pointsOf({ points }: LoadLine, quantile: LoadQuantile): XY[] {
  return points.flatMap(({ ratePerSec, latencyMs }) => {
    const y = latencyMs[quantile];
    return y === null ? [] : [{ x: ratePerSec, y }];
  });
}

function datasetOf(line: LoadLine, quantile: LoadQuantile, theme: ChartTheme) {
  const style = styleOf(line.model);
  const color = style.color[theme.name];
  const isFirst = line.ordinal === 0;
  return {
    label: line.label,
    data: pointsOf(line, quantile),
    showLine: true,
    borderColor: color,
    backgroundColor: isFirst ? color : theme.surface,
    borderDash: [...style.dash],
    borderWidth: isFirst ? 2.5 : 1.5,
    pointStyle: style.point,
    pointRadius: 5,
    pointHitRadius: 8,
    pointBorderColor: isFirst ? theme.text : color,
    pointBorderWidth: isFirst ? 1.25 : 2,
  };
}

const setTicks = (values: readonly number[]) => (axis: Scale) => {
  axis.ticks = values.map((value) => ({ value }));
};

function tooltipOf({ series, quantile }: LoadSpec) {
  const label = ({ datasetIndex, raw }: { datasetIndex: number; raw: unknown }): string => {
    const { x, y } = raw as XY;
    return `${series[datasetIndex]?.label ?? ''}, ${formatCount(x)}/s: ${quantile} ${latencyText(y)}`;
  };
  return { callbacks: { title: () => '', label } };
}

/** A Chart.js configuration of type `scatter` on two logarithmic axes. Pure. */
export function loadChartOf(spec: LoadSpec, theme: ChartTheme): ChartConfiguration<'scatter', XY[], string> {
  const { series, quantile } = spec;
  const rates = [...new Set(series.flatMap(({ points }) => points.map(({ ratePerSec }) => ratePerSec)))];
  const latencies = series.flatMap((line) => pointsOf(line, quantile).map(({ y }) => y));
  const bounds = logBounds(latencies) ?? { min: 0.1, max: 10 };
  const axis = { type: 'logarithmic' as const, grid: { color: theme.grid }, border: { display: false } };
  return {
    type: 'scatter',
    data: { datasets: series.map((line) => datasetOf(line, quantile, theme)) },
    options: {
      ...baseOptionsOf(theme),
      scales: {
        x: {
          ...axis,
          min: Math.min(...rates, 1e6) / AIR,
          max: Math.max(...rates, 1) * AIR,
          title: axisTitleOf('tasks that come every second (log)', theme),
          afterBuildTicks: setTicks(rates),
          ticks: { ...ticksOf(theme), autoSkip: false, callback: (value) => formatCount(Number(value)) },
        },
        y: {
          ...axis,
          ...bounds,
          title: axisTitleOf(`${quantile} of latency (log)`, theme),
          afterBuildTicks: setTicks(logTicks(bounds.min, bounds.max)),
          ticks: { ...ticksOf(theme), callback: (value) => formatTick(formatMs(Number(value))) },
        },
      },
      plugins: { legend: legendOf(theme), tooltip: tooltipOf(spec) },
    },
  };
}
