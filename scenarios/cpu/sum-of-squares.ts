import { defineScenario } from '../../harness/scenario.ts';

/** The squares of `n` whole numbers, beginning with `first`. */
interface Range {
  readonly first: number;
  readonly n: number;
}

/** Some 5 µs: the function is called often, so that V8 optimises it as a whole. */
const stretch = 10_000;

/**
 * Goes on from a sum. A function of its own: a loop that runs for a million steps in its first calls is optimised while it
 * runs, and how well that goes differs from one thread to the next, by nearly a factor of two and for as long as it lives.
 */
function addSquares(given: number, from: number, to: number): number {
  let sum = given;
  for (let number = from; number < to; number++) sum += number * number;
  return sum;
}

/**
 * The same on every machine: ECMAScript prescribes every rounding of a double, in this order. (Three million squares
 * pass 2⁵³, so the sum is rounded; the digest needs equality, not exactness.) The sum is the output, so that the loop
 * cannot be optimised away.
 */
function sumOfSquares({ first, n }: Range): number {
  const end = first + n;
  let sum = 0;
  for (let from = first; from < end; from += stretch) {
    sum = addSquares(sum, from, Math.min(end, from + stretch));
  }
  return sum;
}

/** A bare loop: work that does nothing but hold the thread. */
export default defineScenario({
  id: 'cpu/sum-of-squares',
  kind: 'cpu',
  summary: 'Adds the squares of one, two or three million whole numbers in a plain loop.',
  lesson:
    'While it counts, its event loop answers nobody, async or not; only another core makes more of them per second.',
  params: { n: [1_000_000, 2_000_000, 3_000_000] },
  inputs: ({ n }: { n: number }, random, count): Range[] =>
    Array.from({ length: count }, () => ({ first: random.integer(1000), n })),
  run: sumOfSquares,
});
