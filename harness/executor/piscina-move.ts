/** Takes values out of `Piscina.move(…)`, so that an existing Piscina worker runs under every model. */

// Registered symbols, public as `Piscina.transferableSymbol` and `Piscina.valueSymbol`.
const transferableSymbol = Symbol.for('Piscina.transferable');
const valueSymbol = Symbol.for('Piscina.valueOf');

/**
 * The value inside a `Piscina.move(…)` wrapper; anything else comes back unchanged. Why so: the wrapper is a note to
 * Piscina's own worker, it means nothing on a loop or in a child, and digests compare values.
 */
export function unwrapMoved(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!(transferableSymbol in value) || !(valueSymbol in value)) return value;
  return value[valueSymbol];
}
