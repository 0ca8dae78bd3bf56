/** How long a slice offers tasks before its window begins. Pure. */
import { SLICE } from '../config/defaults.ts';

/** What carries the tasks of a slice out, and what for. */
export interface SliceDrive {
  /** No task waits for another. */
  readonly isOneAtATime?: boolean;
  /** Held against another version on the same model and not against another model, with nothing of the harness's own left to clear away. */
  readonly wakesAlike?: boolean;
  /** Slices of the versions go on beside each other. */
  readonly takesTurns?: boolean;
}

/** Whether the lead-in is too short to tell what tasks are like; the window has to tell it all. */
export function isBriefDrive({ isOneAtATime, wakesAlike }: SliceDrive): boolean {
  return isOneAtATime === true && wakesAlike === true;
}

/**
 * In milliseconds, for tasks of this latency. A process that slept finds caches cold and, where several tasks are outstanding, no
 * line of them yet. Models sleep and wake differently, so they get time until that is over. Two versions of a task that comes
 * one at a time have neither in them: what is cold costs both, and is gone to half a per cent after some 8 ms.
 */
export function leadInOf(latencyMs: number, drive: SliceDrive): number {
  return isBriefDrive(drive)
    ? Math.max(SLICE.briefLeadInMs, latencyMs)
    : Math.max(SLICE.leadInMs, SLICE.leadInLatencies * latencyMs);
}
