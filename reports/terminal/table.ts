/** A table of text in a given width: the rightmost columns give way, and the caller is told which. */

import type { Paint } from './style.ts';
import { textWidth, truncate } from './text-width.ts';

export interface TableColumn {
  readonly header: string;
  /** Right for figures, so that their digits stand under each other; left for names and intervals. */
  readonly align: 'left' | 'right';
}

/** Text of a cell and how it is painted; padding is added outside the paint. */
export interface TableCell {
  readonly text: string;
  readonly paint?: Paint;
}

export interface TableRow {
  readonly cells: readonly TableCell[];
  /** Stands before the row in the margin: one character, or none. */
  readonly mark?: TableCell;
  /** Stands after the last shown column: footnote marks. */
  readonly suffix?: TableCell;
}

export interface RenderedTable {
  /** The header first. */
  readonly lines: readonly string[];
  /** Headers of the columns that found no room. */
  readonly dropped: readonly string[];
}

/** Widest first: columns move together before one of them is dropped. */
const GAPS = [3, 2, 1] as const;
const MARGIN = 2;
const LEAST_NAME_WIDTH = 12;

/**
 * Lays the table out. The first column always stays and is truncated if even it and the second are too wide. No line is
 * wider than `width`, down to 30 columns. Pure.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  { width, headerPaint }: { readonly width: number; readonly headerPaint: Paint },
): RenderedTable {
  const widths = columns.map(({ header }, index) =>
    Math.max(textWidth(header), ...rows.map(({ cells }) => textWidth(cells[index]?.text ?? ''))),
  );
  const suffixWidth = Math.max(0, ...rows.map(({ suffix }) => (suffix ? 1 + textWidth(suffix.text) : 0)));
  const room = width - MARGIN - suffixWidth;
  const { shownCount, gap } = chooseFit(widths, room);
  const shown = widths.slice(0, shownCount);
  const spare = room - total(shown, gap);
  if (spare < 0) shown[0] = Math.max(LEAST_NAME_WIDTH, shown[0]! + spare);
  const line = (mark: string, cells: readonly TableCell[], suffix: string): string =>
    mark +
    shown
      .map((cellWidth, index) => layOut(cells[index], cellWidth, columns[index]!.align))
      .join(' '.repeat(gap))
      .concat(suffix)
      .trimEnd();
  const header = columns.map((column) => ({ text: column.header, paint: headerPaint }));
  return {
    lines: [
      line(' '.repeat(MARGIN), header, ''),
      ...rows.map(({ cells, mark, suffix }) =>
        line(layOut(mark, MARGIN, 'left'), cells, suffix ? ` ${painted(suffix.text, suffix.paint)}` : ''),
      ),
    ],
    dropped: columns.slice(shownCount).map(({ header: name }) => name),
  };
}

/** How many columns fit, and how far apart; two at least, for a name without a figure says nothing. */
function chooseFit(widths: readonly number[], room: number): { shownCount: number; gap: number } {
  for (let shownCount = widths.length; shownCount >= 2; shownCount--) {
    const gap = GAPS.find((candidate) => total(widths.slice(0, shownCount), candidate) <= room);
    if (gap !== undefined) return { shownCount, gap };
  }
  return { shownCount: Math.min(2, widths.length), gap: GAPS[GAPS.length - 1]! };
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}

function layOut(cell: TableCell | undefined, width: number, align: TableColumn['align']): string {
  const text = truncate(cell?.text ?? '', width);
  const padding = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? painted(text, cell?.paint) + padding : padding + painted(text, cell?.paint);
}

function painted(text: string, paint: Paint | undefined): string {
  return paint ? paint(text) : text;
}
