import { describe, expect, test } from 'vitest';
import { startServices } from '../../harness/services/start-services.ts';
import { spin } from '../spin.ts';
import { toStep } from './calibration.ts';
import { calibration } from './refs.ts';

/** The fastest of many: what is faster than that, this machine cannot do. */
function fastestPerMs(): number {
  const iterations = 200_000;
  const timesMs = Array.from({ length: 200 }, (_, seed) => {
    const startedMs = performance.now();
    spin(seed, iterations);
    return performance.now() - startedMs;
  });
  return iterations / Math.min(...timesMs);
}

test('tells what this machine does in a millisecond', async () => {
  const services = await startServices([calibration], { deadlineMs: 10_000 });
  const { iterationsPerMs } = services.addresses[calibration.id] ?? {};
  await services.stop();
  // Others may have kept it from the CPU; a loop that was not compiled would be ten times slower.
  expect(Number(iterationsPerMs) / fastestPerMs()).toBeGreaterThan(0.3);
  expect(Number(iterationsPerMs) / fastestPerMs()).toBeLessThan(1.3);
});

describe('the step', () => {
  test.each([1_000, 123_456, 475_000, 500_001, 987_654])('of %i is at most 9 %% away', (measured) => {
    expect(Math.abs(Math.log(toStep(measured) / measured))).toBeLessThan(Math.log(2) / 8 + 1e-3);
  });

  test.each([
    [500_000, 510_000, true],
    [490_000, 540_000, true],
    [500_000, 600_000, false],
    [500_000, 1_000_000, false],
  ])('of %i and %i is the same: %s', (first, second, isSame) => {
    expect(toStep(first) === toStep(second)).toBe(isSame);
  });
});
