/** Where the time of one task goes, as stacked horizontal bars: queue · send · run · return. */
import type { ChartConfiguration } from 'chart.js';
import { formatMs, formatTick } from '../format.ts';
import { RECEIPT_COLORS } from '../palette.ts';
import { RECEIPT_PARTS, type ReceiptPart, type ReceiptSeries } from '../view.ts';
import type { ReceiptSpec } from './chart-spec.ts';
import { axisTitleOf, baseOptionsOf, type ChartTheme, categoryAxisOf, ticksOf } from './chart-theme.ts';

const partOf = (series: ReceiptSeries, part: ReceiptPart) =>
  series.parts.find((candidate) => candidate.part === part);

/** What a part is called in a legend. */
export const RECEIPT_LABELS: Readonly<Record<ReceiptPart, string>> = {
  queue: 'queue wait',
  send: 'send',
  'queue+send': 'queue wait + send (one part here)',
  run: 'run',
  return: 'return',
};

function datasetOf(part: ReceiptPart, series: readonly ReceiptSeries[], theme: ChartTheme) {
  return {
    label: RECEIPT_LABELS[part],
    data: series.map((one) => partOf(one, part)?.meanMs ?? 0),
    backgroundColor: RECEIPT_COLORS[part]?.[theme.name] ?? theme.mutedText,
    borderColor: theme.text,
    borderWidth: 1,
    borderSkipped: false as const,
    maxBarThickness: 20,
    categoryPercentage: 0.86,
  };
}

function tooltipOf(series: readonly ReceiptSeries[], parts: readonly ReceiptPart[]) {
  const label = ({ dataIndex, datasetIndex }: { dataIndex: number; datasetIndex: number }): string => {
    const part = parts[datasetIndex];
    const found = part === undefined ? undefined : series[dataIndex] && partOf(series[dataIndex], part);
    return part === undefined || found === undefined
      ? ''
      : `${RECEIPT_LABELS[part]}: ${found.text} (${found.shareText})`;
  };
  return { callbacks: { label } };
}

/** A Chart.js configuration of type `bar`. Pure. */
export function receiptChartOf(
  { series }: ReceiptSpec,
  theme: ChartTheme,
): ChartConfiguration<'bar', number[], string> {
  const parts = RECEIPT_PARTS.filter((part) => series.some((one) => partOf(one, part) !== undefined));
  return {
    type: 'bar',
    data: {
      labels: series.map(({ label }) => label),
      datasets: parts.map((part) => datasetOf(part, series, theme)),
    },
    options: {
      ...baseOptionsOf(theme),
      indexAxis: 'y',
      scales: {
        x: {
          stacked: true,
          min: 0,
          title: axisTitleOf('mean time of one task, from 0', theme),
          grid: { color: theme.grid },
          border: { display: false },
          ticks: {
            ...ticksOf(theme),
            maxTicksLimit: 6,
            callback: (value) => formatTick(formatMs(Number(value))),
          },
        },
        y: { ...categoryAxisOf(theme), stacked: true },
      },
      plugins: {
        legend: {
          position: 'top',
          align: 'start',
          labels: { color: theme.text, boxWidth: 12, boxHeight: 12, font: baseOptionsOf(theme).font },
        },
        tooltip: tooltipOf(series, parts),
      },
    },
  };
}
