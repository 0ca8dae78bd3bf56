import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

describe('moments of 50,000 draws', () => {
  const random = createRandom(42);
  const check = (name: string, next: () => number, expected: [mean: number, variance: number]): void =>
    test(name, () => {
      const values = draw(50_000, next);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean - expected[0])).toBeLessThan(5 * Math.sqrt(expected[1] / values.length));
      expect(variance / expected[1]).toBeCloseTo(1, 1);
    });

  check('next', random.next, [1 / 2, 1 / 12]);
  check('integer(7)', () => random.integer(7), [3, 4]);
  check('normal', random.normal, [0, 1]);
});

describe('streams', () => {
  const check = (name: string, left: () => number, right: () => number, expected: 'same' | 'other'): void =>
    test(name, () => {
      const matcher = expect(draw(20, left));
      if (expected === 'same') matcher.toEqual(draw(20, right));
      else matcher.not.toEqual(draw(20, right));
    });
  const drawnFrom = createRandom(1);
  draw(5, drawnFrom.next);

  check('one seed, one stream', createRandom(1).next, createRandom(1).next, 'same');
  check('another seed, another stream', createRandom(1).next, createRandom(2).next, 'other');
  check('seeds beyond 32 bits count', createRandom(1).next, createRandom(1 + 2 ** 32).next, 'other');
  check('a fork does not depend on draws', drawnFrom.fork('a').next, createRandom(1).fork('a').next, 'same');
  check('labels tell forks apart', createRandom(1).fork('a').next, createRandom(1).fork('b').next, 'other');
  check('a fork is not its parent', createRandom(1).fork('a').next, createRandom(1).next, 'other');
});

describe('shuffle', () => {
  test('keeps the items and leaves the original alone', () => {
    const items = Object.freeze([1, 2, 3, 4, 5]);
    expect([...createRandom(3).shuffle(items)].sort()).toEqual(items);
  });

  test('every order of three comes equally often', () => {
    const random = createRandom(5);
    const countByOrder = new Map<string, number>();
    for (let trial = 0; trial < 12_000; trial++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      countByOrder.set(order, (countByOrder.get(order) ?? 0) + 1);
    }
    expect(countByOrder.size).toBe(6);
    for (const count of countByOrder.values())
      expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(2000));
  });
});
