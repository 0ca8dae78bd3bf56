import { describe, expect, it } from 'vitest';
import { orderOf, type SortKey } from './row-order.ts';

describe('orderOf', () => {
  it.each<[string, SortKey[], number[], number[]]>([
    ['numbers by value, not by digits', [10, 9, 100], [1, 0, 2], [2, 0, 1]],
    ['texts with numbers in them', ['w×10', 'w×2', 'a'], [2, 1, 0], [0, 1, 2]],
    ['equal ones stay', [1, 0, 1, 0], [1, 3, 0, 2], [0, 2, 1, 3]],
    ['no figure is last both ways', [null, 2, null, 1], [3, 1, 0, 2], [1, 3, 0, 2]],
    ['signs and fractions', [0, -1.5, 1e-9], [1, 0, 2], [2, 0, 1]],
    ['nothing', [], [], []],
  ])('%s', (_name, keys, ascending, descending) => {
    expect(orderOf(keys, 'ascending')).toEqual(ascending);
    expect(orderOf(keys, 'descending')).toEqual(descending);
  });
});
