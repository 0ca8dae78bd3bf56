/**
 * Shares that hold for any stretch of a cycle of inputs, not only for the whole of it: a slice takes its tasks where the last one
 * ended, and may be short.
 */
import type { Random } from '../harness/scenario.ts';

const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * The places (k + ½) ÷ count of [0, 1), each once, so that any `count × s` of them in a row hold nearly as many below a bound as the
 * whole cycle does: multiples of the golden ratio are spread most evenly of all (Steinhaus' three gaps), and here stand for their
 * ranks. `random` says where the cycle begins.
 */
export function spreadEvenly(count: number, random: Random): number[] {
  const parts = Array.from({ length: count }, (_, index) => (index * goldenRatio) % 1);
  const ranks = new Map(parts.toSorted((one, other) => one - other).map((part, rank) => [part, rank]));
  const start = random.integer(count);
  return parts.map((_, index) => (ranks.get(parts[(start + index) % count]!)! + 0.5) / count);
}

/**
 * Throws a RangeError where `count` inputs cannot hold the share `value` of the parameter `name`: the label would say another one
 * than is measured.
 */
export function assertShare(name: string, value: number, count: number): void {
  const wanted = value * count;
  if (value >= 0 && value <= 1 && Math.abs(wanted - Math.round(wanted)) < 1e-9 * count) return;
  throw new RangeError(
    `${name} is ${value}, but must be one of 0, ${1 / count}, ${2 / count}, … 1: a run has ${count} inputs for it.`,
  );
}
