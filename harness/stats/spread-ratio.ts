/** How far a ratio of two standard deviations can be trusted: further off than intuition says. */
import { incompleteBeta } from './incomplete-beta.ts';

const HALVINGS = 200;

/** The quantile of the F distribution, from the beta distribution by halving (Press et al. 2007 §6.14.10). */
function fQuantile(p: number, numeratorDf: number, denominatorDf: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(numeratorDf / 2, denominatorDf / 2, middle) < p) low = middle;
    else high = middle;
  }
  const x = (low + high) / 2;
  return (denominatorDf * x) / (numeratorDf * (1 - x));
}

/**
 * The interval of σ₁ ÷ σ₂ from the standard deviations `first` and `second` of two independent samples of normal values,
 * with `firstCount` and `secondCount` values (at least 2 each): s₁/s₂ ÷ √F and × √F (Snedecor & Cochran 1989, §6.12). Pure.
 */
export function spreadRatioInterval(
  { first, firstCount }: { readonly first: number; readonly firstCount: number },
  { second, secondCount }: { readonly second: number; readonly secondCount: number },
  confidence: number,
): { readonly low: number; readonly high: number } {
  const upper = (1 + confidence) / 2;
  const ratio = first / second;
  return {
    low: ratio / Math.sqrt(fQuantile(upper, firstCount - 1, secondCount - 1)),
    high: ratio * Math.sqrt(fQuantile(upper, secondCount - 1, firstCount - 1)),
  };
}
