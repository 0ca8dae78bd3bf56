/** How the event loop fared: delay as dots on a log axis, utilisation as bars from 0 to 1; one row per cell. */
import type { ChartConfiguration, Scale } from 'chart.js';
import { formatMs, formatShare, formatTick } from '../format.ts';
import type { LoopSeries } from '../view.ts';
import type { LoopSpec } from './chart-spec.ts';
import {
  axisTitleOf,
  baseOptionsOf,
  type ChartTheme,
  categoryAxisOf,
  fillOf,
  plainLegendOf,
  ticksOf,
} from './chart-theme.ts';
import { logBounds, logTicks } from './log-ticks.ts';

/** A log axis has no zero: what is not late at all is drawn at a microsecond's hundredfold. */
const LEAST_DRAWN_MS = 0.1;

const STATISTICS = [
  { label: 'median', text: 'p50', point: 'line', radius: 6, of: (series: LoopSeries) => series.delayMsP50 },
  {
    label: 'p99',
    text: 'p99',
    point: 'circle',
    radius: 6,
    of: (series: LoopSeries) => series.delayMsP99 ?? Number.NaN, // not drawn
  },
  {
    label: 'longest',
    text: 'max',
    point: 'crossRot',
    radius: 5,
    of: (series: LoopSeries) => series.delayMsMax,
  },
] as const;

function delayDatasetsOf(series: readonly LoopSeries[], theme: ChartTheme) {
  const fills = series.map((one) => fillOf(one, theme));
  return STATISTICS.map(({ label, point, radius, of }) => ({
    label,
    data: series.map((one) => Math.max(LEAST_DRAWN_MS, of(one))),
    showLine: false,
    pointStyle: point,
    pointRadius: radius,
    pointHoverRadius: radius + 1,
    pointBackgroundColor: fills,
    pointBorderColor: theme.text,
    pointBorderWidth: point === 'circle' ? 1.5 : 2,
  }));
}

function delayTooltipOf(series: readonly LoopSeries[]) {
  const label = ({ dataIndex, datasetIndex }: { dataIndex: number; datasetIndex: number }): string => {
    const one = series[dataIndex];
    const statistic = STATISTICS[datasetIndex];
    return one === undefined || statistic === undefined
      ? ''
      : `${statistic.label}: ${one.texts[statistic.text]}`;
  };
  return { callbacks: { label } };
}

/** Delay of the loop: median, p99 and longest of each cell. A Chart.js configuration of type `line`. Pure. */
export function loopDelayChartOf(
  { series }: LoopSpec,
  theme: ChartTheme,
): ChartConfiguration<'line', number[], string> {
  const values = series.flatMap((one) => STATISTICS.map(({ of }) => Math.max(LEAST_DRAWN_MS, of(one))));
  const bounds = logBounds(values.filter(Number.isFinite)) ?? { min: 0.1, max: 10 };
  const ticks = logTicks(bounds.min, bounds.max);
  return {
    type: 'line',
    data: { labels: series.map(({ label }) => label), datasets: delayDatasetsOf(series, theme) },
    options: {
      ...baseOptionsOf(theme),
      indexAxis: 'y',
      scales: {
        x: {
          type: 'logarithmic',
          ...bounds,
          title: axisTitleOf('delay of the event loop (log) · lower is better', theme),
          grid: { color: theme.grid },
          border: { display: false },
          afterBuildTicks: (axis: Scale) => {
            axis.ticks = ticks.map((value) => ({ value }));
          },
          ticks: { ...ticksOf(theme), callback: (value) => formatTick(formatMs(Number(value))) },
        },
        y: { ...categoryAxisOf(theme), offset: true },
      },
      plugins: {
        legend: plainLegendOf(STATISTICS, theme),
        tooltip: delayTooltipOf(series),
      },
    },
  };
}

/** Utilisation of the loop, 0 … 1. A Chart.js configuration of type `bar`. Pure. */
export function loopUtilizationChartOf(
  { series }: LoopSpec,
  theme: ChartTheme,
): ChartConfiguration<'bar', number[], string> {
  const dataset = {
    label: 'share of time busy',
    data: series.map(({ utilizationRatio }) => utilizationRatio),
    backgroundColor: series.map((one) => fillOf(one, theme)),
    borderColor: theme.text,
    borderWidth: 1.5,
    borderSkipped: false as const,
    maxBarThickness: 18,
    categoryPercentage: 0.86,
  };
  const label = ({ dataIndex }: { dataIndex: number }): string => series[dataIndex]?.texts.utilization ?? '';
  return {
    type: 'bar',
    data: { labels: series.map((one) => one.label), datasets: [dataset] },
    options: {
      ...baseOptionsOf(theme),
      indexAxis: 'y',
      scales: {
        x: {
          min: 0,
          max: 1,
          title: axisTitleOf('utilisation of the event loop, from 0', theme),
          grid: { color: theme.grid },
          border: { display: false },
          ticks: {
            ...ticksOf(theme),
            stepSize: 0.25,
            callback: (value) => formatTick(formatShare(Number(value))),
          },
        },
        y: categoryAxisOf(theme),
      },
      // The legend says what the bars are and keeps the rows level with those of the panel beside it.
      plugins: {
        legend: plainLegendOf([{ label: 'share of time busy', point: false }], theme),
        tooltip: { callbacks: { label } },
      },
    },
  };
}
