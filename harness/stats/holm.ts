/** Many tests at once. */

/**
 * Which of the hypotheses are rejected so that any false rejection among all of them has a chance of at most
 * `alpha`: the step-down of Holm 1979, in the order of `pValues`. Never weaker than Bonferroni, and like it in need
 * of no assumption about how the tests hang together (cells share their reference and their machine).
 *
 * A p value that is not a number counts as 1: a failed statistic never means "significant", and still counts as a
 * test. Pure; never throws.
 */
export function holm(pValues: readonly number[], alpha: number): boolean[] {
  const rejected = pValues.map(() => false);
  const ascending = pValues
    .map((pValue, index) => ({ pValue: Number.isNaN(pValue) ? 1 : pValue, index }))
    .sort((a, b) => a.pValue - b.pValue);
  for (const [rank, { pValue, index }] of ascending.entries()) {
    if (!(pValue <= alpha / (ascending.length - rank))) break;
    rejected[index] = true;
  }
  return rejected;
}
