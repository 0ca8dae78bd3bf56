/** Where the winner changes: the ratio of each model to the reference along a parameter, and the places where it passes 1. */
import type { ChartConfiguration, Scale } from 'chart.js';
import type {} from 'chartjs-chart-error-bars';
import { curveAxis } from '../../harness/stats/crossing.ts';
import { formatRatio, formatRatioInterval, formatSignificant, formatTick } from '../format.ts';
import type { CrossoverLine } from '../view.ts';
import { markBand, markLine } from './annotations.ts';
import { axisTitleOf, baseOptionsOf, type ChartTheme, legendOf, ticksOf } from './chart-theme.ts';
import { errorBars, modelCurve } from './error-bars.ts';
import type { CrossoverSpec } from './evidence-spec.ts';
import { logBounds, logTicks } from './log-ticks.ts';

type Dot = { x: number; y: number; yMin: number; yMax: number };

/** How far an interval may carry the axis beyond the values, as a factor: whiskers of very few blocks are cut there. */
const MOST_REACH = 2;
/** Room on both sides of the values, as a share of their span. */
const AIR = 0.04;

function datasetOf(line: CrossoverLine, placeOf: (value: number) => number, theme: ChartTheme) {
  return {
    label: line.label,
    data: line.points.map(
      ({ value, ratio }): Dot => ({ x: placeOf(value), y: ratio.value, yMin: ratio.low, yMax: ratio.high }),
    ),
    ...modelCurve(line, theme),
    ...errorBars(theme.text),
  };
}

function boundsOf(series: readonly CrossoverLine[]): { min: number; max: number } {
  const ratios = series.flatMap(({ points }) => points.map(({ ratio }) => ratio));
  const values = [1, ...ratios.map(({ value }) => value)];
  const low = Math.max(
    Math.min(...values, ...ratios.map((one) => one.low)),
    Math.min(...values) / MOST_REACH,
  );
  const high = Math.min(
    Math.max(...values, ...ratios.map((one) => one.high)),
    Math.max(...values) * MOST_REACH,
  );
  return logBounds([low, high]) ?? { min: 0.5, max: 2 };
}

function tooltipOf({ series, param }: CrossoverSpec) {
  const label = ({ datasetIndex, dataIndex }: { datasetIndex: number; dataIndex: number }): string => {
    const line = series[datasetIndex];
    const point = line?.points[dataIndex];
    if (line === undefined || point === undefined) return '';
    return `${line.label}, ${param} ${formatSignificant(point.value)}: ${formatRatioInterval(point.ratio)}`;
  };
  return { callbacks: { title: () => '', label } };
}

const setTicks = (values: readonly number[]) => (axis: Scale) => {
  axis.ticks = values.map((value) => ({ value }));
};

/** A Chart.js configuration of type `scatterWithErrorBars`; needs the annotation plugin registered. Pure. */
export function crossoverChartOf(
  spec: CrossoverSpec,
  theme: ChartTheme,
): ChartConfiguration<'scatterWithErrorBars', Dot[], string> {
  const { series, marks, param, referenceLabel } = spec;
  const values = [...new Set(series.flatMap(({ points }) => points.map(({ value }) => value)))];
  const axis = curveAxis(values.length > 0 ? values : [1]);
  const places = values.map(axis.to).sort((one, other) => one - other);
  const [first = 0, last = 1] = [places[0], places.at(-1)];
  const air = Math.max(0.1, (last - first) * AIR);
  const bounds = boundsOf(series);
  const grid = { grid: { color: theme.grid }, border: { display: false } };
  const bands = marks.map(({ at }, index) => [
    `crossing${index}`,
    markBand(axis.to(at.low), axis.to(at.high), theme),
  ]);
  return {
    type: 'scatterWithErrorBars',
    data: { datasets: series.map((line) => datasetOf(line, axis.to, theme)) },
    options: {
      ...baseOptionsOf(theme),
      scales: {
        x: {
          ...grid,
          type: 'linear',
          min: first - air,
          max: last + air,
          title: axisTitleOf(`${param} (log)`, theme),
          afterBuildTicks: setTicks(places),
          ticks: {
            ...ticksOf(theme),
            callback: (value) => formatTick(formatSignificant(axis.from(Number(value)))),
          },
        },
        y: {
          ...grid,
          type: 'logarithmic',
          ...bounds,
          title: axisTitleOf(`throughput ÷ ${referenceLabel} (log)`, theme),
          afterBuildTicks: setTicks(logTicks(bounds.min, bounds.max)),
          ticks: { ...ticksOf(theme), callback: (value) => formatTick(formatRatio(Number(value))) },
        },
      },
      plugins: {
        legend: legendOf(theme),
        tooltip: tooltipOf(spec),
        annotation: {
          annotations: { ...Object.fromEntries(bands), equal: markLine('y', 1, theme) },
        },
      },
    },
  };
}
