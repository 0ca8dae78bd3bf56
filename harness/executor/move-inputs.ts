/**
 * Puts inputs into other memory, as they are. Where large ones lie decides how fast they are read, by several per cent, and stays as it is
 * for as long as their process lives: two processes with the same bytes differ, whatever they do. Moved before every slice, they do so by
 * chance in each, and chance is what turns average (layouts drawn anew while a program runs: Curtsinger & Berger, Stabilizer, 2013).
 */
import { types } from 'node:util';
import { renewBuffers } from './renew-buffers.ts';

/** Copies of more would take longer than the slice that they precede. */
const MOST_BYTES = 128 * 2 ** 20;

/** An ArrayBuffer, or a view of one. Objects around it would have to be rebuilt, and V8 tells rebuilt ones from those that were written out. */
function isMovable(input: unknown): boolean {
  return types.isArrayBuffer(input) || (ArrayBuffer.isView(input) && types.isArrayBuffer(input.buffer));
}

export interface Move {
  /** Of each piece of memory that moves. */
  readonly byteLengths: readonly number[];
  /**
   * The inputs, in order: an ArrayBuffer, typed array, DataView or Buffer becomes its copy in fresh memory, of the same kind; all else
   * stays the very same. Views of one buffer stay so.
   */
  readonly toFreshMemory: () => readonly unknown[];
}

/** What moves `inputs`, as often as it is asked to. Null where there is nothing to move, or too much (128 MiB). */
export function createMove(inputs: readonly unknown[]): Move | null {
  const movable = inputs.filter(isMovable);
  const { buffers } = renewBuffers(movable, (buffer) => buffer);
  const byteLengths = buffers.map(({ byteLength }) => byteLength);
  const bytes = byteLengths.reduce((sum, byteLength) => sum + byteLength, 0);
  if (bytes === 0 || bytes > MOST_BYTES) return null;
  const toFreshMemory = (): readonly unknown[] => {
    const { value } = renewBuffers(movable, (buffer) => buffer.slice(0), { keepsBuffers: true });
    const moved = (value as readonly unknown[]).values();
    return inputs.map((input) => (isMovable(input) ? moved.next().value : input));
  };
  return { byteLengths, toFreshMemory };
}
