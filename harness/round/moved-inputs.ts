/**
 * Inputs of two versions, in fresh memory for each slice: what one process gives back to the system when its slice is over, the next one
 * takes. How fast large inputs are read hangs on the pages that they lie in (how far these are scattered over the machine's memory) by
 * several per cent, and on where in a cache line they begin by one or two. A process that keeps either keeps its pace.
 */
import type { Move } from '../executor/move-inputs.ts';
import { nowMs } from '../measure/clock.ts';
import { forceCollection, turnLoop } from '../measure/live-memory.ts';
import { readOwnRssBytes } from '../measure/own-meters.ts';
import type { Random } from '../stats/random.ts';

/** Of less, what is given back cannot be told from what else a process takes and gives; and it is in a cache anyway. */
const LEAST_BYTES = 4 * 2 ** 20;
/** By what share of the inputs' bytes resident memory has to grow or shrink, at least, where their pages come or go. */
const PAGES_RATIO = 0.5;
/** Dead buffers are freed by another thread. */
const MOST_SWEEPING_MS = 8;
/** How often room is made at the end of the heap before inputs are left where the allocator puts them. */
const MOST_ROOMS = 4;
/** Where what is allocated beside the inputs finds a place below them, and what keeps that apart from them. */
const HOLE_BYTES = 2 * 2 ** 20;
const LID_BYTES = 64 * 2 ** 10;

/** glibc's blocks begin at multiples of 16 bytes: all places in a cache line, and in a page of 4 KiB. */
const GRAIN_BYTES = 16;
const GRAINS_PER_PAGE = 256;

/** Neither zeroed nor touched: pages that were not there already are not made. */
const take = (byteLength: number): Buffer => Buffer.allocUnsafeSlow(byteLength);

export class MovedInputs {
  readonly #move: Move;
  readonly #random: Random;
  readonly #bytes: number;
  /** The pieces that are not small: what is smaller may lie anywhere. */
  readonly #leastBytes: number;
  /** What lies below the inputs of this slice, and ends anywhere in a page. */
  readonly #below: Buffer[] = [];
  /** What keeps the midst of the heap occupied. */
  readonly #kept: Buffer[] = [];
  #roomCount = 0;
  #gaveUp = false;
  /** Resident memory with the inputs of this slice; null where they are not in pages of their own. */
  #withInputsBytes: number | null = null;
  /** The slice before left neither garbage nor its inputs. */
  #isClean = false;

  constructor(move: Move, random: Random) {
    this.#move = move;
    this.#random = random;
    this.#bytes = move.byteLengths.reduce((sum, byteLength) => sum + byteLength, 0);
    const large = move.byteLengths.filter((byteLength) => byteLength > LID_BYTES);
    this.#leastBytes = large.length === 0 ? LID_BYTES : Math.min(...large);
  }

  /** What the next slice takes as its inputs. `collects`: garbage may be collected before it. */
  async next(collects: boolean): Promise<readonly unknown[]> {
    if (!collects || !this.#canGiveBack) {
      const moved = this.#move.toFreshMemory();
      if (collects) await forceCollection(); // of the places before, which were there until now
      return moved;
    }
    if (!this.#isClean) {
      this.#digHole();
      await forceCollection();
    }
    this.#isClean = false;
    const beforeBytes = readOwnRssBytes();
    // As large as an input, so that it lies where an input would.
    this.#below.push(take(this.#leastBytes + GRAIN_BYTES * this.#random.integer(GRAINS_PER_PAGE)));
    const moved = this.#move.toFreshMemory();
    const afterBytes = readOwnRssBytes();
    this.#withInputsBytes = afterBytes - beforeBytes < this.#pagesBytes ? null : afterBytes;
    return moved;
  }

  /** After a slice, when nobody holds its inputs any more. `collects` as for the slice. */
  async giveBack(collects: boolean): Promise<void> {
    if (!collects || !this.#canGiveBack) return;
    this.#below.length = 0;
    await forceCollection();
    this.#isClean = this.#withInputsBytes !== null;
    if (this.#withInputsBytes === null) this.#makeRoom();
    else await this.#untilBelow(this.#withInputsBytes - this.#pagesBytes);
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
   * Tasks that keep much memory of their own, above them, hold them there all the same.
   */
  #makeRoom(): void {
    this.#gaveUp = this.#roomCount === MOST_ROOMS;
    this.#roomCount += 1;
    if (this.#gaveUp) this.#kept.length = 0;
    else this.#kept.push(...this.#move.byteLengths.map(take));
  }

  /** Of memory that is dead at once, for the collection that comes next. */
  #digHole(): void {
    take(Math.min(HOLE_BYTES, Math.floor(0.9 * this.#leastBytes))); // no input fits in
    this.#kept.push(take(LID_BYTES));
  }
}
