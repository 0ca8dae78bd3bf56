import { describe, expect, test } from 'vitest';
import { roundSchema } from '../result/schema.ts';
import type { LiveMemory } from '../round/protocol.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { type SliceMemory, toRound } from './round-value.ts';
import { sampleReading, sampleSlice, sampleTaken } from './sample-taken.ts';

test('a sound round: every figure from its slices', () => {
  const round = toRound(sampleTaken());
  expect(roundSchema.parse(round)).toEqual(round);
  expect(round).toMatchObject({
    block: 0,
    status: 'ok',
    startUpMs: 50,
    firstTaskMs: 12,
    warmUpMs: 300,
    warmUpTaskCount: 200,
    warmUpFlat: true,
    medianThroughputPerSec: 800,
    meanThroughputPerSec: 800,
    tasks: { offered: 240, ok: 240, failed: 0, timedOut: 0 },
    latencyMsMean: 10,
    longestTaskMs: 14,
    receiptMs: { queue: 1, send: 0.5, queueAndSend: null, run: 8, return: 0.5 },
    executorRunMs: [8],
    littleRatio: 1,
    cpuMsPerTask: 2,
    loopThreadCpuMsPerTask: 0.5,
    effectiveCores: 1.6,
    runQueueWaitRatio: 0.1,
    gcCount: 6,
    gcPauseMs: 3,
    gcWallMs: 300,
    addedMemoryBytes: 6e6,
    peakMemoryBytes: 12e6,
    memoryGrowthBytesPerTask: 0,
    digest: 'd1',
  });
  expect(round.loop?.utilizationRatio).toBe(0.5);
  expect(LogHistogram.from(round.latency).count).toBe(160);
});

test('the parts of the receipt add up to the latency, merged or not', () => {
  for (const mergesQueueAndSend of [false, true]) {
    const { receiptMs, latencyMsMean } = toRound(sampleTaken({ mergesQueueAndSend }));
    const parts = Object.values(receiptMs!).filter((part) => part !== null);
    expect(parts).toHaveLength(mergesQueueAndSend ? 3 : 4);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(latencyMsMean!, 9);
  }
});

test('what only some knobs make: threads that were started, time that went into copies', () => {
  const reading = sampleReading({}, { startedExecutorCount: 3, inputCopyMs: 15, wallMs: 150 });
  const slices = [0, 1].map((turn) => sampleSlice({ turn, reading }));
  const round = toRound(sampleTaken({ slices }));
  expect(round).toMatchObject({ startedExecutorCount: 6, inputCopyRatio: 0.1 });
  expect(roundSchema.parse(round)).toEqual(round);
  expect(Object.keys(toRound(sampleTaken()))).not.toContain('inputCopyRatio');
});

test('a void slice stays in the document and out of every figure', () => {
  const disturbed = sampleReading({ credit: 8, latencyMsSum: 8_000 }, { cpuMs: 9_999, gcCount: 99 });
  const slices = [
    ...sampleTaken().slices,
    sampleSlice({ turn: 2, reading: disturbed, voidReason: 'disturbed' }),
  ];
  const [clean, withVoid] = [toRound(sampleTaken()), toRound(sampleTaken({ slices }))];
  expect(withVoid.slices).toHaveLength(3);
  expect(withVoid.slices[2]).toMatchObject({ throughputPerSec: 80, voidReason: 'disturbed' });
  expect({ ...withVoid, slices: null, tasks: null }).toEqual({ ...clean, slices: null, tasks: null });
  expect(withVoid.tasks.offered).toBe(360);
});

test('goodput is read as throughput is, attempts by the credit of their tasks', () => {
  const telling = (goodCredit: number | null, attemptCredit: number | null) =>
    sampleSlice({ reading: sampleReading({}, { outcomes: { goodCredit, attemptCredit } }) });
  const round = toRound(sampleTaken({ slices: [telling(60, 100), telling(40, 140)] }));
  expect(round).toMatchObject({ goodputPerSec: 500, attemptsPerTask: 1.5 });
  expect(roundSchema.parse(round)).toEqual(round);
  const silent = toRound(sampleTaken({ slices: [telling(null, 160)] }));
  expect(silent).not.toHaveProperty('goodputPerSec');
  expect(silent.attemptsPerTask).toBe(2);
  expect(toRound(sampleTaken())).not.toHaveProperty('attemptsPerTask');
});

test('the CPUs weigh alike, however many slices each had', () => {
  const on = (cpu: number, credit: number) => sampleSlice({ cpu, reading: sampleReading({ credit }) });
  const round = toRound(sampleTaken({ slices: [on(0, 80), on(0, 80), on(0, 80), on(1, 40)] }));
  expect(round.medianThroughputPerSec).toBe(600);
  expect(round.meanThroughputPerSec).toBe(700);
});

