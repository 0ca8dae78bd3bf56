/** One thread that a floor speaks with by itself: started, told apart from others, noticed when it ends. */
import { Worker } from 'node:worker_threads';
import type { ErrorRecord } from '../errors.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';
import { describeRejection } from './thread-watch.ts';

export class WatchedThread {
  readonly worker: Worker;
  readonly index: number;
  /** The thread's first message: why it could not open the scenario, or null. Never settles for one that ended before. */
  readonly opened: Promise<ErrorRecord | null>;

  /** `onEnd` hears why it ended, as the first who saw it tells. */
  constructor(entry: URL, workerData: unknown, index: number, onEnd: (record: ErrorRecord) => void) {
    this.index = index;
    this.worker = new Worker(entry, { workerData });
    this.opened = new Promise((resolve) => {
      this.worker.once('message', resolve);
    });
    this.worker.on('error', (error) => onEnd(describeRejection(error)));
    this.worker.on('exit', (code) => {
      const message = `A worker thread ended (${describeEnd(code, null)}) while it was needed. ${adviseAfterEnd('')}`;
      onEnd({ code: 'CROSSOVER_EXECUTOR_DIED', name: 'CrossoverError', message });
    });
  }
}
