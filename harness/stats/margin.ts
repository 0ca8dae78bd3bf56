/** Where one contrast lies against the margin ±Δ that a change has to pass to matter. */
import type { LogContrast } from './contrast.ts';
import { tCdf, tQuantile, twoSidedT } from './student-t.ts';

/** `above` and `below`: surely beyond +Δ or −Δ. `within`: surely inside. `open`: not settled. */
export type MarginOutcome = 'above' | 'below' | 'within' | 'open';

/**
 * The margin on the log scale, ln(1 + Δ), the same on both sides: a slow-down by the ratio 1 + Δ and its inverse
 * count alike.
 */
export function logMargin(marginRatio: number): number {
  if (!(marginRatio >= 0)) throw new RangeError(`A margin must not be negative, as ${marginRatio} is.`);
  return Math.log1p(marginRatio);
}

/** Throws a `RangeError` unless the contrast can carry a verdict: finite, with a standard error above 0. */
export function requireContrast({ mean, standardError, degreesOfFreedom }: LogContrast): void {
  const isSound =
    Number.isFinite(mean) && standardError > 0 && standardError < Infinity && degreesOfFreedom > 0;
  if (!isSound) {
    throw new RangeError(
      `No verdict rests on mean ${mean}, standard error ${standardError}, degrees of freedom ${degreesOfFreedom}.`,
    );
  }
}

/** Half the width of the two-sided 1 − alpha interval, in logs. */
export function halfWidth(contrast: LogContrast, alpha: number): number {
  return twoSidedT(1 - alpha, contrast.degreesOfFreedom) * contrast.standardError;
}

/**
 * `above` / `below` when the whole two-sided 1 − alphaBeyond interval lies beyond the margin; `within` when the
 * equivalence interval, 1 − 2·alphaWithin, lies inside it (two one-sided tests, TOST: Schuirmann 1987); else
 * `open`. An interval "not containing 0" would call any change real that enough blocks can resolve. Pure; in logs.
 */
export function marginOutcome(
  contrast: LogContrast,
  margin: number,
  alphaBeyond: number,
  alphaWithin: number,
): MarginOutcome {
  const distance = Math.abs(contrast.mean) - margin;
  if (distance > halfWidth(contrast, alphaBeyond)) return contrast.mean > 0 ? 'above' : 'below';
  return -distance > halfWidth(contrast, 2 * alphaWithin) ? 'within' : 'open';
}

/**
 * The p value of "no further from 0 than the margin": how often an estimate would lie at least this far out, to either side, were the
 * truth just on the margin, where that is likeliest (tests of an interval null, Hodges & Lehmann 1954; of a minimum effect, Murphy &
 * Myors 1999). Without a margin it is two-sided; where the margin is many standard errors wide, the far side adds nothing and it is
 * one-sided. At most alpha wherever {@link marginOutcome} says `above` or `below` at that alpha, which asks for about half of it. 1 for
 * an estimate inside the margin.
 */
export function beyondPValue(contrast: LogContrast, margin: number): number {
  const distance = Math.abs(contrast.mean) - margin;
  return distance > 0 ? tailsAt(distance / contrast.standardError, contrast, margin) : 1;
}

/** How many standard errors beyond the margin an estimate has to lie for {@link beyondPValue} to be `alpha`, 0 < alpha < ½. */
export function errorsBeyond(contrast: LogContrast, margin: number, alpha: number): number {
  const { degreesOfFreedom } = contrast;
  let [near, far] = [tQuantile(1 - alpha, degreesOfFreedom), tQuantile(1 - alpha / 2, degreesOfFreedom)];
  const isOneSided = tCdf(-near - (2 * margin) / contrast.standardError, degreesOfFreedom) <= 1e-6 * alpha;
  if (isOneSided) return near;
  for (let step = 0; step < 40; step++) {
    const middle = (near + far) / 2;
    if (tailsAt(middle, contrast, margin) > alpha) near = middle;
    else far = middle;
  }
  return far;
}

/** P(|estimate| ≥ margin + t errors) with the truth on the margin. */
function tailsAt(t: number, { standardError, degreesOfFreedom }: LogContrast, margin: number): number {
  return tCdf(-t, degreesOfFreedom) + tCdf(-t - (2 * margin) / standardError, degreesOfFreedom);
}
