/** The thread of precise-timer.ts: sleeps until the earliest time that it was told, then says so. */
import { parentPort, workerData } from 'node:worker_threads';
import { neverNs, type TimerShare } from './precise-timer.ts';

const { wakeNs, version } = workerData as TimerShare;

for (;;) {
  const seen = Atomics.load(version, 0);
  const wake = Atomics.load(wakeNs, 0);
  if (wake === neverNs) {
    Atomics.wait(version, 0, seen);
    continue;
  }
  const leftNs = wake - process.hrtime.bigint();
  if (leftNs > 0n) {
    Atomics.wait(version, 0, seen, Number(leftNs) / 1e6);
    continue;
  }
  parentPort?.postMessage(null);
  Atomics.wait(version, 0, seen); // Until the other side has set the next time.
}
