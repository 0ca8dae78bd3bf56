/** Where one contrast lies against the margin ±Δ that a change has to pass to matter. */
import type { LogContrast } from './contrast.ts';
import { tCdf, twoSidedT } from './student-t.ts';

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
 * The two-sided p value of "no further from 0 than the margin": at most alpha exactly when {@link marginOutcome}
 * says `above` or `below` at that alpha. 1 for an estimate inside the margin.
 */
export function beyondPValue(contrast: LogContrast, margin: number): number {
  const distance = Math.abs(contrast.mean) - margin;
  if (distance <= 0) return 1;
  return 2 * tCdf(-distance / contrast.standardError, contrast.degreesOfFreedom);
}
