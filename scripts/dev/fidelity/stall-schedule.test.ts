import { expect, test } from 'vitest';
import { scheduledLatencies } from './stall-schedule.ts';

const quantile = (latencies: readonly number[], p: number): number | undefined =>
  latencies[Math.ceil(p * latencies.length) - 1];

test.each([
  // One in ten comes in the stall, and as many more as come while an answer is on its way.
  [100, 200, { count: 1_000, p50: 200, p90: 395, p99: 1_145, most: 1_195 }],
  [100, 0, { count: 1_000, p50: 0, p90: 0, p99: 895, most: 995 }],
  [10, 100, { count: 100, p50: 100, p90: 150, p99: 1_050, most: 1_050 }],
])('%i/s after %i ms', (ratePerSec, delayMs, { count, p50, p90, p99, most }) => {
  const latencies = scheduledLatencies(ratePerSec, delayMs);
  expect(latencies).toHaveLength(count);
  expect([0.5, 0.9, 0.99, 1].map((p) => quantile(latencies, p))).toEqual([p50, p90, p99, most]);
});
