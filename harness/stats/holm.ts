/** Many tests at once. */

/**
 * Which of the hypotheses are rejected so that any false rejection among all of them has a chance of at most
 * `alpha`: the step-down of Holm 1979, in the order of `pValues`. Never weaker than Bonferroni, and like it in need
 * of no assumption about how the tests hang together (cells share their reference and their machine).
 *
 * With `weights`, each above 0, a hypothesis gets that share of `alpha` instead of an equal one, and what is rejected leaves its
 * share to the others (the weighted procedure of the same paper): for metrics that matter less often than others.
 *
 * A p value that is not a number counts as 1: a failed statistic never means "significant", and still counts as a
 * test. Pure. Throws a `RangeError` where there is not one weight above 0 for each p value.
 */
export function holm(pValues: readonly number[], alpha: number, weights?: readonly number[]): boolean[] {
  if (weights !== undefined && (weights.length !== pValues.length || !weights.every((one) => one > 0)))
    throw new RangeError(`${pValues.length} p values need as many weights above 0, not [${weights}].`);
  const rejected = pValues.map(() => false);
  const ascending = pValues
    .map((pValue, index) => ({
      pValue: Number.isNaN(pValue) ? 1 : pValue,
      weight: weights?.[index] ?? 1,
      index,
    }))
    .sort((a, b) => a.pValue / a.weight - b.pValue / b.weight);
  for (const [rank, { pValue, weight, index }] of ascending.entries()) {
    // Summed anew at each step: what remains of a running difference would not be exact.
    const left = ascending.slice(rank).reduce((sum, one) => sum + one.weight, 0);
    if (!(pValue <= (alpha * weight) / left)) break;
    rejected[index] = true;
  }
  return rejected;
}
