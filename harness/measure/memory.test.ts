import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { collectGarbage } from './collect-garbage.ts';
import { parseMemoryStatus, readMemory, resetPeakMemory } from './memory.ts';

const STATUS = `Name:	node
VmPeak:	 1000000 kB
VmHWM:	  139656 kB
VmRSS:	  100000 kB
RssAnon:	   60000 kB
RssFile:	   39000 kB
RssShmem:	    1000 kB
Threads:	11`;
const KIB = 1024;

describe('the status of a process', () => {
  const check = (what: string, text: string, expected: unknown): void =>
    test(what, () => expect(parseMemoryStatus(text)).toEqual(expected));

  check('pages of files are left out', STATUS, { heldBytes: 61_000 * KIB, peakBytes: 100_656 * KIB });
  check('a peak is never below what is held', STATUS.replace('139656', '90000'), {
    heldBytes: 61_000 * KIB,
    peakBytes: 61_000 * KIB,
  });
  check('an old kernel without the parts', STATUS.replace('RssShmem', 'Other'), null);
  check('a kernel thread', 'Name:	kthreadd', null);
});

test('who is gone cannot be read, and has no peak to forget', () => {
  const nobody = 2 ** 22 + 1;
  expect(readMemory([process.pid, nobody])).toBeNull();
  expect(resetPeakMemory([nobody])).toBe(false);
  expect(readMemory([])).toBeNull();
});

test.runIf(process.platform === 'linux')(
  'a peak that has passed is seen, and forgotten when asked',
  async () => {
    const bytes = 96 * 2 ** 20;
    expect(resetPeakMemory([process.pid])).toBe(true);
    const heldNow = (): number => readMemory([process.pid])!.heldBytes;
    const beforeBytes = heldNow();
    const rise = (): number => {
      const view = new Uint8Array(bytes).fill(1);
      return heldNow() - beforeBytes + 0 * view[0]!;
    };
    expect(rise()).toBeGreaterThan(0.9 * bytes);
    while (heldNow() - beforeBytes > 0.5 * bytes) {
      collectGarbage();
      await sleep(1); // its memory is given back by another thread
    }
    expect(readMemory([process.pid])!.peakBytes - beforeBytes).toBeGreaterThan(0.9 * bytes);
    resetPeakMemory([process.pid]);
    expect(readMemory([process.pid])!.peakBytes - beforeBytes).toBeLessThan(0.7 * bytes);
  },
);
