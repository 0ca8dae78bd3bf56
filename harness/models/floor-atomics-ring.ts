/**
 * The memory between the parent and one thread of `floor:atomics`: a ring of slots, each for one message and later for its
 * answer. Two counters say how many messages were written and how many answered; a slot is the parent's until it counts a
 * message there, then the thread's until that counts the answer.
 */
import { deserialize, serialize } from 'node:v8';

/** Messages that one thread may have: enough that it finds the next when it has answered one. */
export const SLOT_COUNT = 8;
/** Memory is taken only where something was written, so that a large slot costs address space alone. */
const SLOT_BYTES = 16 * 1024 * 1024;

export interface RingMemory {
  readonly counters: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
  readonly payloads: SharedArrayBuffer;
}

export function createRingMemory(): RingMemory {
  return {
    counters: new SharedArrayBuffer((FIRST_SLOT + SLOT_COUNT * FIELDS) * Int32Array.BYTES_PER_ELEMENT),
    numbers: new SharedArrayBuffer(SLOT_COUNT * NUMBERS * Float64Array.BYTES_PER_ELEMENT),
    payloads: new SharedArrayBuffer(SLOT_COUNT * SLOT_BYTES),
  };
}

/** What a message asks for, and how an answer came out. */
export const KINDS = { task: 0, readMeters: 1, closeScenario: 2, done: 3, failed: 4 } as const;

/** Places in the counters: both counts, then kind and length of each slot. */
export const COUNTS = { written: 0, answered: 1 } as const;
const FIRST_SLOT = 2;
const FIELDS = 2;
/** Per slot, as they are: start and end of the task, and a value that is a number and needs no writing out. */
const NUMBERS = 3;
/** In the place of a length: a number is not written out, for then that would be measured and not the hand-over. */
const A_NUMBER = -1;

/** One side's view of the memory. `at` counts messages from 0. */
export class Ring {
  readonly counters: Int32Array;
  readonly #numbers: Float64Array;
  readonly #payloads: Uint8Array;

  constructor({ counters, numbers, payloads }: RingMemory) {
    this.counters = new Int32Array(counters);
    this.#numbers = new Float64Array(numbers);
    this.#payloads = new Uint8Array(payloads);
  }

  /** Throws what cannot be serialised, and what is too large. Nobody sees it before it is counted. */
  write(at: number, kind: number, value: unknown): void {
    const slot = at % SLOT_COUNT;
    this.counters[FIRST_SLOT + slot * FIELDS] = kind;
    if (typeof value === 'number') {
      this.#numbers[slot * NUMBERS + 2] = value;
      this.counters[FIRST_SLOT + slot * FIELDS + 1] = A_NUMBER;
      return;
    }
    const bytes = serialize(value);
    if (bytes.byteLength > SLOT_BYTES) {
      throw new RangeError(
        `It could not be cloned: it takes ${bytes.byteLength} bytes, and a slot of the ring holds ${SLOT_BYTES}.`,
      );
    }
    this.#payloads.set(bytes, slot * SLOT_BYTES);
    this.counters[FIRST_SLOT + slot * FIELDS + 1] = bytes.byteLength;
  }

  kindAt(at: number): number {
    return this.counters[FIRST_SLOT + (at % SLOT_COUNT) * FIELDS]!;
  }

  /** A copy: what is read may share its memory with what it was read from, and the slot is written again. */
  read(at: number): unknown {
    const slot = at % SLOT_COUNT;
    const length = this.counters[FIRST_SLOT + slot * FIELDS + 1]!;
    if (length === A_NUMBER) return this.#numbers[slot * NUMBERS + 2];
    return deserialize(this.#payloads.slice(slot * SLOT_BYTES, slot * SLOT_BYTES + length));
  }

  writeStamps(at: number, startedMs: number, endedMs: number): void {
    this.#numbers[(at % SLOT_COUNT) * NUMBERS] = startedMs;
    this.#numbers[(at % SLOT_COUNT) * NUMBERS + 1] = endedMs;
  }

  startedMsAt(at: number): number {
    return this.#numbers[(at % SLOT_COUNT) * NUMBERS]!;
  }

  endedMsAt(at: number): number {
    return this.#numbers[(at % SLOT_COUNT) * NUMBERS + 1]!;
  }

  /** Makes everything up to `count` the other side's, and wakes it. */
  publish(counter: number, count: number): void {
    Atomics.store(this.counters, counter, count);
    Atomics.notify(this.counters, counter);
  }
}
