/** Text on a canvas that must stay inside its room: cut or wrapped by what it measures, not by its letters. */
import type { ChartTheme } from './chart-theme.ts';

/** What measures a text: a canvas context whose font is set, or anything alike. */
export interface TextMeasure {
  measureText(text: string): { readonly width: number };
}

/** Longer texts are cut before they are measured: nobody reads more on a picture. */
const MOST_CHARACTERS = 120;

/** As much of a text as fits, with an ellipsis where it was cut. Pure but for the measure. */
export function fittedText(ctx: TextMeasure, text: string, widthPx: number): string {
  if (ctx.measureText(text).width <= widthPx) return text;
  let length = Math.min(text.length, MOST_CHARACTERS);
  while (length > 1 && ctx.measureText(`${text.slice(0, length)}…`).width > widthPx) length--;
  return `${text.slice(0, length)}…`;
}

/** Lines that fit, broken between words; the last of `mostLines` ends in an ellipsis where more would follow. Pure but for the measure. */
export function wrappedText(ctx: TextMeasure, text: string, widthPx: number, mostLines: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && ctx.measureText(longer).width > widthPx) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  const shown = lines.slice(0, mostLines).map((full) => fittedText(ctx, full, widthPx));
  const last = lines.length > mostLines ? `${lines[mostLines - 1]} …` : null;
  return last === null ? shown : [...shown.slice(0, -1), fittedText(ctx, last, widthPx)];
}

/** A font in the theme's family: `bold 13px Crossover Sans`. Pure. */
export const fontOf = (theme: ChartTheme, sizePx: number, weight = ''): string =>
  `${weight} ${sizePx}px ${theme.fontFamily}`.trim();
