/** Latencies as log-bucketed counts: small, mergeable, and the same after a trip through JSON. */

/** What {@link LogHistogram.toJSON} gives: [bucket index, count] pairs, ascending. */
export interface LogHistogramDocument {
  unit: 'ms';
  buckets: [index: number, count: number][];
}

/** One bucket that holds something; values lie in (lowMs, highMs]. */
export interface HistogramBucket {
  lowMs: number;
  highMs: number;
  midMs: number;
  count: number;
}

const FLOOR_MS = 1e-6; // 1 ns, the tick of the clock
const GROWTH_RATIO = 1.01;
/** How wide a bucket is, as a share of its values: digits finer than that would say what was never counted. */
export const BUCKET_WIDTH_RATIO = GROWTH_RATIO - 1;
const LOG_GROWTH = Math.log(GROWTH_RATIO);

/** Index 0 holds everything up to the floor; index i ≥ 1 the values in (floor · 1.01^(i−1), floor · 1.01^i]. */
function indexOf(valueMs: number): number {
  return valueMs <= FLOOR_MS ? 0 : Math.max(1, Math.ceil(Math.log(valueMs / FLOOR_MS) / LOG_GROWTH));
}

function bucketAt(index: number, count: number): HistogramBucket {
  const highMs = FLOOR_MS * GROWTH_RATIO ** index;
  if (index === 0) return { lowMs: 0, highMs, midMs: 0, count };
  const lowMs = highMs / GROWTH_RATIO;
  return { lowMs, highMs, midMs: (lowMs + highMs) / 2, count };
}

/**
 * Counts of durations in buckets that grow by 1 %: whatever the magnitude, the midpoint is within 0.5 % of the
 * value. (The idea is HdrHistogram's, Tene 2012; the buckets here are exactly logarithmic, as in DDSketch, Masson,
 * Rim & Lee 2019 §2.1.)
 *
 * Everything it answers comes from the buckets alone, never from side sums, so that re-analysing a stored document
 * gives the stored figures byte for byte.
 */
export class LogHistogram {
  readonly #countByIndex = new Map<number, number>();
  #count = 0;

  /**
   * Adds `count` values of `valueMs`: one `Math.log` and one map entry, for it is called once per task. Zero and
   * negatives (clock jitter) go to the lowest bucket and read as 0. Throws a `RangeError` when the value is not
   * finite or the count not a natural number.
   */
  record(valueMs: number, count = 1): void {
    if (!Number.isFinite(valueMs)) throw new RangeError(`A duration of ${valueMs} ms cannot be recorded.`);
    this.#add(indexOf(valueMs), count);
  }

  /** Adds all counts of `other`, which stays as it is. Exact: merging loses nothing that recording had not. */
  merge(other: LogHistogram): void {
    for (const [index, count] of [...other.#countByIndex]) this.#add(index, count);
  }

  /** How many values were recorded. */
  get count(): number {
    return this.#count;
  }

  /** The largest value, within 0.5 %, in milliseconds; null when empty. */
  get maxMs(): number | null {
    return this.quantileMs(1);
  }

  /**
   * The smallest recorded value (midpoint of its bucket, milliseconds) that at least the share `p` of all values
   * does not exceed: the inverse empirical distribution, type 1 of Hyndman & Fan 1996. Null when empty. Throws a
   * `RangeError` unless 0 ≤ p ≤ 1. Says nothing about how sure it is: see quantile-interval.ts.
   */
  quantileMs(p: number): number | null {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile needs a share from 0 to 1, not ${p}.`);
    return this.bucketAtRank(Math.ceil(p * this.#count))?.midMs ?? null;
  }

  /**
   * The same quantile, finer than a bucket where many values lie in one: as if they were spread evenly over the logarithms of its width.
   * Good for ratios of two such figures; how far off it may be is still the bucket's width. Null when empty. Throws as `quantileMs` does.
   */
  quantileWithinMs(p: number): number | null {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile needs a share from 0 to 1, not ${p}.`);
    const wanted = p * this.#count;
    let seen = 0;
    for (const [index, count] of this.#ascending()) {
      if (seen + count >= wanted) return FLOOR_MS * GROWTH_RATIO ** (index - 1 + (wanted - seen) / count);
      seen += count;
    }
    return null;
  }

  /**
   * The bucket of the value with the given rank (1 = the smallest; ranks outside 1…count are moved to the nearest).
   * Null when empty. The whole bucket, so that a bound of an interval can be taken from its outer edge.
   */
  bucketAtRank(rank: number): HistogramBucket | null {
    const wanted = Math.min(Math.max(rank, 1), this.#count);
    let seen = 0;
    for (const bucket of this.valuesAndCounts()) {
      seen += bucket.count;
      if (seen >= wanted) return bucket;
    }
    return null;
  }

  /** The buckets that hold something, ascending; bounds and midpoint in milliseconds. */
  *valuesAndCounts(): Iterable<HistogramBucket> {
    for (const [index, count] of this.#ascending()) yield bucketAt(index, count);
  }

  /** The document form; `LogHistogram.from` gives an equal histogram back. */
  toJSON(): LogHistogramDocument {
    return { unit: 'ms', buckets: this.#ascending() };
  }

  /** Reads the document form. Throws a `RangeError` when an index or a count is not a natural number. */
  static from(document: {
    readonly unit: 'ms';
    readonly buckets: readonly (readonly [number, number])[];
  }): LogHistogram {
    const histogram = new LogHistogram();
    for (const [index, count] of document.buckets) {
      if (!Number.isSafeInteger(index) || index < 0)
        throw new RangeError(`A histogram has no bucket ${index}.`);
      histogram.#add(index, count);
    }
    return histogram;
  }

  #add(index: number, count: number): void {
    if (count === 0) return;
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`A bucket cannot hold ${count} values.`);
    this.#countByIndex.set(index, (this.#countByIndex.get(index) ?? 0) + count);
    this.#count += count;
  }

  #ascending(): [number, number][] {
    return [...this.#countByIndex].sort((a, b) => a[0] - b[0]);
  }
}
