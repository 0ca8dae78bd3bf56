/** The inverse of a small symmetric matrix, as least squares needs it. */

/** Rows of numbers, square. */
export type Matrix = readonly (readonly number[])[];

/**
 * Gauss–Jordan elimination with partial pivoting; meant for tens of rows. Null where the matrix has no inverse: a failed
 * statistic is no number. Pure.
 */
export function invert(matrix: Matrix): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [
    ...row,
    ...row.map((_value, column) => (column === index ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    const head = rows[pivot]![column]!;
    if (!(Math.abs(head) > 1e-12)) return null;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const own = rows[column]!.map((value) => value / head);
    rows[column] = own;
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!;
      if (row === column || factor === 0) continue;
      const target = rows[row]!;
      for (let at = column; at < 2 * size; at++) target[at]! -= factor * own[at]!;
    }
  }
  return rows.map((row) => row.slice(size));
}
