import { describe, expect, test } from 'vitest';
import type { Block, Round } from '../result/schema.ts';
import { auditRound, describeBusyMachine, listHostReasons } from './audit.ts';
import { type TakenRound, toRound } from './round-value.ts';
import { sampleBlock, sampleReading, sampleSlice, sampleTaken } from './sample-taken.ts';

function audit(taken: Partial<TakenRound> = {}, block: Partial<Block> = {}): Round {
  const whole = sampleTaken(taken);
  return auditRound(toRound(whole), whole, sampleBlock(block));
}

const boom = { code: 'E', name: 'Error', message: 'boom' };
const voidSlice = sampleSlice({ voidReason: 'processes that should sleep used 3 % of a CPU' });
/** Slices whose books are off by the given ratios. */
const offBy = (...ratios: number[]) =>
  ratios.map((ratio) => sampleSlice({ reading: sampleReading({ latencyMsSum: 800 * ratio }) }));

describe('auditRound', () => {
  const check = (what: string, made: () => Round, reasons: readonly (string | RegExp)[]): void =>
    test(what, () => {
      const round = made();
      expect(round.status).toBe(reasons.length === 0 ? 'ok' : 'void');
      expect(round.reasons).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
    });

  check('all is well', () => audit(), []);
  check('no slice', () => audit({ slices: [] }), ['no slice was taken']);
  check('half of the slices are void', () => audit({ slices: [sampleSlice(), voidSlice] }), []);
  check('most of them are', () => audit({ slices: [sampleSlice(), voidSlice, voidSlice] }), [
    /^2 of 3 slices were void: processes that should sleep/,
  ]);
  check('books that balance within 5 %', () => audit({ slices: offBy(1.049, 1.049) }), []);
  check('books that do not', () => audit({ slices: offBy(1.06, 1.06) }), [/by 6\.0 % \(Little's law\)/]);
  check('books that do not, below', () => audit({ slices: offBy(0.9, 0.9, 0.9) }), [/by -10\.0 %/]);
  check('books off by no more than their scatter', () => audit({ slices: offBy(0.9, 1.3, 0.95, 1.1) }), []);
  check('books off by more than their scatter', () => audit({ slices: offBy(1.29, 1.3, 1.31) }), [/30\.0 %/]);
  check('no scatter excuses more than 10 %', () => audit({ slices: offBy(0.8, 1.5) }), [/by 15\.0 %/]);
  check(
    'tasks that were answered before they ran',
    () => audit({ slices: [sampleSlice({ reading: sampleReading({ misorderedCount: 3 }) })] }),
    [/^the time stamps of 3 tasks are out of order/],
  );
  check('a task that nobody accounts for', () => {
    const tasks = { offered: 121, ok: 120, failed: 0, timedOut: 0 };
    return audit({ slices: [sampleSlice({ reading: sampleReading({}, { tasks }) })] });
  }, ['121 tasks offered, 120 accounted for']);
  check('a loud machine', () => audit({}, { outsideCpuRatio: 0.2 }), [/other processes used 20 %/]);
  check('several at once', () => audit({ slices: [] }, { stealRatio: 0.3 }), [
    /hypervisor/,
    'no slice was taken',
  ]);

  test('what failed stays failed, whatever the machine did', () => {
    const round = audit({ error: boom }, { outsideCpuRatio: 0.9 });
    expect(round).toMatchObject({ status: 'failed', reasons: [], error: boom });
  });
});

describe('listHostReasons', () => {
  const check = (block: Partial<Block>, expected: string[]): void =>
    test(JSON.stringify(block), () => expect(listHostReasons(sampleBlock(block))).toEqual(expected));

  check({}, []);
  check({ stealRatio: null, outsideCpuRatio: null, throttledMs: null }, []);
  check({ stealRatio: 0.1, outsideCpuRatio: 0.15, throttledMs: 100 }, []);
  check({ memoryPressureRatio: null }, []);
  check({ memoryPressureRatio: 0.05 }, [
    'the machine was short of memory: processes waited for it 5 % of the time',
  ]);
  check({ stealRatio: 0.11 }, ['the hypervisor took 11 % of the CPU time']);
  check({ outsideCpuRatio: 0.16 }, ['other processes used 16 % of the CPU time']);
  check({ throttledMs: 101 }, ['the quota throttled the run for 101 ms']);
});

describe('a busy machine is told before anything is measured', () => {
  const check = (outsideCpuRatio: number | null, stealRatio: number | null, text: RegExp | null): void =>
    test(`${outsideCpuRatio} by others, ${stealRatio} stolen`, () => {
      const told = describeBusyMachine({ outsideCpuRatio, stealRatio });
      if (text === null) expect(told).toBeNull();
      else expect(told).toMatch(text);
    });

  check(0.02, 0, null);
  check(null, null, null);
  check(0.15, 0.1, null);
  check(0.56, 0, /other processes use 56 % of its CPUs, and beyond 15 % a block is void/);
  check(0.02, 0.3, /its hypervisor takes 30 % of the CPU time, and beyond 10 %/);
});
