import { describe, expect, test } from 'vitest';
import { blockLogRatio } from './block-contrast.ts';
import { median } from './describe.ts';
import { createRandom } from './random.ts';

/** Throughput turn by turn; null: no valid slice in that turn. */
type Turns = readonly (number | null)[];

const toSlices = (turns: Turns) =>
  turns.flatMap((throughputPerSec, turn) => (throughputPerSec === null ? [] : [{ turn, throughputPerSec }]));

describe('blockLogRatio', () => {
  const check = (what: string, cell: Turns, reference: Turns, ratio: number | null): void =>
    test(what, () => {
      const log = blockLogRatio(toSlices(cell), toSlices(reference));
      if (ratio === null) expect(log).toBeNull();
      else expect(Math.exp(log!)).toBeCloseTo(ratio, 9);
    });

  check('nothing', [], [], null);
  check('no turn in common', [10, null], [null, 10], null);
  check('one turn', [12], [10], 1.2);
  check(
    'a machine that slows both in every other turn',
    [200, 100, 200, 100, 200],
    [100, 50, 100, 50, 100],
    2,
  );
  check(
    'a neighbour who slows one of the two in some turns',
    [50, 100, 100, 100, 50],
    [100, 50, 100, 100, 100],
    1,
  );
  check('a void slice of one side takes its turn out', [20, 20], [null, 10], 2);
  check('a slice in which nothing settled', [0], [10], null);
  check('one such among several', [0, 10, 10], [10, 10, 10], 1);
});

test('where slices are slowed by half at random, it scatters much less than the ratio of two medians', () => {
  const random = createRandom(5);
  const draw = (): number[] =>
    Array.from({ length: 14 }, () => (random.next() < 0.5 ? 50 : 100) * Math.exp(0.01 * random.normal()));
  let byTurns = 0;
  let byMedians = 0;
  for (let block = 0; block < 500; block++) {
    const [cell, reference] = [draw(), draw()];
    byTurns += blockLogRatio(toSlices(cell), toSlices(reference))! ** 2;
    byMedians += Math.log(median(cell) / median(reference)) ** 2;
  }
  expect(Math.sqrt(byTurns / byMedians)).toBeLessThan(0.8);
});
