/** Ticks for logarithmic axes: few enough to read, and always round. */

const STEPS_BY_DECADES: readonly { readonly upTo: number; readonly steps: readonly number[] }[] = [
  { upTo: 1.2, steps: [1, 1.5, 2, 3, 4, 5, 7] },
  { upTo: 3, steps: [1, 2, 5] },
  { upTo: Number.POSITIVE_INFINITY, steps: [1] },
];

/** Round values between two bounds: 1-2-5 within three decades, powers of ten beyond, finer within one. Pure. */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0 && high >= low)) return [];
  const decades = Math.log10(high / low);
  const steps = STEPS_BY_DECADES.find(({ upTo }) => decades <= upTo)?.steps ?? [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(3));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** Bounds of a logarithmic axis with a little air around the values. Pure; null when nothing is above zero. */
export function logBounds(values: readonly number[]): { min: number; max: number } | null {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return null;
  const low = Math.min(...positive);
  const high = Math.max(...positive);
  const air = Math.max(1.15, (high / low) ** 0.06);
  return { min: low / air, max: high * air };
}
