/** Latency as horizontal boxes: the middle half of the tasks with its median, whiskers from p5 to p95; ms on a log axis. */
import type { IBoxPlot } from '@sgratzl/chartjs-chart-boxplot';
import type { ChartConfiguration, Scale } from 'chart.js';
import { formatMs, formatTick } from '../format.ts';
import { latencyText } from '../view/latency-text.ts';
import type { LatencySpread } from '../view.ts';
import type { BoxDatum, BoxesSpec } from './chart-spec.ts';
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

/** What the plug-in draws as it stands; without whiskers they end where the box does, and are not seen. */
type Stats = Pick<IBoxPlot, 'min' | 'q1' | 'median' | 'q3' | 'max' | 'whiskerMin' | 'whiskerMax'>;

function statsOf({ q1, median, q3, low, high }: BoxDatum): Stats {
  const [whiskerMin, whiskerMax] = [low ?? q1, high ?? q3];
  return { min: whiskerMin, q1, median, q3, max: whiskerMax, whiskerMin, whiskerMax };
}

/** The boxes of the cells that have quartiles. Pure. */
export function boxesSpecOf(spreads: readonly LatencySpread[]): BoxesSpec {
  const series = spreads.flatMap(({ ms, texts: _texts, ...key }): BoxDatum[] => {
    const { p5, p25, p50, p75, p95 } = ms;
    if (p25 === null || p50 === null || p75 === null) return [];
    return [{ ...key, low: p5, q1: p25, median: p50, q3: p75, high: p95 }];
  });
  return { kind: 'boxes', series };
}

/** How light a colour `#rrggbb` is to the eye, 0 … 1; near enough for black against blue. */
function lightnessOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
}

/** A median that is seen in its box, also in one that is filled with the colour of text. */
const medianColorOf = (fill: string, theme: ChartTheme): string =>
  Math.abs(lightnessOf(fill) - lightnessOf(theme.text)) < 0.15 ? theme.surface : theme.text;

/** Lines of a tooltip: each says what it is. */
function linesOf({ low, q1, median, q3, high }: BoxDatum): string[] {
  const whiskers =
    low === null || high === null ? [] : [`p5–p95: ${latencyText(low)} – ${latencyText(high)}`];
  return [
    `median: ${latencyText(median)}`,
    `middle half: ${latencyText(q1)} – ${latencyText(q3)}`,
    ...whiskers,
  ];
}

/** A Chart.js configuration: needs controller and element of `@sgratzl/chartjs-chart-boxplot` registered. Pure. */
export function boxChartOf(
  { series }: BoxesSpec,
  theme: ChartTheme,
): ChartConfiguration<'boxplot', Stats[], string> {
  const stats = series.map(statsOf);
  const bounds = logBounds(stats.flatMap(({ min, max }) => [min, max])) ?? { min: 0.1, max: 10 };
  const ticks = logTicks(bounds.min, bounds.max);
  const fills = series.map((one) => fillOf(one, theme));
  const label = ({ dataIndex }: { dataIndex: number }): string[] => {
    const one = series[dataIndex];
    return one === undefined ? [] : linesOf(one);
  };
  const dataset = {
    label: 'latency',
    data: stats,
    backgroundColor: fills,
    borderColor: theme.text,
    borderWidth: 1.5,
    medianColor: fills.map((fill) => medianColorOf(fill, theme)),
    meanRadius: 0,
    outlierRadius: 0,
    maxBarThickness: 18,
    categoryPercentage: 0.86,
  };
  const hasWhiskers = series.some(({ low, high }) => low !== null && high !== null);
  // Above the plot, so that it begins on the line on which the curves beside it begin.
  const legend = [
    { label: 'box: middle half', point: 'rect' as const },
    ...(hasWhiskers ? [{ label: 'whiskers: p5 to p95', point: 'line' as const }] : []),
  ];
  return {
    type: 'boxplot',
    data: { labels: series.map((one) => one.label), datasets: [dataset] },
    options: {
      ...baseOptionsOf(theme),
      indexAxis: 'y',
      scales: {
        x: {
          type: 'logarithmic',
          ...bounds,
          title: axisTitleOf('latency (log)', theme),
          grid: { color: theme.grid },
          border: { display: false },
          afterBuildTicks: (axis: Scale) => {
            axis.ticks = ticks.map((value) => ({ value }));
          },
          ticks: { ...ticksOf(theme), callback: (value) => formatTick(formatMs(Number(value))) },
        },
        y: categoryAxisOf(theme),
      },
      plugins: { legend: plainLegendOf(legend, theme), tooltip: { callbacks: { label } } },
    },
  };
}
