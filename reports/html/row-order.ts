/** The order of sorted rows. */

/** What a row is sorted by; null where it has no figure. */
export type SortKey = number | string | null;

/** Which end comes first. */
export type SortDirection = 'ascending' | 'descending';

const collator = new Intl.Collator('en', { numeric: true });

function compare(one: number | string, other: number | string): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : collator.compare(String(one), String(other));
}

/**
 * Places of the rows in their new order: equal ones stay as they were, and those without a figure come last whichever
 * end is first, for a missing figure is neither the least nor the most. Pure.
 */
export function orderOf(keys: readonly SortKey[], direction: SortDirection): number[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return keys
    .map((key, index) => ({ key, index }))
    .sort((one, other) => {
      if (one.key === null || other.key === null)
        return Number(one.key === null) - Number(other.key === null);
      return sign * compare(one.key, other.key);
    })
    .map(({ index }) => index);
}
