import { expect, test } from 'vitest';
import { LogHistogram } from '../../../harness/stats/histogram.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import type { BankBlock, TuningBank } from './bank.ts';
import { replayBank } from './replay.ts';

const SIZES = [1, 2, 3, 4];

/** Blocks with a noise of 1 %; the p99 of a size is `p99Of` it. */
function inventBank(perSecOf: (size: number) => number, p99Of: (size: number) => number): TuningBank {
  const random = createRandom(5);
  const latencyOf = (p99Ms: number) => {
    const histogram = new LogHistogram();
    histogram.record(p99Ms / 4, 480);
    histogram.record(p99Ms, 20);
    return histogram.toJSON();
  };
  const blocks = Array.from({ length: 20 }, (): BankBlock => {
    const mood = 0.05 * random.normal();
    const rounds = [0, ...SIZES].map((size) => {
      const perSec = perSecOf(size) * Math.exp(mood + 0.01 * random.normal());
      const slices = [0, 1].map((turn): [number, number] => [turn, perSec]);
      const buckets = latencyOf(p99Of(size)).buckets.map(([index, count]): [number, number] => [
        index,
        count,
      ]);
      const latency = { unit: 'ms' as const, buckets };
      return { size, slices, cpuMsPerTask: 1, addedMemoryBytes: 0, latency, loopWaits: null };
    });
    return { workload: 'w', durationMs: 7_500, rounds };
  });
  const space = { sizes: SIZES, anchor: 0, landmarks: [2], cores: 2, unqueuedFrom: null };
  const head = { recordedAt: '', machine: '', seed: 1, toolVersion: '', spaces: { w: space } };
  return { head, blocks };
}

const twoCores = (size: number): number =>
  size === 0 ? 1_000 : 960 * Math.min(size, 2) * 0.95 ** Math.max(0, size - 2);

test('a pool of two is found, and what people set without measuring has its price', () => {
  const [claim] = replayBank(
    inventBank(twoCores, () => 10),
    20,
  );
  expect(claim).toMatchObject({ workload: 'w', best: 2, goodRatio: 1, answers: [[2, 20]] });
  expect(Math.abs(claim!.lossRatio)).toBeLessThan(0.01);
  expect(claim!.noise).toBeGreaterThan(0.007);
  expect(claim!.noise).toBeLessThan(0.015);
  expect(claim!.regretOf.get(0)).toBeCloseTo(1 - 1_000 / 1_920, 1);
  expect(claim!.meanRoundsRatio).toBeLessThan(0.46);
});

test('a limit that the best breaks is kept by what is recommended instead', () => {
  const [claim] = replayBank(
    inventBank(twoCores, (size) => (size < 2 ? 10 : 40)),
    20,
  );
  expect(claim!.limited.mostMs).toBeCloseTo(12.5, 0);
  expect(claim!.limited).toMatchObject({ answeredRatio: 1, keptRatio: 1 });
  expect(claim!.limited.answers.every(([size]) => size < 2)).toBe(true);
});

test('what only waits wants no pool', () => {
  const [claim] = replayBank(
    inventBank(
      () => 500,
      () => 10,
    ),
    20,
  );
  expect(claim).toMatchObject({ answers: [[0, 20]], goodRatio: 1 });
});
