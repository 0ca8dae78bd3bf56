/** How sure the run is: for each cell a dot with its interval against the reference, the margin shaded behind. */
import type { ChartConfiguration, Scale } from 'chart.js';
import type {} from 'chartjs-chart-error-bars';
import { formatPercentChangeInterval, formatRatioInterval } from '../format.ts';
import { styleOf } from '../palette.ts';
import { marginBand } from '../view/certainty.ts';
import type { CertaintySeries } from '../view.ts';
import { markBand, markLine } from './annotations.ts';
import { type ChangeAxis, changeAxisOf } from './change-axis.ts';
import {
  axisTitleOf,
  baseOptionsOf,
  type ChartTheme,
  categoryAxisOf,
  fillOf,
  ticksOf,
} from './chart-theme.ts';
import { errorBars, errorDots } from './error-bars.ts';
import type { CertaintySpec } from './evidence-spec.ts';

type Dot = { x: number; y: number; xMin: number; xMax: number };

function dotOf({ value, low, high }: CertaintySeries, row: number, axis: ChangeAxis): Dot {
  const within = (ratio: number): number => Math.min(axis.max, Math.max(axis.min, axis.placeOf(ratio)));
  return { x: axis.placeOf(value), y: row, xMin: within(low), xMax: within(high) };
}

function datasetOf(series: readonly CertaintySeries[], axis: ChangeAxis, theme: ChartTheme) {
  return {
    data: series.map((one, row) => dotOf(one, row, axis)),
    // Hollow where the run could not decide; a cross has no inside, so the word stands under the name, too.
    ...errorDots({
      style: series.map(({ model }) => styleOf(model).point),
      radius: 6,
      fill: series.map((one) => (one.isUnsure ? theme.surface : fillOf(one, theme))),
      border: series.map((one) => (one.isUnsure ? fillOf(one, theme) : theme.text)),
      borderWidth: series.map(({ isUnsure }) => (isUnsure ? 2.5 : 1.5)),
    }),
    ...errorBars(theme.text),
  };
}

function tooltipOf(series: readonly CertaintySeries[], axis: ChangeAxis) {
  const textOf = axis.isLog ? formatRatioInterval : formatPercentChangeInterval;
  const label = ({ dataIndex }: { dataIndex: number }): string => {
    const one = series[dataIndex];
    return one === undefined ? '' : `${one.label}: ${textOf(one)}`;
  };
  return { callbacks: { title: () => '', label } };
}

/** Label of a row: where the run could not decide, that word is its second line. Pure. */
export const certaintyLabelOf = ({ label, isUnsure }: CertaintySeries): string | string[] =>
  isUnsure ? [label, 'unsure'] : label;

/** A Chart.js configuration of type `scatterWithErrorBars`; needs the annotation plugin registered. Pure. */
export function certaintyChartOf(
  { series, marginRatio, referenceLabel }: CertaintySpec,
  theme: ChartTheme,
): ChartConfiguration<'scatterWithErrorBars', Dot[], string | string[]> {
  const axis = changeAxisOf({ series, marginRatio });
  const { ticks } = axis;
  const band = marginBand(marginRatio);
  const what = axis.isLog ? `ratio to ${referenceLabel} (log)` : `change against ${referenceLabel}`;
  return {
    type: 'scatterWithErrorBars',
    data: { labels: series.map(certaintyLabelOf), datasets: [datasetOf(series, axis, theme)] },
    options: {
      ...baseOptionsOf(theme),
      scales: {
        x: {
          type: axis.isLog ? 'logarithmic' : 'linear',
          min: axis.min,
          max: axis.max,
          // Two lines, for in one they would not fit a phone.
          title: { ...axisTitleOf(what, theme), text: [what, 'whiskers: 95% interval'] },
          grid: { color: theme.grid },
          border: { display: false },
          ...(ticks === null
            ? {}
            : {
                afterBuildTicks: (scale: Scale) => {
                  scale.ticks = ticks.map((value) => ({ value }));
                },
              }),
          ticks: {
            ...ticksOf(theme),
            includeBounds: false,
            maxTicksLimit: 8,
            callback: (value) => axis.tickText(Number(value)),
          },
        },
        y: { ...categoryAxisOf(theme), type: 'category', offset: true },
      },
      plugins: {
        legend: { display: false },
        tooltip: tooltipOf(series, axis),
        annotation: {
          annotations: {
            margin: markBand(axis.placeOf(band.low), axis.placeOf(band.high), theme),
            zero: markLine('x', axis.zero, theme),
          },
        },
      },
    },
  };
}