describe('memory, read around slices', () => {
  const at = (turn: number, memory: SliceMemory | null, voidReason: string | null = null) =>
    sampleSlice({ turn, memory, voidReason });
  const held = (
    beforeBytes: number,
    afterBytes: number,
    peakBytes: number | null = afterBytes,
  ): SliceMemory => ({
    beforeBytes,
    afterBytes,
    peakBytes,
  });
  const check = (what: string, taken: Parameters<typeof sampleTaken>[0], expected: object): void =>
    test(what, () => expect(toRound(sampleTaken(taken))).toMatchObject(expected));
  const grown = [
    at(0, held(40e6, 52e6)),
    at(1, held(52e6, 64e6, 70e6)),
    at(2, held(64e6, 76e6), 'disturbed'),
  ];

  check(
    '120 tasks a slice, 12 MB each time: void slices hold memory, too',
    { slices: grown },
    {
      peakMemoryBytes: 46e6,
      memoryGrowthBytesPerTask: 1e5,
    },
  );
  const live = (turn: number, liveMemory: LiveMemory | null) =>
    sampleSlice({ turn, memory: held(40e6, 90e6), reading: sampleReading({}, { liveMemory }) });
  check(
    'what lives after collections, where it is known',
    {
      slices: [
        live(0, { beforeBytes: 10e6, afterBytes: 11.2e6 }),
        live(1, { beforeBytes: 11.2e6, afterBytes: 12.4e6 }),
      ],
    },
    { memoryGrowthBytesPerTask: 1e4 },
  );
  check(
    'what lives is asked for and cannot be had: garbage does not stand in for it',
    { slices: [live(0, null)] },
    { peakMemoryBytes: 60e6, memoryGrowthBytesPerTask: null },
  );
  check('memory that shrinks', { slices: [at(0, held(40e6, 28e6))] }, { memoryGrowthBytesPerTask: -1e5 });
  check(
    'peaks that cannot be had',
    { slices: [at(0, held(40e6, 52e6, null))] },
    {
      peakMemoryBytes: null,
      memoryGrowthBytesPerTask: 1e5,
    },
  );
  check(
    'a reading that is missing',
    { slices: [...grown, at(3, null)] },
    {
      peakMemoryBytes: null,
      memoryGrowthBytesPerTask: null,
    },
  );
  check(
    'memory that is not the model’s',
    { slices: grown, finished: { memoryBytes: null } },
    {
      addedMemoryBytes: null,
      peakMemoryBytes: null,
      memoryGrowthBytesPerTask: null,
    },
  );
});

describe('a round that did not come far', () => {
  const error = { code: 'E', name: 'Error', message: 'boom' };
  const check = (what: string, taken: Parameters<typeof sampleTaken>[0], expected: object): void =>
    test(what, () => {
      const round = toRound(sampleTaken({ error, ...taken }));
      expect(roundSchema.parse(round)).toEqual(round);
      expect(round).toMatchObject({ status: 'failed', error, ...expected });
    });
  const nothing = {
    slices: [],
    medianThroughputPerSec: null,
    meanThroughputPerSec: null,
    latencyMsMean: null,
    receiptMs: null,
    executorRunMs: [],
    littleRatio: null,
    cpuMsPerTask: null,
    effectiveCores: null,
    runQueueWaitRatio: null,
    gcCount: null,
    loop: null,
    addedMemoryBytes: null,
    peakMemoryBytes: null,
    memoryGrowthBytesPerTask: null,
  };

  check(
    'not opened',
    { opened: null, warmedUp: null, finished: null, slices: [] },
    { ...nothing, startUpMs: null, warmUpMs: null, digest: null },
  );
  check(
    'not warmed up',
    { warmedUp: null, finished: null, slices: [] },
    { ...nothing, startUpMs: 50, warmUpMs: null },
  );
  check('no slice', { finished: null, slices: [] }, { ...nothing, warmUpMs: 300 });
  check('not finished', { finished: null }, { meanThroughputPerSec: 800, addedMemoryBytes: null });
});

test('where the system tells nothing, nothing is said', () => {
  const blind = sampleReading({}, { loopThreadCpuMs: null, runQueueWaitMs: null });
  const round = toRound(
    sampleTaken({ slices: [sampleSlice({ reading: blind, cpu: null, sleeperCpuRatio: null })] }),
  );
  expect(round).toMatchObject({ loopThreadCpuMsPerTask: null, runQueueWaitRatio: null, cpuMsPerTask: 2 });
});

test('a window in which nothing settled has a throughput and no latency', () => {
  const none = sampleReading({
    credit: 0.4,
    settledCount: 0,
    latencyMsSum: 0,
    latency: new LogHistogram().toJSON(),
  });
  const round = toRound(sampleTaken({ slices: [sampleSlice({ reading: none })] }));
  expect(round.meanThroughputPerSec).toBeCloseTo(4, 9);
  expect(round).toMatchObject({ latencyMsMean: null, receiptMs: null, littleRatio: null });
});
