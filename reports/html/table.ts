/** A table that is complete on its own: caption, scopes, figures set flush right, and room to scroll on a phone. */
import { type Markup, type MarkupValue, markup } from './markup.ts';

/** A column; `isText` sets it flush left. */
export interface Column {
  readonly heading: string;
  readonly isText?: boolean;
}

/** A row: its heading, then its cells; `span` replaces all cells by one text, as for a cell without figures. */
export interface TableRow {
  readonly heading: Markup;
  readonly cells: readonly MarkupValue[];
  /** The plain number behind each cell, which it is sorted by; null for text and where there is no figure. */
  readonly values?: readonly (number | null | undefined)[];
  readonly span?: MarkupValue;
  readonly className?: string;
  /** The number of the cell that the row is about: what a filter finds it by. */
  readonly cellNumber?: number | undefined;
}

/** What a table is made of. `id` is one of ours. */
export interface TableParts {
  readonly id: string;
  readonly className?: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

const classOf = (column: Column | undefined): Markup | null =>
  column?.isText ? markup` class="text"` : null;

/** The number that a cell is sorted by, as an attribute: seven digits tell figures apart and keep a page small. */
export const sortValue = (value: number | null | undefined): Markup | null =>
  value === null || value === undefined || !Number.isFinite(value)
    ? null
    : markup` data-value="${String(Number(value.toPrecision(7)))}"`;

function rowOf(row: TableRow, columns: readonly Column[]): Markup {
  const cells =
    row.span === undefined
      ? row.cells.map(
          (cell, index) =>
            markup`<td${classOf(columns[index + 1])}${sortValue(row.values?.[index])}>${cell}</td>`,
        )
      : markup`<td class="text span" colspan="${String(columns.length - 1)}">${row.span}</td>`;
  const number = row.cellNumber === undefined ? null : markup` data-cell="${String(row.cellNumber)}"`;
  return markup`<tr${row.className ? markup` class="${row.className}"` : null}${number}><th scope="row">${row.heading}</th>${cells}</tr>
`;
}

/** The table as HTML. Its room to scroll is a group: as a landmark, one of very many would help nobody to find a place. */
export function table({ id, className, caption, columns, rows }: TableParts): Markup {
  const head = columns.map(
    (column, index) =>
      markup`<th scope="col"${index === 0 ? markup` class="text"` : classOf(column)}>${column.heading}</th>`,
  );
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table id="${id}"${className !== undefined && markup` class="${className}"`}>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map((row) => rowOf(row, columns))}</tbody>
</table></div>`;
}
