import { defineScenario } from '../../harness/scenario.ts';

/** The squares of `n` whole numbers, beginning with `first`. */
interface Range {
  readonly first: number;
  readonly n: number;
}

/**
 * The same on every machine: ECMAScript prescribes every rounding of a double, in this order. (Three million squares
 * pass 2⁵³, so the sum is rounded; the digest needs equality, not exactness.) The sum is the output, so that the loop
 * cannot be optimised away.
 */
function sumOfSquares({ first, n }: Range): number {
  const end = first + n;
  let sum = 0;
  for (let number = first; number < end; number++) sum += number * number;
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
