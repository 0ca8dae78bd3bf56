/** What a round gave, for tests: complete and sound, so that a test only says what it is about. */
import type { Block } from '../result/schema.ts';
import type { SliceReading } from '../round/protocol.ts';
import { LogHistogram } from '../stats/histogram.ts';
import type { TakenRound, TakenSlice } from './round-value.ts';

/** Eight tasks outstanding for 100 ms, each for 10 ms: 80 tasks, 800/s. */
export function sampleReading(
  window: Partial<SliceReading['window']> = {},
  overrides: Partial<SliceReading> = {},
): SliceReading {
  const latency = new LogHistogram();
  latency.record(10, 80);
  return {
    window: {
      windowMs: 100,
      credit: 80,
      outstandingMs: 800,
      settledCount: 80,
      latency: latency.toJSON(),
      latencyMsSum: 800,
      queueMsSum: 80,
      sendMsSum: 40,
      queueAndSendMsSum: 120,
      runMsSum: 640,
      returnMsSum: 40,
      executorCounts: [80],
      executorRunMsSums: [640],
      misorderedCount: 0,
      ...window,
    },
    windowStartMs: 40,
    windowEndMs: 140,
    tasks: { offered: 120, ok: 120, failed: 0, timedOut: 0 },
    error: null,
    cpuMs: 240,
    loopThreadCpuMs: 60,
    runQueueWaitMs: 15,
    switchCount: 360,
    wallMs: 150,
    longestTaskMs: 14,
    gcCount: 3,
    gcPauseMs: 1.5,
    loopWaits: new LogHistogram().toJSON(),
    loopCutOffCount: 0,
    utilizationRatio: 0.5,
    ...overrides,
  };
}

export function sampleSlice(overrides: Partial<TakenSlice> = {}): TakenSlice {
  return {
    turn: 0,
    cpu: 0,
    startedMs: 0,
    reading: sampleReading(),
    sleeperCpuRatio: 0,
    voidReason: null,
    memory: { beforeBytes: 36e6, afterBytes: 36e6, peakBytes: 42e6 },
    ...overrides,
  };
}

export function sampleTaken(overrides: Partial<TakenRound> = {}): TakenRound {
  return {
    block: 0,
    opened: {
      startUpMs: 50,
      firstTaskMs: 12,
      executorCount: 1,
      childPids: [],
      digest: 'd1',
      baseMemoryBytes: 30e6,
    },
    warmedUp: { durationMs: 300, taskCount: 200, isFlat: true, throughputPerSec: 800, latencyMs: 10 },
    finished: { memoryBytes: 36e6 },
    slices: [sampleSlice(), sampleSlice({ turn: 1, cpu: 1 })],
    error: null,
    notTaken: null,
    mergesQueueAndSend: false,
    ...overrides,
  };
}

export function sampleBlock(overrides: Partial<Block> = {}): Block {
  return {
    index: 0,
    condition: 'a',
    cells: ['a#single-loop'],
    attempt: 0,
    startedMs: 0,
    durationMs: 2_000,
    stealRatio: 0,
    throttledMs: 0,
    outsideCpuRatio: 0,
    pressureRatio: 0,
    memoryPressureRatio: 0,
    loadAverage: 0.5,
    ...overrides,
  };
}
