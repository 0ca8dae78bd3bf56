/**
 * Inputs of two versions, in fresh memory for each slice: what one process gives back to the system when its slice is over, the next one
 * takes. How fast large inputs are read hangs on the pages that they lie in (how far these are scattered over the machine's memory), by
 * several per cent, and a process that keeps its pages keeps its pace.
 */
import type { Move } from '../executor/move-inputs.ts';
import { nowMs } from '../measure/clock.ts';
import { forceCollection, turnLoop } from '../measure/live-memory.ts';
import { readOwnRssBytes } from '../measure/own-meters.ts';

/** Of less, what is given back cannot be told from what else a process takes and gives; and it is in a cache anyway. */
const LEAST_BYTES = 4 * 2 ** 20;
/** By what share of the inputs' bytes resident memory has to grow or shrink, at least, where their pages come or go. */
const PAGES_RATIO = 0.5;
/** Dead buffers are freed by another thread. */
const MOST_SWEEPING_MS = 8;
/** How often room is made at the end of the heap before inputs are left where the allocator puts them. */
const MOST_ROOMS = 4;

/** Neither zeroed nor touched: pages that were not there already are not made. */
const take = (byteLength: number): Buffer => Buffer.allocUnsafeSlow(byteLength);

export class MovedInputs {
  readonly #move: Move;
  readonly #bytes: number;
  /** What keeps the midst of the heap occupied. */
  readonly #kept: Buffer[] = [];
  #roomCount = 0;
  #gaveUp = false;
  /** Resident memory with the inputs of this slice; null where they are not in pages of their own. */
  #withInputsBytes: number | null = null;
  /** The slice before left neither garbage nor its inputs. */
  #isClean = false;

  constructor(move: Move) {
    this.#move = move;
    this.#bytes = move.byteLengths.reduce((sum, byteLength) => sum + byteLength, 0);
  }

  /** What the next slice takes as its inputs. `collects`: garbage may be collected before it. */
  async next(collects: boolean): Promise<readonly unknown[]> {
    if (!collects || !this.#canGiveBack) {
      const moved = this.#move.toFreshMemory();
      if (collects) await forceCollection(); // of the places before, which were there until now
      return moved;
    }
    if (!this.#isClean) await forceCollection();
    this.#isClean = false;
    const beforeBytes = readOwnRssBytes();
    const moved = this.#move.toFreshMemory();
    const afterBytes = readOwnRssBytes();
    this.#withInputsBytes = afterBytes - beforeBytes < this.#pagesBytes ? null : afterBytes;
    return moved;
  }

  /** After a slice, when nobody holds its inputs any more. `collects` as for the slice. */
  async giveBack(collects: boolean): Promise<void> {
    if (!collects || !this.#canGiveBack) return;
    await forceCollection();
    if (this.#withInputsBytes === null) this.#makeRoom();
    else await this.#untilBelow(this.#withInputsBytes - this.#pagesBytes);
    this.#isClean = true;
  }

  get #canGiveBack(): boolean {
    return this.#bytes >= LEAST_BYTES && !this.#gaveUp;
  }

  get #pagesBytes(): number {
    return PAGES_RATIO * this.#bytes;
  }

  async #untilBelow(bytes: number): Promise<void> {
    const endMs = nowMs() + MOST_SWEEPING_MS;
    while (readOwnRssBytes() > bytes && nowMs() < endMs) await turnLoop();
  }

  /**
   * glibc takes what is smaller than the largest mapping that was ever freed from its heap, and the heap shrinks from its end alone
   * (mallopt(3): `M_MMAP_THRESHOLD`, `M_TRIM_THRESHOLD`). So what is free in the midst of it is occupied, for inputs to come to its end.
   * Tasks that keep memory of their own above them hold them there all the same.
   */
  #makeRoom(): void {
    this.#gaveUp = this.#roomCount === MOST_ROOMS;
    this.#roomCount += 1;
    if (this.#gaveUp) this.#kept.length = 0;
    else this.#kept.push(...this.#move.byteLengths.map(take));
  }
}
