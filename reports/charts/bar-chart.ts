/** Throughput as horizontal bars from 0 with 95 % whiskers; the figures stand in a column at the right. */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type {} from 'chartjs-chart-error-bars';
import { formatRate, formatTick } from '../format.ts';
import type { BarDatum, BarsSpec } from './chart-spec.ts';
import {
  axisTitleOf,
  baseOptionsOf,
  type ChartTheme,
  categoryAxisOf,
  fillOf,
  ticksOf,
} from './chart-theme.ts';
import { haloedErrorBars, withHalo } from './error-bars.ts';

const OUTLINE_PX = 1.5;
/** Below this width of the plot the column of figures would crowd the bars out: the table has them. */
const LEAST_WIDTH_FOR_FIGURES_PX = 520;

const FIGURE_GAP_PX = 10;
const NARROW_ROOM_PX = 12;

type BarPoint = { y: string; x: number; xMin: number[]; xMax: number[] };

/** Label of the category axis: a star marks what is not told apart from the best. */
export const barLabelOf = (bar: Pick<BarDatum, 'label' | 'best'>): string =>
  bar.best ? `★ ${bar.label}` : bar.label;

function pointOf(bar: BarDatum): BarPoint {
  const value = bar.value ?? 0;
  const { low, high } = bar;
  return { y: barLabelOf(bar), x: value, xMin: withHalo(low ?? value), xMax: withHalo(high ?? value) };
}

const figureFontOf = ({ best }: BarDatum, theme: ChartTheme): string =>
  `${best ? 'bold ' : ''}${theme.fontSizePx}px ${theme.fontFamily}`;

/** Room that the column of figures takes beside the plot, px. */
function widestFigure({ ctx }: Chart, bars: readonly BarDatum[], theme: ChartTheme): number {
  ctx.save();
  const widths = bars.map((bar) => {
    ctx.font = figureFontOf(bar, theme);
    return bar.value === null ? 0 : ctx.measureText(bar.text).width;
  });
  ctx.restore();
  return Math.ceil(Math.max(0, ...widths)) + 2 * FIGURE_GAP_PX;
}

/** What the axis says, in one line where there is room for it. */
const AXIS_GAP = ' · ';

/** Writes the figure of each bar beside the plot, and the status in the place of a bar that is missing. */
function figuresPlugin(bars: readonly BarDatum[], axisTexts: readonly string[], theme: ChartTheme): Plugin {
  return {
    id: 'figures',
    beforeLayout(chart: Chart) {
      const { layout, scales } = chart.options;
      if (layout === undefined) return;
      const title = scales?.x && 'title' in scales.x ? scales.x.title : undefined;
      if (title !== undefined) {
        title.text = chart.width < LEAST_WIDTH_FOR_FIGURES_PX ? [...axisTexts] : axisTexts.join(AXIS_GAP);
      }
      const room =
        chart.width < LEAST_WIDTH_FOR_FIGURES_PX ? NARROW_ROOM_PX : widestFigure(chart, bars, theme);
      const { paddingPx: around } = theme;
      layout.padding = { top: around + 4, right: around + room, bottom: around, left: around };
    },
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea } = chart;
      const isWide = chart.width >= LEAST_WIDTH_FOR_FIGURES_PX;
      ctx.save();
      ctx.textBaseline = 'middle';
      chart.getDatasetMeta(0).data.forEach((element, index) => {
        const bar = bars[index];
        if (bar === undefined || (bar.value !== null && !isWide)) return;
        ctx.font = figureFontOf(bar, theme);
        ctx.fillStyle = bar.value === null ? theme.mutedText : theme.text;
        ctx.fillText(
          bar.text,
          (bar.value === null ? chartArea.left : chartArea.right) + FIGURE_GAP_PX,
          element.y,
        );
      });
      ctx.restore();
    },
  };
}

function tooltipOf(bars: readonly BarDatum[], unit: string) {
  return {
    callbacks: { label: ({ dataIndex }: { dataIndex: number }) => `${bars[dataIndex]?.text ?? ''} ${unit}` },
  };
}

/** A Chart.js configuration: needs the controller and element of chartjs-chart-error-bars registered. Pure. */
export function barChartOf(
  { bars, unit }: BarsSpec,
  theme: ChartTheme,
): ChartConfiguration<'barWithErrorBars', BarPoint[], string> {
  // Without bounds there must be no whisker at all: one of no length would look like certainty.
  const hasBounds = (index: number): boolean => (bars[index]?.low ?? null) !== null;
  const hasWhiskers = bars.some(({ low }) => low !== null);
  const axisTexts = [
    `${unit} (mean), from 0`,
    'higher is better',
    ...(hasWhiskers ? ['whiskers: 95% interval'] : []),
  ];
  const fills = bars.map((bar) => fillOf(bar, theme));
  const dataset = {
    label: unit,
    data: bars.map(pointOf),
    backgroundColor: fills,
    borderColor: bars.map((bar) => (bar.value === null ? 'transparent' : theme.text)),
    borderWidth: OUTLINE_PX,
    borderSkipped: false as const,
    maxBarThickness: 22,
    categoryPercentage: 0.86,
    ...haloedErrorBars(theme, hasBounds),
  };
  return {
    type: 'barWithErrorBars',
    data: { labels: bars.map(barLabelOf), datasets: [dataset] },
    options: {
      ...baseOptionsOf(theme),
      indexAxis: 'y',
      scales: {
        x: {
          min: 0,
          title: axisTitleOf(axisTexts.join(AXIS_GAP), theme),
          grid: { color: theme.grid },
          border: { display: false },
          ticks: {
            ...ticksOf(theme),
            maxTicksLimit: 8,
            callback: (value) => formatTick(formatRate(Number(value))),
          },
        },
        y: categoryAxisOf(theme),
      },
      plugins: { legend: { display: false }, tooltip: tooltipOf(bars, unit) },
    },
    plugins: [figuresPlugin(bars, axisTexts, theme)],
  };
}
