/** How a pool scales: speed-up over workers against the ideal, or its share of the ideal; the cores as a line. */
import type { ChartConfiguration } from 'chart.js';
import type {} from 'chartjs-chart-error-bars';
import { formatCount, formatNumber, formatRatioInterval, formatShare, formatTick } from '../format.ts';
import { efficiencyOf } from '../view/pool-scaling.ts';
import type { ScalingPoint, ScalingSeries } from '../view.ts';
import { markLine } from './annotations.ts';
import { axisTitleOf, baseOptionsOf, type ChartTheme, legendOf, ticksOf } from './chart-theme.ts';
import { coresLabel } from './core-use-chart.ts';
import { errorBars, errorDots, modelCurve } from './error-bars.ts';
import type { ScalingSpec } from './evidence-spec.ts';

type Dot = { x: number; y: number; yMin: number; yMax: number };
type Scaled = (ratio: number, point: ScalingPoint, series: ScalingSeries) => number;

const PANELS: Readonly<Record<ScalingSpec['kind'], Scaled>> = {
  'scaling-speed-up': (ratio) => ratio,
  'scaling-efficiency': (ratio, { workers }, { baseWorkers }) => efficiencyOf(ratio, workers, baseWorkers),
};

function dotsOf(series: ScalingSeries, scaled: Scaled): Dot[] {
  return series.points.map((point) => ({
    x: point.workers,
    y: scaled(point.value, point, series),
    yMin: scaled(point.low ?? point.value, point, series),
    yMax: scaled(point.high ?? point.value, point, series),
  }));
}

function datasetOf(series: ScalingSeries, dots: Dot[], theme: ChartTheme) {
  // The base has no interval: a whisker of no length would look like certainty.
  const whisker = ({ dataIndex }: { dataIndex: number }): string =>
    (series.points[dataIndex]?.low ?? null) === null ? 'transparent' : theme.text;
  return {
    label: series.label,
    data: dots,
    ...modelCurve(series, theme),
    ...errorBars(whisker),
  };
}

/** The ideal: each worker as good as one of the base. One line for each kind of base, nearly always a single one. */
function idealsOf(spec: ScalingSpec, lastWorkers: number, theme: ChartTheme) {
  const bases = [...new Set(spec.series.map(({ baseWorkers }) => baseWorkers))];
  const isShare = spec.kind === 'scaling-efficiency';
  return bases.slice(0, isShare ? 1 : bases.length).map((base) => {
    const ends = [Math.min(base, lastWorkers), lastWorkers];
    const data = ends.map((x): Dot => {
      const y = isShare ? 1 : x / base;
      return { x, y, yMin: y, yMax: y };
    });
    return {
      label: 'ideal',
      data,
      showLine: true,
      borderColor: theme.mutedText,
      borderDash: [5, 4],
      borderWidth: 1,
      ...errorDots({
        style: 'line' as const,
        radius: 0,
        fill: theme.mutedText,
        border: theme.mutedText,
        borderWidth: 1,
      }),
      pointWithErrorBarHitRadius: 0,
      ...errorBars('transparent'),
    };
  });
}

function tooltipOf({ series, kind }: ScalingSpec) {
  const label = ({ datasetIndex, dataIndex }: { datasetIndex: number; dataIndex: number }): string => {
    const one = series[datasetIndex];
    const point = one?.points[dataIndex];
    if (one === undefined || point === undefined) return 'ideal';
    const { value, low, high, workers } = point;
    const text =
      kind === 'scaling-efficiency'
        ? formatShare(efficiencyOf(value, workers, one.baseWorkers))
        : formatRatioInterval({ value, low: low ?? Number.NaN, high: high ?? Number.NaN });
    return `${point.label}: ${text}`;
  };
  return { callbacks: { title: () => '', label } };
}

/** How high the axis goes: all intervals, and the ideal as far as it does not press the curves to the floor. */
function topOf(kind: ScalingSpec['kind'], dots: readonly Dot[], ideals: readonly { data: Dot[] }[]): number {
  const highest = Math.max(...dots.map(({ yMax }) => yMax), 1);
  const ideal = Math.max(...ideals.flatMap(({ data }) => data.map(({ y }) => y)));
  return Math.max(highest, Math.min(ideal, highest * (kind === 'scaling-efficiency' ? 1 : 1.6))) * 1.06;
}

/** What the axis is called; the base is named where all curves share it. */
function titleOf({ kind, series }: ScalingSpec): string {
  if (kind === 'scaling-efficiency') return 'efficiency, from 0';
  const bases = new Set(series.map(({ baseLabel }) => baseLabel));
  const [base = ''] = bases;
  return `speed-up over ${bases.size === 1 ? base : 'each own base'}, from 0`;
}

/** A Chart.js configuration of type `scatterWithErrorBars`; needs the annotation plugin registered. Pure. */
export function scalingChartOf(
  spec: ScalingSpec,
  theme: ChartTheme,
): ChartConfiguration<'scatterWithErrorBars', Dot[], string> {
  const { kind, series, usableCores } = spec;
  const dots = series.map((one) => dotsOf(one, PANELS[kind]));
  const workers = dots.flat().map(({ x }) => x);
  const [first, last] = [Math.min(...workers), Math.max(...workers)];
  const ideals = idealsOf(spec, last, theme);
  const air = Math.max(0.25, (last - first) * 0.05);
  const [min, max] = [Math.max(0, first - air), last + air];
  const isInSight = usableCores > min && usableCores < max;
  const axis = { grid: { color: theme.grid }, border: { display: false } };
  const isShare = kind === 'scaling-efficiency';
  return {
    type: 'scatterWithErrorBars',
    data: {
      datasets: [...series.map((one, index) => datasetOf(one, dots[index] ?? [], theme)), ...ideals],
    },
    options: {
      ...baseOptionsOf(theme),
      scales: {
        x: {
          ...axis,
          type: 'linear',
          min,
          max,
          title: axisTitleOf('workers in the pool', theme),
          ticks: {
            ...ticksOf(theme),
            includeBounds: false,
            maxTicksLimit: 9,
            callback: (value) => (Number.isInteger(value) ? formatCount(Number(value)) : null),
          },
        },
        y: {
          ...axis,
          min: 0,
          max: topOf(kind, dots.flat(), ideals),
          title: axisTitleOf(titleOf(spec), theme),
          ticks: {
            ...ticksOf(theme),
            includeBounds: false,
            maxTicksLimit: 7,
            callback: (value) =>
              formatTick(isShare ? formatShare(Number(value)) : `${formatNumber(Number(value), 2)}`).concat(
                isShare ? '' : '×',
              ),
          },
        },
      },
      plugins: {
        legend: legendOf(theme),
        tooltip: tooltipOf(spec),
        annotation: {
          annotations: isInSight
            ? { cores: markLine('x', usableCores, theme, { label: coresLabel(usableCores) }) }
            : {},
        },
      },
    },
  };
}
