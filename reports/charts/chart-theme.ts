/** Colours and type of everything in a chart that is not data, and how a cell's data is painted. */
import type { PointStyle } from 'chart.js';
import { styleOf, type ThemeName } from '../palette.ts';
import type { SeriesKey } from '../view.ts';

/** The look around the data. */
export interface ChartTheme {
  readonly name: ThemeName;
  readonly text: string;
  readonly mutedText: string;
  readonly grid: string;
  readonly surface: string;
  readonly fontFamily: string;
  /** Base size of chart text, px. */
  readonly fontSizePx: number;
  /** Pictures are drawn at a fixed size; pages follow the width of their column. */
  readonly isResponsive: boolean;
  /** Room around the chart, px: none in a page, which has its own. */
  readonly paddingPx: number;
}

/** What a medium decides about its charts. */
export type ChartMedium = Pick<ChartTheme, 'fontFamily' | 'fontSizePx' | 'isResponsive' | 'paddingPx'>;

const LOOKS: Readonly<Record<ThemeName, Pick<ChartTheme, 'text' | 'mutedText' | 'grid' | 'surface'>>> = {
  light: { text: '#1B2129', mutedText: '#57606B', grid: '#E4E7EB', surface: '#FFFFFF' },
  dark: { text: '#E6EDF3', mutedText: '#9AA6B2', grid: '#2A323C', surface: '#161B22' },
};

/** A theme in a medium: the system's font in a page, the shipped one in a picture. */
export const chartThemeOf = (name: ThemeName, medium: ChartMedium): ChartTheme => ({
  name,
  ...LOOKS[name],
  ...medium,
});

/** The fill of a cell: its model's colour in this theme; cells of one model are told apart by their labels. */
export const fillOf = ({ model }: SeriesKey, theme: ChartTheme): string => styleOf(model).color[theme.name];

/** Options that every chart shares: no animation (reduced motion, printing), the theme's type, no aspect ratio. */
export function baseOptionsOf(theme: ChartTheme) {
  return {
    animation: false as const,
    responsive: theme.isResponsive,
    maintainAspectRatio: false,
    layout: { padding: theme.paddingPx },
    color: theme.mutedText,
    font: { family: theme.fontFamily, size: theme.fontSizePx },
  };
}

/** An axis title in the theme's type. */
export function axisTitleOf(text: string, theme: ChartTheme) {
  return {
    display: true,
    text,
    color: theme.mutedText,
    font: { family: theme.fontFamily, size: theme.fontSizePx },
  };
}

/** Tick labels in the theme's type. */
export function ticksOf(theme: ChartTheme) {
  const font = { family: theme.fontFamily, size: theme.fontSizePx };
  return { color: theme.mutedText, font, maxRotation: 0, autoSkipPadding: 12 };
}

/** The category axis of horizontal bars: labels in full text colour, no grid across the bars. */
export function categoryAxisOf(theme: ChartTheme) {
  return {
    grid: { display: false },
    border: { color: theme.mutedText },
    ticks: { ...ticksOf(theme), color: theme.text, autoSkip: false, crossAlign: 'far' as const },
  };
}

/** A legend above the plot, flush left, with the marks that the chart itself uses. */
export function legendOf(theme: ChartTheme) {
  return {
    position: 'top' as const,
    align: 'start' as const,
    labels: {
      color: theme.text,
      usePointStyle: true,
      boxHeight: 7,
      font: { family: theme.fontFamily, size: theme.fontSizePx },
    },
  };
}

/** A legend of marks in no model's colour: for charts whose colours name the rows. */
export function plainLegendOf(
  entries: readonly { readonly label: string; readonly point: PointStyle }[],
  theme: ChartTheme,
) {
  const legend = legendOf(theme);
  const items = entries.map(({ label, point }, datasetIndex) => ({
    text: label,
    datasetIndex,
    pointStyle: point,
    fontColor: theme.text,
    fillStyle: theme.surface,
    strokeStyle: point === false ? 'transparent' : theme.text,
    lineWidth: 1.5,
  }));
  return { ...legend, onClick: () => undefined, labels: { ...legend.labels, generateLabels: () => items } };
}
