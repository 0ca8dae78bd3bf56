/** Curves of which the truth is known: what the search is held against. Pure. */

/** A machine for oracles: its cores, and the largest size that is looked at. */
export interface OracleMachine {
  readonly cores: number;
  readonly most: number;
}

export interface OracleCurve {
  readonly id: string;
  /** Throughput of a pool of so many; 1 is a pool of one. */
  readonly at: (size: number) => number;
  /** Throughput without a pool. */
  readonly noPool: number;
}

export const LARGE: OracleMachine = { cores: 8, most: 32 };
export const SMALL: OracleMachine = { cores: 2, most: 8 };

/** A pool of one costs its messages: 3 % less than the loop alone. */
const LOOP = 1.03;
/** A loop that cannot keep up, for curves on which the pool must win. */
const SLOW_LOOP = 0.5;

/** Gunther's law with its peak at √((1 − σ) ÷ κ). */
function usl(sigma: number, peak: number): (size: number) => number {
  const kappa = (1 - sigma) / peak ** 2;
  return (size) => size / (1 + sigma * (size - 1) + kappa * size * (size - 1));
}

const hump = (size: number, at: number, width: number, height: number): number =>
  height * Math.exp(-(Math.log(size / at) ** 2) / (2 * width ** 2));

/** None of the laws: a small hump, a valley, and a higher hump. */
function twoHumps(most: number): (size: number) => number {
  const [low, high] = most > 16 ? [3, 18] : [1, 5];
  const raw = (size: number): number => hump(size, low, 0.4, 2.5) + hump(size, high, 0.28, 3);
  return (size) => raw(size) / raw(1);
}

/** Amdahl up to the quota; every thread beyond it loses 1.2 % to throttling. */
function kinkAt(cores: number): (size: number) => number {
  const amdahl = (size: number): number => size / (1 + 0.02 * (size - 1));
  return (size) => amdahl(Math.min(size, cores)) * (1 - 0.012 * Math.max(0, size - cores));
}

/** All curves of a machine; peaks that it cannot hold are left out. */
export function oracleCurves({ cores, most }: OracleMachine): OracleCurve[] {
  const knee = Math.max(3, cores - 1);
  const peaks = [2, 5, 16, 24].filter((peak) => peak < most);
  return [
    { id: 'linear', at: (size) => size, noPool: LOOP },
    { id: 'Amdahl, σ = 0.1', at: (size) => size / (1 + 0.1 * (size - 1)), noPool: LOOP },
    { id: 'USL, peak at 1', at: usl(0.6, 1), noPool: LOOP },
    { id: 'USL, peak at 1, slow loop', at: usl(0.6, 1), noPool: SLOW_LOOP },
    ...peaks.map((peak) => ({
      id: `USL, peak at ${peak}`,
      at: usl(peak < 10 ? 0.15 : 0.02, peak),
      noPool: LOOP,
    })),
    { id: `plateau from ${knee}`, at: (size) => Math.min(size, knee), noPool: LOOP },
    { id: 'two humps', at: twoHumps(most), noPool: LOOP },
    { id: `kink at the quota, ${cores}`, at: kinkAt(cores), noPool: LOOP },
    { id: 'all sizes alike', at: () => 1, noPool: SLOW_LOOP },
    { id: 'pure waiting', at: () => 1, noPool: 1 },
  ];
}

/** The value of an answer; 0 is no pool. */
export const valueAt = ({ at, noPool }: OracleCurve, size: number): number =>
  size === 0 ? noPool : at(size);

/** The best that there is. */
export function bestOf(curve: OracleCurve, { most }: OracleMachine): number {
  return Math.max(curve.noPool, ...Array.from({ length: most }, (_, index) => curve.at(index + 1)));
}
