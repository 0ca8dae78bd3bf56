/** Colours and type of everything in a chart that is not data, and how a cell's data is painted. */
import { shadeOf, type ThemeName } from '../palette.ts';
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
}

const LOOKS: Readonly<Record<ThemeName, Pick<ChartTheme, 'text' | 'mutedText' | 'grid' | 'surface'>>> = {
  light: { text: '#1B2129', mutedText: '#57606B', grid: '#E4E7EB', surface: '#FFFFFF' },
  dark: { text: '#E6EDF3', mutedText: '#9AA6B2', grid: '#2A323C', surface: '#161B22' },
};

/** A theme with its own font: the system's in a page, the shipped one in a picture. */
export function chartThemeOf(
  name: ThemeName,
  font: { family: string; sizePx: number; isResponsive: boolean },
): ChartTheme {
  const { family, sizePx, isResponsive } = font;
  return { name, ...LOOKS[name], fontFamily: family, fontSizePx: sizePx, isResponsive };
}

/** The fill of a cell in this theme. */
export const fillOf = ({ model, ordinal }: SeriesKey, theme: ChartTheme): string =>
  shadeOf(model, ordinal, theme.name);

/** Options that every chart shares: no animation (reduced motion, printing), the theme's type, no aspect ratio. */
export function baseOptionsOf(theme: ChartTheme) {
  return {
    animation: false as const,
    responsive: theme.isResponsive,
    maintainAspectRatio: false,
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
  return { color: theme.mutedText, font: { family: theme.fontFamily, size: theme.fontSizePx } };
}

/** The category axis of horizontal bars: labels in full text colour, no grid across the bars. */
export function categoryAxisOf(theme: ChartTheme) {
  return {
    grid: { display: false },
    border: { color: theme.mutedText },
    ticks: { ...ticksOf(theme), color: theme.text, autoSkip: false, crossAlign: 'far' as const },
  };
}
