/**
 * What charts without a script are made of: SVG whose shapes stretch with the page while its texts keep their size.
 * Shapes lie in a plot with a viewBox of its own, {@link PLOT_UNITS} wide, that is stretched sideways alone; texts stand
 * over it, placed by percent, so that they are as large on a phone as on a desk. Nothing needs a style attribute.
 */
import { visibleText } from '../visible-text.ts';
import { type Markup, type MarkupValue, markup } from './markup.ts';

/** Width of a plot in its own units; the height is in px. */
export const PLOT_UNITS = 1000;

/** A place as an attribute: a tenth of a unit is less than anybody sees. Pure. */
export const placeOf = (place: number): string => String(Number(place.toFixed(1)));

const MOST_TICKS = 6;
const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from 0 to `most`, at most six of them beside 0; 0 alone where there is no extent. Pure. */
export function linearTicks(most: number): number[] {
  if (!(most > 0 && Number.isFinite(most))) return [0];
  const power = 10 ** Math.floor(Math.log10(most / MOST_TICKS));
  const step = (STEPS.find((factor) => most / (factor * power) <= MOST_TICKS) ?? 10) * power;
  const count = Math.floor(most / step + 1e-9);
  return Array.from({ length: count + 1 }, (_unused, index) => Number((index * step).toPrecision(6)));
}

/** A scale from 0 to `most`: the place of a value in the plot, kept inside it. Pure. */
export const linearScale =
  (most: number) =>
  (value: number): number =>
    most > 0 ? PLOT_UNITS * Math.min(1, Math.max(0, value / most)) : 0;

/** Signs that take two places of a line, as Han, kana, Hangul and pictures do. */
const isWide = (character: string): boolean => (character.codePointAt(0) ?? 0) >= 0x2e80;

/** How many places of a line a text takes. Pure. */
export const placesOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0);

/** As much of a text as fits into so many places of a line, with an ellipsis where it was cut. Pure. */
export function cutText(text: string, mostPlaces: number): string {
  const shown = visibleText(text);
  if (placesOf(shown) <= mostPlaces) return shown;
  let cut = '';
  for (const character of shown) {
    if (placesOf(cut + character) >= mostPlaces) break;
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}

/** Where a text stands: across as a length or a share of the width (`0`, `50%`), down in px (its base line). */
export interface TextPlace {
  readonly x: string;
  readonly y: number;
  readonly anchor?: 'middle' | 'end';
  readonly className?: string;
}

/** A line of text; `whole` is what it says where it had to be cut. */
export function stillText(
  text: string,
  { x, y, anchor, className }: TextPlace,
  whole: string = text,
): Markup {
  const anchored = anchor !== undefined && markup` text-anchor="${anchor}"`;
  const classed = className !== undefined && markup` class="${className}"`;
  const title = visibleText(whole) !== text && markup`<title>${whole}</title>`;
  return markup`<text x="${x}" y="${placeOf(y)}"${anchored}${classed}>${title}${text}</text>`;
}

/** Where an axis is drawn: the plot reaches from 0 down to `bottomPx`; tick texts stand below it. */
export interface StillAxis {
  readonly most: number;
  readonly bottomPx: number;
  readonly format: (value: number) => string;
  /** One line each, below the ticks. */
  readonly title: readonly string[];
}

const TICK_DROP_PX = 16;
const TITLE_DROP_PX = 36;
const LINE_PX = 16;

/** Ticks near an end would stand out of the picture: they end there instead. */
function anchorOf(share: number): 'middle' | 'end' | undefined {
  if (share < 0.02) return undefined;
  return share > 0.95 ? 'end' : 'middle';
}

/** Grid lines (they belong into the plot), and the texts of an axis from 0 (they belong over it). Pure. */
export function stillAxis({ most, bottomPx, format, title }: StillAxis): { grid: Markup; texts: Markup } {
  const scale = linearScale(most);
  const ticks = linearTicks(most);
  const lines = ticks.map((tick) => `M${placeOf(scale(tick))} 0V${placeOf(bottomPx)}`).join('');
  const labels = ticks.map((tick) => {
    const share = scale(tick) / PLOT_UNITS;
    const anchor = anchorOf(share);
    return stillText(format(tick), {
      x: `${placeOf(100 * share)}%`,
      y: bottomPx + TICK_DROP_PX,
      className: 'tick',
      ...(anchor === undefined ? {} : { anchor }),
    });
  });
  const titles = title.map((line, index) =>
    stillText(line, {
      x: '50%',
      y: bottomPx + TITLE_DROP_PX + LINE_PX * index,
      anchor: 'middle',
      className: 'tick',
    }),
  );
  return { grid: markup`<path class="grid" d="${lines}"/>`, texts: markup`${labels}${titles}` };
}

/** The picture as a whole, named by its finding and described by its table. `tableId` is one of ours. */
export function stillChart(
  { finding, tableId }: { readonly finding: string; readonly tableId: string },
  {
    plot,
    texts,
    heightPx,
  }: { readonly plot: MarkupValue; readonly texts: MarkupValue; readonly heightPx: number },
): Markup {
  return markup`<svg class="still" role="img" aria-describedby="${tableId}"><title>${finding}</title>
<svg viewBox="0 0 ${String(PLOT_UNITS)} ${placeOf(heightPx)}" width="100%" height="${placeOf(heightPx)}" preserveAspectRatio="none">${plot}</svg>
${texts}</svg>`;
}
