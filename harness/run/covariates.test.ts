import { describe, expect, test } from 'vitest';
import { type CovariateReading, type Covariates, contrastCovariates } from './covariates.ts';
import type { Machine } from './machine.ts';

describe('shares of the machine between two readings', () => {
  const machine = { readLoadAverage: () => 0.5 } as Machine;
  const at = (atMs: number, busyMs: number, ownMs: number, stealMs = 0): CovariateReading => ({
    atMs,
    host: { busyMs, stealMs, cpuCount: 2 },
    throttledMs: 0,
    pressureMs: 0,
    memoryPressureMs: 0,
    ownMs,
  });
  const check = (
    what: string,
    before: CovariateReading,
    after: CovariateReading,
    expected: Partial<Covariates>,
  ): void => test(what, () => expect(contrastCovariates(before, after, machine)).toMatchObject(expected));

  check('busy with nothing but ours', at(0, 0, 0), at(1_000, 900, 900), {
    outsideCpuRatio: 0,
    stealRatio: 0,
  });
  check('half a CPU of two is others’', at(0, 0, 0), at(1_000, 1_500, 1_000), { outsideCpuRatio: 0.25 });
  check('stolen', at(0, 0, 0, 100), at(1_000, 0, 0, 300), { stealRatio: 0.1 });
  check(
    'waits for memory',
    at(0, 0, 0),
    { ...at(1_000, 0, 0), memoryPressureMs: 50 },
    {
      memoryPressureRatio: 0.05,
    },
  );
  check('ticks booked late never make less than nothing', at(0, 0, 0), at(1_000, 90, 100), {
    outsideCpuRatio: 0,
  });
  check('one tick within a millisecond says nothing', at(0, 0, 0), at(1, 10, 0), {
    outsideCpuRatio: null,
    stealRatio: null,
    throttledMs: null,
    pressureRatio: null,
  });
  check('a machine that does not tell', { ...at(0, 0, 0), host: null }, at(1_000, 10, 0), {
    outsideCpuRatio: null,
    stealRatio: null,
    throttledMs: 0,
  });
});
