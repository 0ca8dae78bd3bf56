/** The thread of alarm.ts: sleeps until the time that it was told last, then says so. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AlarmShare } from './alarm.ts';
import { nowMs } from './clock.ts';

const { wakeMs, version } = workerData as AlarmShare;

for (;;) {
  const seen = Atomics.load(version, 0);
  const leftMs = (wakeMs[0] ?? Number.POSITIVE_INFINITY) - nowMs();
  if (leftMs > 0) {
    Atomics.wait(version, 0, seen, leftMs);
    continue;
  }
  parentPort?.postMessage(null);
  Atomics.wait(version, 0, seen); // until the other side has set the next time
}
