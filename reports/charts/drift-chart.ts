/** Slices in the order in which they ran, each as a dot at its distance from its own cell's median. */
import type { ChartConfiguration } from 'chart.js';
import { formatDuration, formatPercentChange, formatTick } from '../format.ts';
import { styleOf } from '../palette.ts';
import type { DriftPoint, DriftSeries } from '../view.ts';
import { markLine } from './annotations.ts';
import { axisTitleOf, baseOptionsOf, type ChartTheme, fillOf, legendOf, ticksOf } from './chart-theme.ts';
import type { DriftSpec } from './evidence-spec.ts';

/** Farther from the median, a dot is drawn at the edge: one burst must not flatten all the others. */
const MOST_PERCENT = 100;

type XY = { x: number; y: number };

/** Room around the farthest dots, and the least that the axis shows on both sides, in per cent. */
const AIR = 1.08;
const LEAST_PERCENT = 5;

interface Reach {
  readonly min: number;
  readonly max: number;
}

/** How far the axis goes on both sides of the median, in per cent: to the farthest dot, from 5 to 100. Pure. */
export function driftReachOf(series: readonly DriftSeries[]): Reach {
  let [low, high] = [-LEAST_PERCENT, LEAST_PERCENT];
  for (const { points, voids } of series) {
    for (const [, percent] of [...points, ...voids]) {
      low = Math.min(low, percent);
      high = Math.max(high, percent);
    }
  }
  return { min: Math.max(-MOST_PERCENT, low * AIR), max: Math.min(MOST_PERCENT, high * AIR) };
}

const clampedTo = ({ min, max }: Reach, percent: number): number => Math.max(min, Math.min(max, percent));

function datasetsOf(one: DriftSeries, reach: Reach, theme: ChartTheme) {
  const color = fillOf(one, theme);
  const look = {
    pointStyle: styleOf(one.model).point,
    pointRadius: 3,
    pointHoverRadius: 5,
    pointBorderColor: color,
  };
  const dots = (points: readonly DriftPoint[]): XY[] =>
    points.map(([x, percent]) => ({ x, y: clampedTo(reach, percent) }));
  return [
    { label: one.label, data: dots(one.points), ...look, pointBackgroundColor: color, pointBorderWidth: 1 },
    {
      label: `${one.label} (void)`,
      data: dots(one.voids),
      ...look,
      // A circle, whatever the model's own shape: a cross has no inside that could be empty.
      pointStyle: 'circle' as const,
      pointRadius: 4,
      pointBackgroundColor: 'transparent',
      pointBorderWidth: 1.5,
    },
  ];
}

/** One entry for each model, and one for void slices where there are any: the dots of a model are alike. */
function modelLegendOf(series: readonly DriftSeries[], theme: ChartTheme) {
  const legend = legendOf(theme);
  const models = [...new Set(series.map(({ model }) => model))];
  const entryOf = (text: string, pointStyle: string, fillStyle: string, strokeStyle: string) => ({
    text,
    pointStyle: pointStyle as ReturnType<typeof styleOf>['point'],
    fillStyle,
    strokeStyle,
    fontColor: theme.text,
    lineWidth: 1.5,
  });
  const items = models.map((model) => {
    const { point, color } = styleOf(model);
    return entryOf(model, point, color[theme.name], color[theme.name]);
  });
  if (series.some(({ voids }) => voids.length > 0)) {
    items.push(entryOf('hollow: void, does not count', 'circle', 'transparent', theme.mutedText));
  }
  return { ...legend, onClick: () => undefined, labels: { ...legend.labels, generateLabels: () => items } };
}

function tooltipOf(series: readonly DriftSeries[]) {
  const label = ({ datasetIndex, dataIndex }: { datasetIndex: number; dataIndex: number }): string => {
    const one = series[Math.floor(datasetIndex / 2)];
    const isVoid = datasetIndex % 2 === 1;
    const point = (isVoid ? one?.voids : one?.points)?.[dataIndex];
    if (one === undefined || point === undefined) return '';
    const [sec, percent] = point;
    return `${one.label}${isVoid ? ' (void)' : ''}: ${formatPercentChange(1 + percent / 100)} at ${formatDuration(sec * 1000)}`;
  };
  return { callbacks: { title: () => '', label } };
}

/** A Chart.js configuration of type `scatter`; needs the annotation plugin registered. Pure. */
export function driftChartOf(
  { series }: DriftSpec,
  theme: ChartTheme,
): ChartConfiguration<'scatter', XY[], string> {
  const reach = driftReachOf(series);
  const axis = { grid: { color: theme.grid }, border: { display: false } };
  return {
    type: 'scatter',
    data: { datasets: series.flatMap((one) => datasetsOf(one, reach, theme)) },
    options: {
      ...baseOptionsOf(theme),
      scales: {
        x: {
          ...axis,
          title: axisTitleOf('time since the run began', theme),
          ticks: {
            ...ticksOf(theme),
            maxTicksLimit: 8,
            callback: (value) => (value === 0 ? '0 s' : formatTick(formatDuration(Number(value) * 1000))),
          },
        },
        y: {
          ...axis,
          ...reach,
          title: axisTitleOf('against own median', theme),
          ticks: {
            ...ticksOf(theme),
            includeBounds: false,
            maxTicksLimit: 7,
            callback: (value) => formatTick(formatPercentChange(1 + Number(value) / 100)),
          },
        },
      },
      plugins: {
        legend: modelLegendOf(series, theme),
        tooltip: tooltipOf(series),
        annotation: { annotations: { zero: markLine('y', 0, theme) } },
      },
    },
  };
}
