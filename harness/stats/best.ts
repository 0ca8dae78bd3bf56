/** Which cells may be called the best. */
import type { LogContrast } from './contrast.ts';
import { requireContrast } from './margin.ts';
import { tQuantile } from './student-t.ts';

/**
 * For each of `k` cells, whether it is not told apart from the best (its "star"). A cell loses its star only when
 * some other cell is significantly better: one-sided t at alpha/(k − 1), after the subset selection of Gupta 1965
 * and the comparisons with the best of Hsu 1981, by Bonferroni because the contrasts differ in spread and degrees
 * of freedom.
 *
 * The true best, whichever it is, loses its star in at most `alpha` of runs: only k − 1 contrasts can take it. So
 * the stars are a set that holds the best, not a proof that the rest of the set is as good. Of k *identical* cells
 * each keeps its star in 95 %, all of them together less often: some cell loses its own in 10 / 14 / 20 % of runs
 * at k = 2 / 4 / 8 (pairwise two-sided 95 %: 5 / 20 / 50 % [simulated]). Give `alpha / k` where that is the promise
 * that matters: then all keep theirs in 95 %, and a lead has to be about a quarter larger to show (k = 4, 10
 * blocks).
 *
 * `contrastOf(i, j)` estimates ln i − ln j where higher is better (negate for metrics where lower is), null where
 * it cannot be said: then neither takes the other's star. Inside a group it is the paired contrast of the two
 * cells, between groups the combination of their contrasts with the reference: that choice is the caller's, and a
 * pair may differ from the next. It is called once per ordered pair. Throws a `RangeError` for a contrast without
 * spread or alpha outside 0…1.
 */
export function tiedWithBest(
  k: number,
  contrastOf: (i: number, j: number) => LogContrast | null,
  alpha = 0.05,
): boolean[] {
  const cells = Array.from({ length: k }, (_, index) => index);
  const isBetter = (i: number, j: number): boolean => {
    const contrast = contrastOf(i, j);
    if (contrast === null) return false;
    requireContrast(contrast);
    const critical = tQuantile(1 - alpha / (k - 1), contrast.degreesOfFreedom);
    return contrast.mean > critical * contrast.standardError;
  };
  return cells.map((cell) => !cells.some((other) => other !== cell && isBetter(other, cell)));
}
