/**
 * What this thread still holds when its garbage is gone: JavaScript heap, and what hangs on it outside of it (array buffers, handles).
 * Resident memory does not tell that: garbage that waits for its collection counts there, and so do pages that the allocator keeps.
 */
import { nowMs } from './clock.ts';
import { collectGarbage } from './collect-garbage.ts';
import { readOwnExternalBytes, readOwnHeapUsedBytes } from './own-meters.ts';

const scheduleImmediate = setImmediate;
/** Collections reach their observer by way of two queues of the loop: forced ones must not be counted as those of later tasks. */
const TURN_COUNT = 3;

/** Lets the loop turn, so that what it has to tell is told. */
export async function turnLoop(): Promise<void> {
  for (let turn = 0; turn < TURN_COUNT; turn++) await new Promise((resolve) => scheduleImmediate(resolve));
}

/** Collects all garbage of this thread and lets the loop turn until nobody takes that for a task's. Returns what the collection took, in ms. */
export async function forceCollection(): Promise<number> {
  const startedMs = nowMs();
  collectGarbage();
  const tookMs = nowMs() - startedMs;
  await turnLoop();
  return tookMs;
}

/**
 * Never while anything is timed. Twice, for buffers are freed beside the collection that found them dead, and finalizers run after it;
 * read before anything else is allocated.
 */
export async function readLiveBytes(): Promise<number> {
  collectGarbage();
  await turnLoop();
  collectGarbage();
  const bytes = readOwnHeapUsedBytes() + readOwnExternalBytes();
  await turnLoop();
  return bytes;
}
