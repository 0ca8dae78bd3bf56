/** Lines and bands that a chart is read against, for chartjs-plugin-annotation: they never stretch an axis. */
import type {} from 'chartjs-plugin-annotation';
import type { ChartTheme } from './chart-theme.ts';

/** The options of a line that are used here; the plug-in's own types do not resolve outside a bundler. */
interface MarkLine {
  readonly type: 'line';
  readonly scaleID: 'x' | 'y';
  readonly value: number;
  readonly adjustScaleRange: false;
  readonly borderColor: string;
  readonly borderWidth: number;
  readonly borderDash: number[];
  readonly drawTime: 'beforeDatasetsDraw';
  readonly label: MarkLabel;
}

interface MarkLabel {
  readonly display: boolean;
  readonly content: string;
  readonly position: 'start' | 'end';
  readonly yAdjust: number;
  readonly padding: { readonly x: number; readonly y: number };
  readonly color: string;
  readonly backgroundColor: string;
  readonly borderColor: string;
  readonly borderWidth: number;
  readonly font: { readonly family: string; readonly size: number; readonly weight: 'normal' };
  readonly drawTime: 'afterDatasetsDraw';
}

/** The options of a band. */
interface MarkBand {
  readonly type: 'box';
  readonly xMin: number;
  readonly xMax: number;
  readonly adjustScaleRange: false;
  readonly backgroundColor: string;
  readonly borderWidth: number;
  readonly drawTime: 'beforeDatasetsDraw';
}

/** How far a name stands above the plot, or above its lower edge, px. */
const LABEL_SHIFT_PX = 16;

interface MarkOptions {
  readonly label?: string;
  readonly isDashed?: boolean;
  /** Of a vertical line: above the plot, which needs room and no clipping, or inside at its lower end. */
  readonly position?: 'start' | 'end';
}

/** A line across the plot at a value of one axis; with a label it names itself. */
export function markLine(
  axis: 'x' | 'y',
  value: number,
  theme: ChartTheme,
  { label = '', isDashed = false, position = 'end' }: MarkOptions = {},
): MarkLine {
  return {
    type: 'line',
    scaleID: axis,
    value,
    adjustScaleRange: false,
    borderColor: theme.mutedText,
    borderWidth: 1.5,
    borderDash: isDashed ? [5, 4] : [],
    drawTime: 'beforeDatasetsDraw',
    label: {
      display: label !== '',
      content: label,
      position,
      yAdjust: position === 'start' ? -LABEL_SHIFT_PX : -LABEL_SHIFT_PX / 2,
      padding: { x: 5, y: 2 },
      color: theme.text,
      backgroundColor: theme.surface,
      borderColor: theme.grid,
      borderWidth: 1,
      font: { family: theme.fontFamily, size: theme.fontSizePx - 1, weight: 'normal' },
      drawTime: 'afterDatasetsDraw',
    },
  };
}

/** How much of the ink shows: seen behind whiskers, in both themes. */
const BAND_ALPHA = '33';

/** A shaded band between two values of the x axis, over the whole height. */
export const markBand = (low: number, high: number, theme: ChartTheme): MarkBand => ({
  type: 'box',
  xMin: low,
  xMax: high,
  adjustScaleRange: false,
  backgroundColor: `${theme.mutedText}${BAND_ALPHA}`,
  borderWidth: 0,
  drawTime: 'beforeDatasetsDraw',
});
