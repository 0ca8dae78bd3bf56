/**
 * The places of a pool's workers in shared memory: who is ready, what each has collected. A worker takes a free one when
 * it starts; where a pool may shrink, the place of a thread that was ended is free again, so that an index stays below
 * the size of the pool.
 */
import type { GcReading } from '../measure/gc-monitor.ts';
import type { ExecutorMetrics } from '../model.ts';
import { WORKER_FIELDS, WORKER_STATES } from './thread-protocol.ts';

const scheduleTimer = setTimeout;
const POLL_MS = 1;
const FREE = 0;

/** The worker's side: the first free place is marked with its thread's id; null where all are taken. */
export function takeSlot(claims: Int32Array, threadId: number): number | null {
  for (let index = 0; index < claims.length; index++) {
    if (Atomics.compareExchange(claims, index, FREE, threadId) === FREE) return index;
  }
  return null;
}

/** The pool's side. */
export class WorkerSlots {
  readonly shared: SharedArrayBuffer;
  readonly claims: SharedArrayBuffer;
  readonly #fields: Float64Array;
  readonly #owners: Int32Array;
  #endedGcCount = 0;
  #endedGcPauseMs = 0;

  constructor(count: number) {
    this.shared = new SharedArrayBuffer(WORKER_FIELDS.count * count * Float64Array.BYTES_PER_ELEMENT);
    this.claims = new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT);
    this.#fields = new Float64Array(this.shared);
    this.#owners = new Int32Array(this.claims);
  }

  /** Fields of the workers that live. */
  #living(): Float64Array[] {
    return [...this.#owners].flatMap((_owner, index) =>
      Atomics.load(this.#owners, index) === FREE ? [] : [this.#fieldsOf(index)],
    );
  }

  #fieldsOf(index: number): Float64Array {
    return this.#fields.subarray(index * WORKER_FIELDS.count, (index + 1) * WORKER_FIELDS.count);
  }

  get livingCount(): number {
    return this.#living().length;
  }

  countInState(state: number): number {
    return this.#living().filter((fields) => fields[WORKER_FIELDS.state] === state).length;
  }

  /** Looks every millisecond; false when `isOver` said so before `count` workers were in the state. */
  async waitForState(state: number, count: number, isOver: () => boolean): Promise<boolean> {
    while (this.countInState(state) < count) {
      if (isOver()) return false;
      await new Promise((resolve) => scheduleTimer(resolve, POLL_MS));
    }
    return true;
  }

  /**
   * Forgets what was alive, has all workers told to read it anew, and waits until each that lives has done so: the sum, or null when
   * `isOver` said so before.
   */
  async readLiveBytes(tell: () => void, isOver: () => boolean): Promise<number | null> {
    for (const fields of this.#living()) fields[WORKER_FIELDS.liveBytes] = 0;
    tell();
    for (;;) {
      const bytes = this.#living().map((fields) => fields[WORKER_FIELDS.liveBytes]!);
      if (!bytes.includes(0)) return bytes.reduce((total, one) => total + one, 0);
      if (isOver()) return null;
      await new Promise((resolve) => scheduleTimer(resolve, POLL_MS));
    }
  }

  /** The thread was ended: what it has collected still counts, its place is free. */
  release(threadId: number): void {
    const index = this.#owners.indexOf(threadId);
    if (index < 0) return;
    const fields = this.#fieldsOf(index);
    this.#endedGcCount += fields[WORKER_FIELDS.gcCount]!;
    this.#endedGcPauseMs += fields[WORKER_FIELDS.gcPauseMs]!;
    fields.fill(0);
    Atomics.store(this.#owners, index, FREE);
  }

  /** Cumulative: collections of the pool's own thread and of all workers so far. */
  readGc(
    ofLoop: GcReading,
  ): Pick<ExecutorMetrics, 'gcCount' | 'gcPauseMs' | 'heapUsedBytes' | 'newSpaceBytes'> {
    const ready = this.#living().filter((fields) => fields[WORKER_FIELDS.state] === WORKER_STATES.ready);
    const sum = (field: number): number => ready.reduce((total, fields) => total + fields[field]!, 0);
    return {
      gcCount: ofLoop.count + this.#endedGcCount + sum(WORKER_FIELDS.gcCount),
      gcPauseMs: ofLoop.pauseMs + this.#endedGcPauseMs + sum(WORKER_FIELDS.gcPauseMs),
      heapUsedBytes: null,
      newSpaceBytes: Math.min(...ready.map((fields) => fields[WORKER_FIELDS.newSpaceBytes]!)),
    };
  }
}
