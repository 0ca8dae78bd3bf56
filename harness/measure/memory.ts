/**
 * What processes hold and what they held at the most, read from outside of them, so that it costs no task anything. Linux alone tells
 * a peak of a stretch of time: the kernel keeps it for every process and lets it be forgotten.
 */
import { writeFileSync } from 'node:fs';
import { readText } from './linux-sources.ts';

/** Without pages of files, as `readPssBytes` has it. */
export interface MemoryReading {
  readonly heldBytes: number;
  /** Since the start, or since {@link resetPeakMemory}. Of several processes the sum of their peaks: no less than the peak of the sum. */
  readonly peakBytes: number;
}

/**
 * Out of the text of /proc/PID/status. The kernel keeps the peak of all resident pages; those of files hardly change while
 * tasks run, so what they are now is taken off it. Null where a line is missing. Pure.
 */
export function parseMemoryStatus(text: string): MemoryReading | null {
  const read = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024;
  const [anonymous, shared, file, peak] = ['RssAnon', 'RssShmem', 'RssFile', 'VmHWM'].map(read) as [
    number,
    number,
    number,
    number,
  ];
  const heldBytes = anonymous + shared;
  const peakBytes = Math.max(heldBytes, peak - file);
  return Number.isFinite(peakBytes) ? { heldBytes, peakBytes } : null;
}

/** The sum over the processes; null where one of them cannot be read. */
export function readMemory(pids: readonly number[]): MemoryReading | null {
  let [heldBytes, peakBytes] = [0, 0];
  for (const pid of pids) {
    const text = readText(`/proc/${pid}/status`);
    const reading = text === null ? null : parseMemoryStatus(text);
    if (reading === null) return null;
    heldBytes += reading.heldBytes;
    peakBytes += reading.peakBytes;
  }
  return pids.length === 0 ? null : { heldBytes, peakBytes };
}

/** From now on the peak is that of what comes. False where the kernel does not let us: peaks then hold start-up and warm-up, too. */
export function resetPeakMemory(pids: readonly number[]): boolean {
  return pids.every((pid) => {
    if (readText(`/proc/${pid}/status`) === null) return false;
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5'); // proc(5): "reset the peak resident set size"
      return true;
    } catch {
      return false;
    }
  });
}
