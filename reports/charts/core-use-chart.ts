/** Concurrent or parallel: cores kept busy as horizontal bars from 0, the cores of the machine as a line. */
import type { ChartConfiguration } from 'chart.js';
import { formatCoreCount, formatCores, formatTick } from '../format.ts';
import { markLine } from './annotations.ts';
import {
  axisTitleOf,
  baseOptionsOf,
  type ChartTheme,
  categoryAxisOf,
  fillOf,
  ticksOf,
} from './chart-theme.ts';
import type { CoreUseSpec } from './evidence-spec.ts';

/** The axis ends here at the most, times the most that any cell used: on 64 cores, two would be a sliver. */
const MOST_OVER_LARGEST = 4;

/** The name of the line: `2 cores`. */
export const coresLabel = (cores: number): string =>
  `${formatCoreCount(cores)} core${cores === 1 ? '' : 's'}`;

/** A Chart.js configuration of type `bar`; needs the annotation plugin registered. Pure. */
export function coreUseChartOf(
  { series, usableCores }: CoreUseSpec,
  theme: ChartTheme,
): ChartConfiguration<'bar', number[], string> {
  const largest = Math.max(1, ...series.map(({ cores }) => cores));
  const max = Math.max(largest, Math.min(usableCores, largest * MOST_OVER_LARGEST)) * 1.06;
  const isInSight = usableCores <= max;
  const label = ({ dataIndex }: { dataIndex: number }): string => {
    const one = series[dataIndex];
    return one === undefined ? '' : `${formatCores(one.cores)} of ${coresLabel(usableCores)}`;
  };
  return {
    type: 'bar',
    data: {
      labels: series.map((one) => one.label),
      datasets: [
        {
          data: series.map(({ cores }) => cores),
          backgroundColor: series.map((one) => fillOf(one, theme)),
          borderColor: theme.text,
          borderWidth: 1.5,
          borderSkipped: false,
          maxBarThickness: 18,
          categoryPercentage: 0.86,
        },
      ],
    },
    options: {
      ...baseOptionsOf(theme),
      // Room above the bars for the name of the line.
      layout: {
        padding: {
          top: theme.paddingPx + 22,
          right: theme.paddingPx + 12,
          left: theme.paddingPx,
          bottom: theme.paddingPx,
        },
      },
      indexAxis: 'y',
      scales: {
        x: {
          min: 0,
          max,
          title: axisTitleOf(
            `cores kept busy, from 0${isInSight ? '' : ` · the machine has ${coresLabel(usableCores)}`}`,
            theme,
          ),
          grid: { color: theme.grid },
          border: { display: false },
          ticks: {
            ...ticksOf(theme),
            includeBounds: false,
            maxTicksLimit: 8,
            callback: (value) => formatTick(formatCores(Number(value))),
          },
        },
        y: categoryAxisOf(theme),
      },
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: { label } },
        annotation: {
          clip: false,
          annotations: isInSight
            ? {
                cores: markLine('x', usableCores, theme, {
                  label: coresLabel(usableCores),
                  isDashed: true,
                  position: 'start',
                }),
              }
            : {},
        },
      },
    },
  };
}
