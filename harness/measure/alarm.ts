/**
 * Wakes this loop at an exact time. Timers of Node.js count whole milliseconds, and offered requests up to 2.2 ms late
 * (p99, 50 a second); polling the rest of a millisecond would take a core from what is measured. A thread that sleeps in Atomics.wait
 * wakes within about a tenth of a millisecond and costs microseconds.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { builtUrl } from '../built.ts';

/** What the thread is given: it sleeps until `wakeMs[0]` on the clock, or until `version[0]` changes. */
export interface AlarmShare {
  readonly wakeMs: Float64Array<SharedArrayBuffer>;
  readonly version: Int32Array<SharedArrayBuffer>;
}

export class Alarm {
  readonly #share: AlarmShare;
  readonly #thread: Worker;
  #callback: (() => void) | null = null;

  private constructor(share: AlarmShare, thread: Worker) {
    this.#share = share;
    this.#thread = thread;
    thread.on('message', () => {
      const callback = this.#callback;
      this.#callback = null;
      callback?.();
    });
    thread.unref();
  }

  /** Resolves when its thread runs. */
  static async start(): Promise<Alarm> {
    const share: AlarmShare = {
      wakeMs: new Float64Array(new SharedArrayBuffer(8)).fill(Number.POSITIVE_INFINITY),
      version: new Int32Array(new SharedArrayBuffer(4)),
    };
    const thread = new Worker(builtUrl('harness/measure/alarm-entry.js'), { workerData: share });
    await once(thread, 'online');
    return new Alarm(share, thread);
  }

  /** Calls `callback` once, not before `atMs` on the clock. What was asked before and has not come is forgotten. */
  wakeAt(atMs: number, callback: () => void): void {
    this.#callback = callback;
    this.#share.wakeMs[0] = atMs;
    Atomics.add(this.#share.version, 0, 1);
    Atomics.notify(this.#share.version, 0);
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
