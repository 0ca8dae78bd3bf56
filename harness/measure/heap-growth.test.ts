import { expect, test } from 'vitest';
import { HeapGrowth, type HeapReading } from './heap-growth.ts';

const MIB = 2 ** 20;
const start: HeapReading = { atMs: 0, gcCount: 10, newSpaceBytes: MIB };

interface Case {
  readonly name: string;
  readonly executorCount?: number;
  /** Milliseconds, collections since the start, MiB of new space. */
  readonly readings: readonly (readonly [atMs: number, collections: number, mebibytes: number])[];
  /** What is told after the last reading. */
  readonly waitMs: number;
}

test.each<Case>([
  {
    name: 'nothing is collected: growth is never to come',
    readings: [[100, 0, 1]],
    waitMs: Number.POSITIVE_INFINITY,
  },
  { name: 'it is at its largest: nothing is to come', readings: [[100, 4, 32]], waitMs: 0 },
  {
    name: 'one collection in 10 ms, 50 without growth are waited for',
    readings: [[100, 10, 1]],
    waitMs: 400,
  },
  { name: 'as many as that came: too little survives', readings: [[500, 50, 1]], waitMs: 0 },
  {
    name: 'growth begins the count again',
    readings: [
      [100, 20, 1],
      [200, 40, 16],
      [250, 50, 16],
    ],
    waitMs: 200,
  },
  {
    name: 'four executors collect four times as often',
    executorCount: 4,
    readings: [[100, 40, 1]],
    waitMs: 400,
  },
])('$name', ({ executorCount = 1, readings, waitMs }) => {
  const growth = new HeapGrowth(executorCount, start);
  const told = readings.map(([atMs, collections, mebibytes]) =>
    growth.observe({ atMs, gcCount: start.gcCount + collections, newSpaceBytes: mebibytes * MIB }),
  );
  expect(told.at(-1)).toBe(waitMs);
});
