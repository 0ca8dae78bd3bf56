/** How inputs get to their executors (knob `transfer`): cloned, given away, or in memory that both sides see. */
import { types } from 'node:util';
import { CrossoverError } from '../errors.ts';
import type { KnobValue, TransferList } from '../model.ts';
import type { Scenario } from '../scenario.ts';
import { type FreshInput, InputStock } from './input-stock.ts';
import { renewBuffers } from './renew-buffers.ts';

export interface InputTravel {
  /** What tasks are offered: inputs, or, with a stock, their indices. */
  readonly offered: readonly unknown[];
  /** The inputs themselves. */
  readonly inputs: readonly unknown[];
  /** Null: tasks may have the same input over and over. */
  readonly stock: InputStock | null;
  /** Executors see the very memory of the inputs, and may change it. */
  readonly sharesMemory: boolean;
}

function cannot(label: string, way: string, why: string): CrossoverError {
  return new CrossoverError(
    'CROSSOVER_CANNOT',
    `The inputs of ${label} cannot travel by transfer=${way}: ${why}.`,
    {
      remedy:
        'Make inputs that hold an ArrayBuffer or a typed array, in plain objects and arrays, or leave this value out.',
    },
  );
}

function copyBytes(buffer: ArrayBuffer): ArrayBuffer {
  return buffer.slice(0);
}

function shareBytes(buffer: ArrayBuffer): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(shared).set(new Uint8Array(buffer));
  return shared;
}

/** Copies the memory of an input and lists what of it is to change hands: what the scenario says, else all of it. */
function freshCopy(scenario: Scenario, input: unknown, label: string): FreshInput {
  const { value, buffers } = renewBuffers(input, copyBytes);
  const listed = scenario.transferables?.(value);
  if (listed === undefined) return { input: value, transferList: buffers.filter(types.isArrayBuffer) };
  for (const part of listed) {
    if (types.isAnyArrayBuffer(part) && buffers.includes(part)) continue;
    const why = types.isAnyArrayBuffer(part) ? 'memory inside of a class instance' : 'no ArrayBuffer';
    throw cannot(label, 'transfer', `transferables() lists what cannot be made anew for each task (${why})`);
  }
  return { input: value, transferList: listed as TransferList };
}

/**
 * Prepares the inputs for the way that the knob `transfer` names; cloning is what happens without it. Throws
 * CROSSOVER_CANNOT where there is nothing to give away or to share.
 */
export function prepareTravel(
  way: KnobValue | undefined,
  scenario: Scenario,
  inputs: readonly unknown[],
  label: string,
): InputTravel {
  const cloned = { offered: inputs, inputs, stock: null, sharesMemory: false };
  if (way === 'shared') {
    const shared = inputs.map((input) => renewBuffers(input, shareBytes));
    if (shared.some(({ buffers }) => buffers.length === 0))
      throw cannot(label, way, 'they hold no memory to share');
    const values = shared.map(({ value }) => value);
    return { offered: values, inputs: values, stock: null, sharesMemory: true };
  }
  if (way !== 'transfer') return cloned;
  const copy = (index: number): FreshInput => freshCopy(scenario, inputs[index], label);
  for (const index of inputs.keys()) {
    if (copy(index).transferList.length === 0) throw cannot(label, way, 'they hold nothing to transfer');
  }
  const stock = new InputStock(inputs.length, copy);
  return { ...cloned, offered: inputs.map((_input, index) => index), stock };
}
