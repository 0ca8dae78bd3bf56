/** Dots with the bars of their intervals, and the line through them: options of chartjs-chart-error-bars. */

import { styleOf } from '../palette.ts';
import type { SeriesKey } from '../view.ts';
import type { ChartTheme } from './chart-theme.ts';

/** How a dot looks; a list gives each its own. */
export interface DotLook<Style> {
  readonly style: Style | readonly Style[];
  readonly radius: number;
  readonly fill: string | readonly string[];
  readonly border: string | readonly string[];
  readonly borderWidth: number | readonly number[];
}

const RADIUS_MORE_ON_HOVER = 1;

/**
 * Options of dots with error bars. They have the prefix of their own element: Chart.js reads `pointRadius` for plain points
 * alone, and without a prefix the line through the dots would take the same. Pure.
 */
export const errorDots = <Style>({ style, radius, fill, border, borderWidth }: DotLook<Style>) => ({
  pointStyle: style,
  pointWithErrorBarRadius: radius,
  pointWithErrorBarHoverRadius: radius + RADIUS_MORE_ON_HOVER,
  pointWithErrorBarBackgroundColor: fill,
  pointWithErrorBarBorderColor: border,
  pointWithErrorBarBorderWidth: borderWidth,
});

/** How the curve of a model looks: its line, and dots that are hollow from the second curve of the same model on. Pure. */
export function modelCurve({ model, ordinal }: Pick<SeriesKey, 'model' | 'ordinal'>, theme: ChartTheme) {
  const style = styleOf(model);
  const color = style.color[theme.name];
  const isFirst = ordinal === 0;
  return {
    showLine: true,
    borderColor: color,
    borderDash: [...style.dash],
    borderWidth: 2,
    ...errorDots({
      style: style.point,
      radius: 5.5,
      fill: isFirst ? color : theme.surface,
      border: isFirst ? theme.text : color,
      borderWidth: isFirst ? 1.25 : 2,
    }),
  };
}

const LINE_PX = 1.5;
const CAP_PX = 9;

/** How the bars of an interval are drawn; where there is none the colour is transparent. */
export const errorBars = (color: string | ((context: { readonly dataIndex: number }) => string)) => ({
  errorBarColor: color,
  errorBarWhiskerColor: color,
  errorBarLineWidth: LINE_PX,
  errorBarWhiskerLineWidth: LINE_PX,
  errorBarWhiskerSize: CAP_PX,
  errorBarWhiskerRatio: 0,
});

/** How far the halo of a bar reaches beyond its line on each side. */
const HALO_PX = 1.5;

/** Both bounds once for the line and once for its halo: the plug-in draws one bar for each, the first on top. Pure. */
export const withHalo = (bound: number): [line: number, halo: number] => [bound, bound];

/**
 * Bars of {@link withHalo} that are seen on any fill, also on one of their own colour: in the colour of text, around it a halo in
 * that of the surface. `isDrawn` tells which have an interval. Pure.
 */
export function haloedErrorBars(
  { text, surface }: Pick<ChartTheme, 'text' | 'surface'>,
  isDrawn: (dataIndex: number) => boolean,
) {
  const color = ({ dataIndex }: { readonly dataIndex: number }): { v: string[] } => ({
    v: isDrawn(dataIndex) ? [text, surface] : ['transparent', 'transparent'],
  });
  const widths = { v: [LINE_PX, LINE_PX + 2 * HALO_PX] };
  return {
    errorBarColor: color,
    errorBarWhiskerColor: color,
    errorBarLineWidth: widths,
    errorBarWhiskerLineWidth: widths,
    errorBarWhiskerSize: { v: [CAP_PX, CAP_PX + 2 * HALO_PX] },
    errorBarWhiskerRatio: 0,
  };
}
