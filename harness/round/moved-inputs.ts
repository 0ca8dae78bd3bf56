/**
 * Inputs of two versions, in fresh memory for each slice: they are given back to the system when it is over, and all processes take theirs
 * from what it has. How fast large inputs are read hangs on the pages that they lie in (how far these are scattered over the machine's memory) by
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
/**
 * How often room is made at the end of the heap before inputs are left where the allocator puts them: so often in a row, and once more for so
 * many slices whose inputs came into pages of their own. Something small that happens to lie above them for a while is no reason to give up.
 */
const MOST_ROOMS = 3;
const SLICES_PER_ROOM = 4;
/** In the life of a process: each room keeps as much memory as the inputs have. */
const MOST_ROOMS_EVER = 6;
/** Where what is allocated beside the inputs finds a place below them, and what keeps that apart from them. */
const HOLE_BYTES = 2 * 2 ** 20;
const LID_BYTES = 64 * 2 ** 10;
/** glibc maps what is larger: it begins where a page does. */
const MOST_HEAP_BYTES = 32 * 2 ** 20;
/** glibc's blocks begin at multiples of 16 bytes: all places in a cache line, and in a page of 4 KiB. */
const GRAIN_BYTES = 16;
const GRAINS_PER_PAGE = 256;

/** Neither zeroed nor touched: pages that were not there already are not made. */
const take = (byteLength: number): Buffer => Buffer.allocUnsafeSlow(byteLength);

export class MovedInputs {
  readonly #move: Move;
  readonly #readResidentBytes: () => number;
  readonly #bytes: number;
  /** Of the pieces that are not small: those may lie anywhere. */
  readonly #leastBytes: number;
  readonly #mostBytes: number;
  /** What lies below the inputs of this slice, and ends anywhere in a page. */
  readonly #below: Buffer[] = [];
  /** What keeps the midst of the heap occupied. */
  readonly #kept: Buffer[] = [];
  #roomsLeft = MOST_ROOMS;
  #roomCount = 0;
  #freshCount = 0;
  #gaveUp = false;
  #cannotGiveBack: boolean;
  /** Whether the inputs of this slice are there to be given back; and resident memory with them, where they are in pages of their own. */
  #isOut = false;
  #withInputsBytes: number | null = null;

  constructor(move: Move, readResidentBytes: () => number = readOwnRssBytes) {
    this.#move = move;
    this.#readResidentBytes = readResidentBytes;
    this.#bytes = move.byteLengths.reduce((sum, byteLength) => sum + byteLength, 0);
    const large = move.byteLengths.filter((byteLength) => byteLength > LID_BYTES);
    this.#leastBytes = Math.min(...large, MOST_HEAP_BYTES);
    this.#mostBytes = Math.min(Math.max(...large, LID_BYTES), MOST_HEAP_BYTES);
    this.#cannotGiveBack = this.#bytes < LEAST_BYTES;
  }

  /** Memory was to be given back and could not: the other versions of the cell should keep theirs as well. */
  get keepsMemory(): boolean {
    return this.#gaveUp;
  }

  /**
   * What the next slice takes as its inputs. `collects`: garbage may be collected before it; `keeps`: their memory is not to be given back;
   * `random`: of this turn of this block, the same for all versions.
   */
  async next(collects: boolean, keeps: boolean, random: Random): Promise<readonly unknown[]> {
    this.#isOut = collects && !keeps && !this.#cannotGiveBack;
    const beforeBytes = this.#isOut ? this.#readResidentBytes() : 0;
    // As large as an input, so that it lies where an input would.
    const shiftBytes = GRAIN_BYTES * random.integer(GRAINS_PER_PAGE);
    if (this.#isOut) this.#below.push(take(this.#mostBytes + shiftBytes));
    const moved = this.#move.toFreshMemory();
    const grownBytes = this.#isOut ? this.#readResidentBytes() - beforeBytes : 0;
    this.#withInputsBytes = grownBytes < PAGES_RATIO * this.#bytes ? null : beforeBytes + grownBytes;
    // After it: V8 begins to mark once so much memory has come since its last collection.
    if (collects) await forceCollection();
    return moved;
  }

  /** After a slice, when nobody holds its inputs any more. */
  async giveBack(): Promise<void> {
    if (!this.#isOut) return;
    this.#isOut = false;
    this.#below.length = 0;
    await forceCollection();
    if (this.#withInputsBytes === null) await this.#makeRoom();
    else await this.#wasFresh(this.#withInputsBytes - PAGES_RATIO * this.#bytes);
    // Once inputs were freed glibc no longer maps what is smaller.
    if (this.#kept.length === 0 && !this.#cannotGiveBack) this.#digHole();
  }

  /** Before the memory of its process is read. */
  async end(): Promise<void> {
    this.#forget();
    if (this.#roomCount > 0) await forceCollection();
  }

  /** What was taken for their sake is garbage from now on. */
  #forget(): void {
    this.#kept.length = 0;
    this.#below.length = 0;
    this.#cannotGiveBack = true;
  }

  async #wasFresh(withoutBytes: number): Promise<void> {
    this.#freshCount += 1;
    if (this.#freshCount % SLICES_PER_ROOM === 0) this.#roomsLeft = Math.min(this.#roomsLeft + 1, MOST_ROOMS);
    await this.#untilBelow(withoutBytes);
  }

  async #untilBelow(bytes: number): Promise<void> {
    const endMs = nowMs() + MOST_SWEEPING_MS;
    while (this.#readResidentBytes() > bytes && nowMs() < endMs) await turnLoop();
  }

  /**
   * glibc takes what is smaller than the largest mapping that was ever freed from its heap, and the heap shrinks from its end alone
   * (mallopt(3): `M_MMAP_THRESHOLD`, `M_TRIM_THRESHOLD`). So what is free in the midst of it is occupied, for inputs to come to its end.
   * Tasks that keep much memory of their own, above them, hold them there all the same.
   */
  async #makeRoom(): Promise<void> {
    if (this.#roomsLeft === 0 || this.#roomCount === MOST_ROOMS_EVER) {
      this.#gaveUp = true;
      return this.#forget();
    }
    this.#roomsLeft -= 1;
    this.#roomCount += 1;
    await forceCollection(); // which ends the sweeping of the one before
    this.#kept.push(...this.#move.byteLengths.map(take));
    this.#digHole();
  }

  /** Of memory that is dead at once, for the collection that comes next. No input fits in. */
  #digHole(): void {
    take(Math.min(HOLE_BYTES, Math.floor(0.9 * this.#leastBytes)));
    this.#kept.push(take(LID_BYTES));
  }
}
