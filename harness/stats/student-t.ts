/**
 * Quantiles and probabilities of Student's t, for degrees of freedom that need not be whole (Welch), and of the
 * normal.
 */
import { incompleteBeta, logGamma } from './incomplete-beta.ts';

function requireDegreesOfFreedom(degreesOfFreedom: number): void {
  if (!(degreesOfFreedom > 0 && degreesOfFreedom < Infinity)) {
    throw new RangeError(`Student's t needs degrees of freedom above 0, not ${degreesOfFreedom}.`);
  }
}

/** P(T > t) for t ≥ 0: Abramowitz & Stegun 1964, 26.7.1 with 26.5.27. */
function upperTail(t: number, degreesOfFreedom: number): number {
  const whole = degreesOfFreedom + t * t;
  return 0.5 * incompleteBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / whole, (t * t) / whole);
}

/**
 * P(T ≤ t) for Student's t (Abramowitz & Stegun 1964, 26.7.1), within 1e-10; infinite `t` allowed. Throws a
 * `RangeError` when `t` is not a number or the degrees of freedom are not positive and finite.
 */
export function tCdf(t: number, degreesOfFreedom: number): number {
  requireDegreesOfFreedom(degreesOfFreedom);
  if (Number.isNaN(t)) throw new RangeError('Student’s t needs a number.');
  if (Math.abs(t) === Infinity) return t > 0 ? 1 : 0;
  const tail = upperTail(Math.abs(t), degreesOfFreedom);
  return t > 0 ? 1 - tail : tail;
}

function requireProbability(p: number): void {
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile needs a probability between 0 and 1, not ${p}.`);
}

/**
 * The t with P(T ≤ t) = p. Newton's method from the normal quantile: above the median the distribution function is
 * concave and the normal quantile lies below that of t, so the steps approach from one side and cannot overshoot.
 * Throws a `RangeError` unless 0 < p < 1 and the degrees of freedom are positive and finite.
 */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  requireDegreesOfFreedom(degreesOfFreedom);
  requireProbability(p);
  if (p < 0.5) return -tQuantile(1 - p, degreesOfFreedom);
  const known = knownQuantiles.get(degreesOfFreedom)?.get(p);
  if (known !== undefined) return known;
  const t = findQuantile(p, degreesOfFreedom);
  remember(p, degreesOfFreedom, t);
  return t;
}

/** A gate asks for the same few hundred again and again; simulations of it spend most of their time here. */
const knownQuantiles = new Map<number, Map<number, number>>();
const MOST_KNOWN = 10_000;
let knownCount = 0;

function remember(p: number, degreesOfFreedom: number, t: number): void {
  if (knownCount >= MOST_KNOWN) {
    knownQuantiles.clear();
    knownCount = 0;
  }
  const ofThese = knownQuantiles.get(degreesOfFreedom) ?? new Map<number, number>();
  knownQuantiles.set(degreesOfFreedom, ofThese.set(p, t));
  knownCount += 1;
}

function findQuantile(p: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  const logPeak = logGamma(half + 0.5) - logGamma(half) - 0.5 * Math.log(degreesOfFreedom * Math.PI);
  let t = normalQuantile(p);
  for (let step = 0; step < 200; step++) {
    const density = Math.exp(logPeak - (half + 0.5) * Math.log1p((t * t) / degreesOfFreedom));
    const change = (upperTail(t, degreesOfFreedom) - (1 - p)) / density;
    t += change;
    if (Math.abs(change) <= 1e-12 * (1 + t)) break;
  }
  return t;
}

/**
 * How many standard errors a two-sided t interval of the given confidence reaches to either side. Throws a
 * `RangeError` unless 0 < confidence < 1 and the degrees of freedom are positive and finite.
 */
export function twoSidedT(confidence: number, degreesOfFreedom: number): number {
  requireProbability(confidence);
  return tQuantile((1 + confidence) / 2, degreesOfFreedom);
}

const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
] as const;
const NEAR_TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const;
const FAR_TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const;

function rational([above, below]: readonly [readonly number[], readonly number[]], x: number): number {
  const polynomial = (coefficients: readonly number[]): number =>
    coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
  return polynomial(above) / polynomial(below);
}

/**
 * The z with P(Z ≤ z) = p for the standard normal, to about 1e-15: PPND16 of Wichura 1988, algorithm AS 241. Throws
 * a `RangeError` unless 0 < p < 1.
 */
export function normalQuantile(p: number): number {
  requireProbability(p);
  const fromCentre = p - 0.5;
  if (Math.abs(fromCentre) <= 0.425) return fromCentre * rational(CENTRE, 0.180625 - fromCentre ** 2);
  const depth = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = depth <= 5 ? rational(NEAR_TAIL, depth - 1.6) : rational(FAR_TAIL, depth - 5);
  return fromCentre < 0 ? -size : size;
}
