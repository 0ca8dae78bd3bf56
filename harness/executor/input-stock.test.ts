import { describe, expect, test } from 'vitest';
import { type FreshInput, InputStock } from './input-stock.ts';

/** A stock over inputs of so many bytes, and the indices of the copies that it had made. */
function stockOf(count: number, byteCount = 8): { stock: InputStock; copied: number[] } {
  const copied: number[] = [];
  const stock = new InputStock(count, (index): FreshInput => {
    copied.push(index);
    return { input: index, transferList: [new ArrayBuffer(byteCount)] };
  });
  return { stock, copied };
}

describe('copies are made for the tasks that come next', () => {
  test.each<[inputs: number, fills: [count: number, cursor: number][], copied: number[]]>([
    [3, [[2, 0]], [0, 1]],
    [3, [[5, 2]], [2, 0, 1, 2, 0]],
    [
      2,
      [
        [3, 0],
        [3, 0],
      ],
      [0, 1, 0],
    ], // what is there already is not made again
    [
      2,
      [
        [2, 0],
        [3, 1],
      ],
      [0, 1, 1],
    ],
    [1, [[0, 0]], []],
  ])('%i inputs, filled by %j', (inputs, fills, expected) => {
    const { stock, copied } = stockOf(inputs);
    for (const [count, cursor] of fills) stock.fill(count, cursor);
    expect(copied).toEqual(expected);
  });
});

test('what is taken is never given again; what is not in stock is copied, and counted', () => {
  const { stock, copied } = stockOf(2);
  stock.fill(3, 0);
  const taken = [0, 1, 0].map((index) => stock.take(index));
  expect(taken.map(({ input }) => input)).toEqual([0, 1, 0]);
  expect(copied).toHaveLength(3);
  expect(stock.copiedInsideMs).toBe(0);
  taken.push(stock.take(1));
  expect(copied).toHaveLength(4);
  expect(stock.copiedInsideMs).toBeGreaterThan(0);
  expect(new Set(taken).size).toBe(4);
});

test('a stock ends where memory does', () => {
  const { stock, copied } = stockOf(1, 64 * 2 ** 20);
  stock.fill(1_000, 0);
  expect(copied.length).toBeGreaterThan(0);
  expect(copied.length).toBeLessThanOrEqual(8); // 512 MiB
  const before = copied.length;
  stock.fill(1_000, 0);
  expect(copied.length).toBe(before);
  stock.take(0);
  stock.fill(1_000, 0);
  expect(copied.length).toBe(before + 1);
});
