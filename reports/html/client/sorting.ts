/** Tables sorted by a column: a button in each heading; the third press gives back the first order. */
import { orderOf, type SortDirection, type SortKey } from '../row-order.ts';
import { plainName } from './cell-text.ts';

const NEXT: Readonly<Record<string, SortDirection | undefined>> = {
  none: 'ascending',
  ascending: 'descending',
};

/** The orders that tables had when they were first sorted. */
const firstOrders = new WeakMap<HTMLTableSectionElement, readonly HTMLTableRowElement[]>();

function keysOf(rows: readonly HTMLTableRowElement[], column: number): SortKey[] {
  const cells = rows.map((row) => row.cells[column]);
  const isNumeric = cells.some((cell) => cell?.dataset.value !== undefined);
  return cells.map((cell) => {
    // One cell may stand for all columns: it says why there is no figure.
    if (cell === undefined || cell.colSpan > 1) return null;
    if (!isNumeric) return plainName(cell);
    return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  });
}

function sort(heading: HTMLTableCellElement): void {
  const body = heading.closest('table')?.tBodies[0];
  if (body === undefined) return;
  const rows = firstOrders.get(body) ?? [...body.rows];
  firstOrders.set(body, rows);
  const direction = NEXT[heading.ariaSort ?? 'none'];
  for (const other of heading.parentElement?.children ?? []) other.removeAttribute('aria-sort');
  if (direction === undefined) {
    body.append(...rows);
    return;
  }
  heading.setAttribute('aria-sort', direction);
  const order = orderOf(keysOf(rows, heading.cellIndex), direction);
  body.append(...order.flatMap((place) => rows[place] ?? []));
}

/** Makes every heading of a column a button. */
export function offerSorting(): void {
  for (const heading of document.querySelectorAll<HTMLTableCellElement>('thead th')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => sort(heading));
  }
}
