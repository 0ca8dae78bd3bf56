/** Takes values out of `Piscina.move(…)`, so that an existing Piscina worker runs under every model. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// Registered symbols, public as `Piscina.transferableSymbol` and `Piscina.valueSymbol`.
const transferableSymbol: unique symbol = Symbol.for('Piscina.transferable');
const valueSymbol: unique symbol = Symbol.for('Piscina.valueOf');

/**
 * The value inside a `Piscina.move(…)` wrapper; anything else comes back unchanged. Why so: the wrapper is a note to
 * Piscina's own worker, it means nothing on a loop or in a child, and digests compare values.
 */
export function unwrapMoved(value: unknown): unknown {
  return isMoved(value) ? value[valueSymbol] : value;
}

export interface Moved {
  readonly [transferableSymbol]: unknown;
  readonly [valueSymbol]: unknown;
}

/** Whether a value is what `Piscina.move(…)` made. */
export function isMoved(value: unknown): value is Moved {
  return typeof value === 'object' && value !== null && transferableSymbol in value && valueSymbol in value;
}

/**
 * `reply`, which holds the value of `moved`, as something that Piscina's worker transfers as it would have `moved`. Marked by
 * this installation's Piscina, whose worker looks for its own mark; loaded when a task first asks for it.
 */
export function moveWith(moved: Moved, reply: unknown): Moved {
  const { move }: { move: (value: object) => unknown } = require('piscina');
  const both = { [transferableSymbol]: moved[transferableSymbol], [valueSymbol]: reply };
  move(both);
  return both;
}
