/** Steps that run beside each other, as many at a time as there are cores for them. */

/**
 * Neighbours in one wave while their weights together do not exceed `capacity`; one that exceeds it alone has a wave of its own.
 * The order stays. Pure.
 */
export function toWaves<Item>(
  items: readonly Item[],
  capacity: number,
  weightOf: (item: Item) => number,
): Item[][] {
  const waves: Item[][] = [];
  let carried = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const weight = weightOf(item);
    if (carried + weight > capacity) {
      waves.push([]);
      carried = 0;
    }
    waves.at(-1)!.push(item);
    carried += weight;
  }
  return waves;
}

/** The waves one after the other. `step` must not reject: what fails is its item's own affair. */
export async function inWaves<Item>(
  waves: readonly (readonly Item[])[],
  step: (item: Item) => Promise<void>,
): Promise<void> {
  for (const wave of waves) await Promise.all(wave.map(step));
}
