/** The special functions that Student's t and the binomial distribution are made of. */

// Lanczos 1964 with g = 7, nine terms (Godfrey's coefficients): relative error below 1e-14 for positive arguments.
const LANCZOS_G = 7;
const LANCZOS_FIRST = 0.9999999999998099;
const LANCZOS_REST = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function for x > 0 (Lanczos 1964). Throws a `RangeError` elsewhere. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`The gamma function is taken of positive numbers here, not of ${x}.`);
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x); // reflection
  const shifted = x - 1;
  const base = shifted + LANCZOS_G + 0.5;
  let sum = LANCZOS_FIRST;
  for (let index = 0; index < LANCZOS_REST.length; index++)
    sum += LANCZOS_REST[index]! / (shifted + index + 1);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

const TINY = 1e-300;
const PRECISION = 1e-14;
const MOST_ITERATIONS = 100_000;

/** The continued fraction of Press et al. 2007 §6.4 (eq. 6.4.5), by the modified Lentz method. */
function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MOST_ITERATIONS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return fraction;
}

/**
 * The regularised incomplete beta function I_x(a, b), 0…1 (Press et al. 2007, Numerical Recipes §6.4). `complement`
 * is 1 − x, given apart so that an x next to 1 keeps its digits. Throws a `RangeError` unless a, b > 0 and 0 ≤ x ≤
 * 1.
 */
export function incompleteBeta(a: number, b: number, x: number, complement = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
    throw new RangeError(`The incomplete beta function is not defined for a ${a}, b ${b}, x ${x}.`);
  }
  if (x === 0 || complement === 0) return x === 0 ? 0 : 1;
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(complement);
  const front = Math.exp(logFront);
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, complement)) / b;
}
