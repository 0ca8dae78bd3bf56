/** Dots with the bars of their intervals, and the line through them: options of chartjs-chart-error-bars. */

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

/** How the bars of an interval are drawn; where there is none the colour is transparent. */
export const errorBars = (color: string | ((context: { readonly dataIndex: number }) => string)) => ({
  errorBarColor: color,
  errorBarWhiskerColor: color,
  errorBarLineWidth: 1.5,
  errorBarWhiskerLineWidth: 1.5,
  errorBarWhiskerSize: 9,
  errorBarWhiskerRatio: 0,
});
