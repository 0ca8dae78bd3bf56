/**
 * Whether V8's new space has still to grow. It begins small and doubles when what survived its collections since the last
 * time exceeds its size; tasks that allocate then run faster, at once and long after their pace looked flat
 * (JSON.parse of 64 KiB: one second, 5 %). That step can be foreseen from the collections, not from the pace.
 */

/** New space at its largest, both halves, unless Node was told otherwise (`--max-semi-space-size`). */
const LARGEST_BYTES = 32 * 2 ** 20;
/** Collections of one executor without growth after which none is waited for: too little survives of each. */
const PATIENCE = 50;

export interface HeapReading {
  readonly atMs: number;
  /** Collections of all executors so far. */
  readonly gcCount: number;
  /** New space of the executor that has the smallest. */
  readonly newSpaceBytes: number;
}

export class HeapGrowth {
  readonly #executorCount: number;
  readonly #first: HeapReading;
  #grown: HeapReading;

  /** @param first read when the load began. */
  constructor(executorCount: number, first: HeapReading) {
    this.#executorCount = executorCount;
    this.#first = first;
    this.#grown = first;
  }

  /**
   * How long, at the rate of collections seen so far, growth may still be waited for, in milliseconds: 0 when nothing
   * is to come, infinite when nothing is collected.
   */
  observe(reading: HeapReading): number {
    if (reading.newSpaceBytes > this.#grown.newSpaceBytes) this.#grown = reading;
    const missing = PATIENCE * this.#executorCount - (reading.gcCount - this.#grown.gcCount);
    if (reading.newSpaceBytes >= LARGEST_BYTES || missing <= 0) return 0;
    const perMs = (reading.gcCount - this.#first.gcCount) / (reading.atMs - this.#first.atMs);
    return perMs > 0 ? missing / perMs : Number.POSITIVE_INFINITY;
  }
}
