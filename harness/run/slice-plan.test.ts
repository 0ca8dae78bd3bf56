import { describe, expect, test } from 'vitest';
import type { WarmUpReading } from '../round/protocol.ts';
import { createRandom } from '../stats/random.ts';
import { alikeTaskMs, drawCpu, estimateSliceMs, orderTurn, planContiguous, planSlice } from './slice-plan.ts';

function warmAt(throughputPerSec: number, latencyMs: number): WarmUpReading {
  return { durationMs: 100, taskCount: 100, isFlat: true, throughputPerSec, latencyMs };
}

describe('planSlice', () => {
  const check = (throughputPerSec: number, latencyMs: number, leadInMs: number, windowMs: number): void =>
    test(`${throughputPerSec}/s, ${latencyMs} ms`, () =>
      expect(planSlice(warmAt(throughputPerSec, latencyMs))).toEqual({
        leadInMs,
        windowMs,
        minCompletions: 20,
      }));

  check(1e6, 0.001, 40, 40);
  check(800, 10, 40, 40);
  check(625, 1.6, 40, 40);
  check(500, 2, 40, 50);
  check(100, 10, 40, 250);
  check(100, 80, 240, 250);
  check(5, 200, 600, 5_000);
});

/** Of two versions hardly a lead-in, so that the loop is watched in the window. */
describe.each([
  ['models', { isOneAtATime: true }, {}, 40, 3],
  ['versions', { isOneAtATime: true, wakesAlike: true }, { watchesWindow: true }, 10, 1],
] as const)('planSlice of %s of tasks that come one at a time: each input once', (...row) => {
  const [, drive, watched, leastLeadInMs, latencies] = row;
  const check = (throughputPerSec: number, latencyMs: number, windowMs: number): void =>
    test(`${throughputPerSec}/s`, () =>
      expect(planSlice(warmAt(throughputPerSec, latencyMs), drive)).toEqual({
        leadInMs: Math.max(leastLeadInMs, latencies * latencyMs),
        windowMs,
        minCompletions: 8,
        wholeCycles: { taskMs: 1e3 / throughputPerSec },
        ...watched,
      }));

  check(1e6, 0.001, 40);
  check(200, 5, 40);
  check(100, 10, 80);
  check(10, 100, 800);
});

describe('alikeTaskMs: cells that are about as fast have as many tasks in a window', () => {
  const check = (perSec: readonly number[], taskMs: readonly number[]): void =>
    test(perSec.join(' '), () => expect(alikeTaskMs(perSec.map((pace) => warmAt(pace, 1)))).toEqual(taskMs));

  check([500], [2]);
  check([400, 500, 392], [2, 2, 2]);
  check([500, 50, 400], [2, 20, 2]);
  check([0, 500], [Number.POSITIVE_INFINITY, 2]);
});

test('base and control have as many tasks in a window as each other', () => {
  const warm = [1_000, 505, 495].map((pace) => warmAt(pace, 1));
  expect(alikeTaskMs(warm, ['head', 'base', 'base'])).toEqual([1, 1, 1]);
  expect(alikeTaskMs(warm.with(1, warmAt(490, 1)), ['head', 'base', 'base'])).toEqual([
    1,
    1e3 / 495,
    1e3 / 495,
  ]);
});

test('versions that take turns do so after some 10 ms', () => {
  const drive = { isOneAtATime: true, wakesAlike: true, takesTurns: true };
  const holds = [0.01, 2.4, 8.5, 30].map(
    (taskMs) => planSlice(warmAt(1e3 / taskMs, taskMs), drive).holdTasks,
  );
  expect(holds).toEqual([1_000, 5, 2, 1]);
  expect(planSlice(warmAt(100, 10), { ...drive, takesTurns: false }).holdTasks).toBeUndefined();
});

test('versions of which several tasks are outstanding wait for their line', () => {
  expect(planSlice(warmAt(800, 10), { wakesAlike: true })).toEqual(planSlice(warmAt(800, 10)));
});

describe('planContiguous', () => {
  const check = (shareMs: number, latencyMs: number, leadInMs: number, windowMs: number): void =>
    test(`${shareMs} ms left, ${latencyMs} ms`, () =>
      expect(planContiguous(warmAt(10, latencyMs), shareMs)).toMatchObject({ leadInMs, windowMs }));

  check(10_000, 10, 300, 3_000);
  check(2_300, 10, 300, 2_000);
  check(500, 10, 300, 1_000);
  check(-500, 10, 300, 1_000);
  check(10_000, 500, 1_500, 3_000);
});

test('a slice takes its lead-in, its window, and a task to drain', () => {
  const plan = { leadInMs: 40, windowMs: 60, minCompletions: 20 };
  expect(estimateSliceMs(plan, warmAt(100, 10))).toBeGreaterThanOrEqual(110);
});

const CELLS = ['a', 'b', 'c', 'd'];
const turns = (count: number): number[] => Array.from({ length: count }, (_, turn) => turn);

describe('orderTurn', () => {
  test.each(['sliced', 'contiguous'] as const)('%s: every cell once in every turn', (mode) => {
    for (const turn of turns(20)) {
      expect([...orderTurn(CELLS, mode, turn, createRandom(1))].sort()).toEqual(CELLS);
    }
  });

  test.each(['sliced', 'contiguous'] as const)('%s: the seed alone makes the order', (mode) => {
    const ordersOf = (seed: number): string =>
      turns(20)
        .map((turn) => orderTurn(CELLS, mode, turn, createRandom(seed)).join(''))
        .join();
    expect(ordersOf(1)).toBe(ordersOf(1));
    expect(ordersOf(1)).not.toBe(ordersOf(2));
  });

  test('contiguous: every second turn mirrors the one before it', () => {
    for (const turn of [0, 2, 4, 6]) {
      const forth = orderTurn(CELLS, 'contiguous', turn, createRandom(3));
      const back = orderTurn(CELLS, 'contiguous', turn + 1, createRandom(3));
      expect(back).toEqual([...forth].reverse());
    }
  });

  test('sliced: each cell is first about as often as any other', () => {
    const counts = new Map(CELLS.map((cell) => [cell, 0]));
    for (const turn of turns(4_000)) {
      const [first] = orderTurn(CELLS, 'sliced', turn, createRandom(5));
      counts.set(first!, counts.get(first!)! + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});

describe('drawCpu', () => {
  test.each([[[0, 1]], [[0, 1, 2]], [[2, 5, 7, 9]]])('of %j: each once before any comes again', (cpus) => {
    const random = createRandom(11);
    for (const cycle of turns(10)) {
      const drawn = turns(cpus.length).map((turn) => drawCpu(cpus, cycle * cpus.length + turn, random));
      expect(drawn.sort()).toEqual(cpus);
    }
  });

  test('no CPU comes first in every cycle', () => {
    const firsts = turns(100).map((cycle) => drawCpu([0, 1], 2 * cycle, createRandom(2)));
    expect(new Set(firsts)).toEqual(new Set([0, 1]));
  });

  test('nothing to draw from gives null', () => {
    expect(drawCpu([], 3, createRandom(1))).toBeNull();
  });
});
