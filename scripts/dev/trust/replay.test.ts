import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../harness/stats/random.ts';
import { type BankBlock, type BankSide, byMachine } from './bank.ts';
import { simulateDrift } from './drift.ts';
import {
  blocksWithin,
  drawCell,
  equalCode,
  replayChanged,
  replayDetectable,
  replayUnchanged,
  toSeries,
} from './replay.ts';

const TURNS = 6;
const random = createRandom(3);

/** A side whose slices scatter by 0.5 % around its level. */
function sideAt(level: number): NonNullable<BankSide> {
  return Array.from({ length: TURNS }, (_, turn) => [
    turn,
    50,
    10 * level * Math.exp(0.005 * random.normal()),
  ]);
}

/** What the guards look at, with the scatter of a single figure. */
const guardsAt = (longestMs: number) => ({
  'cpu-per-task': 4 * Math.exp(0.01 * random.normal()),
  'longest-task': longestMs * Math.exp(0.2 * random.normal()),
});

/** Blocks of 5 s whose base reads 1, the head so much, and the control as the base. */
function bankOf(head: number, count = 100, longestMs = 6): BankBlock[] {
  return Array.from({ length: count }, (_, index) => ({
    run: 0,
    workload: 'loop',
    change: '×1.02',
    cellMs: 60_000,
    startedMs: index * 5_000,
    durationMs: 7_500,
    base: sideAt(1),
    head: sideAt(head),
    control: sideAt(1),
    guards: { base: guardsAt(6), head: guardsAt(longestMs), control: guardsAt(6) },
  }));
}

function throughputOf({ all: [item] }: ReturnType<typeof drawCell>) {
  if (item === undefined || !('member' in item)) throw new Error('no estimate');
  return item.member;
}

describe('a bank as series', () => {
  const series = toSeries(bankOf(1 / 1.02));

  test('gives the pair and the base against itself', () => {
    expect(series.map(({ workload, change }) => [workload, change])).toEqual([
      ['loop', '×1.02'],
      ['loop', 'none'],
    ]);
    expect(blocksWithin(series[0]!)).toBe(8);
  });

  test('a head is held against base and control, where there is one', () => {
    const flat = (level: number): NonNullable<BankSide> => [[0, 50, 10 * level]];
    const [block] = bankOf(1, 1);
    const sides = { base: flat(0.8), head: flat(1) };
    const medianOf = (control: BankSide | undefined) =>
      toSeries([{ ...block!, ...sides, control }])[0]?.blocks[0]?.median;
    expect(medianOf(undefined)).toBeCloseTo(Math.log(1 / 0.8), 12);
    expect(medianOf(null)).toBeCloseTo(Math.log(1 / 0.8), 12);
    expect(medianOf(flat(1.25))).toBeCloseTo(0, 12);
    const [changed] = toSeries(bankOf(1, 12).map((one) => ({ ...one, ...sides, control: flat(1.25) })));
    const drawnAt = (place: number): number =>
      throughputOf(drawCell(changed!, 12, createRandom(1), { place })).median.mean;
    expect(drawnAt(2)).toBeCloseTo(0, 12);
    expect(drawnAt(3)).toBeCloseTo(Math.log(1 / 0.8), 12); // three cells of a comparison have a control
  });

  test('equal code is what was recorded as such, and the controls of workloads without it', () => {
    const named = (workload: string, change: string) =>
      bankOf(1, 2).map((one) => ({ ...one, workload, change }));
    const blocks = [...named('loop', '×1.02'), ...named('loop', 'none'), ...named('pool', '×1.05')];
    expect(
      equalCode(toSeries(blocks)).map(({ workload, isControl = false }) => [workload, isControl]),
    ).toEqual([
      ['loop', false],
      ['pool', true],
    ]);
  });

  test('a void side makes no value, and no block of a comparison', () => {
    const [changed] = toSeries(
      bankOf(1, 10).map((block, index) => (index < 7 ? { ...block, head: null } : block)),
    );
    expect(changed?.blocks.filter((block) => block === null)).toHaveLength(7);
    expect(throughputOf(drawCell(changed!, 10, createRandom(1))).median.blockCount).toBe(3);
  });

  test('a swapped stretch is the same the other way round, and a shift adds', () => {
    const draw = (options: Parameters<typeof drawCell>[3]) =>
      throughputOf(drawCell(series[0]!, 12, createRandom(5), options));
    expect(draw({ sign: -1 }).median.mean).toBeCloseTo(-draw({}).median.mean, 12);
    expect(draw({ shift: 0.1 }).mean.mean).toBeCloseTo(draw({}).mean.mean + 0.1, 12);
  });
});

test('each machine has a bank of its own, the last one first', () => {
  const headOn = (machine: string) => ({ recordedAt: '2026-11-28', machine, seed: 1, toolVersion: '0.1.0' });
  const blocks = bankOf(1, 4).map((block, index) => ({ ...block, run: index % 3 }));
  const banks = byMachine({ heads: [headOn('old'), headOn('new'), headOn('old')], blocks });
  expect(
    banks.map((bank) => [bank.heads.map(({ machine }) => machine), bank.blocks.map(({ run }) => run)]),
  ).toEqual([
    [['new'], [1]],
    [
      ['old', 'old'],
      [0, 2, 0],
    ],
  ]);
});

describe('replayed comparisons', () => {
  const series = toSeries(bankOf(1 / 1.02));
  const unchanged = series.filter(({ change }) => change === 'none');
  const setting = { marginRatio: 0.01, comparisons: 200 };

  test('find 2 % where the margin is 1, and never call it faster', () => {
    const shares = replayChanged(series[0]!, unchanged, { ...setting, cellCount: 1 }, createRandom(1));
    expect(shares).toMatchObject({ blockCount: 8, wrong: 0 });
    expect(shares.found).toBeGreaterThan(0.9);
  });

  test('find nothing of it where the margin is 3, and say that nothing changed where nothing did', () => {
    const wide = { ...setting, marginRatio: 0.03, cellCount: 20 };
    expect(replayChanged(series[0]!, unchanged, wide, createRandom(1)).found).toBe(0);
    const { alarms, sameOf } = replayUnchanged(unchanged, wide, createRandom(2));
    expect(alarms).toBe(0);
    expect([...sameOf.keys()]).toEqual([unchanged[0]!.workload]);
    expect(sameOf.get(unchanged[0]!.workload)).toBeGreaterThan(0.95);
  });

  test('find a pause by the longest task, and call it a burst', () => {
    const [paused] = toSeries(bankOf(1, 100, 60));
    const shares = replayChanged(paused!, unchanged, { ...setting, cellCount: 1 }, createRandom(4));
    expect(shares).toMatchObject({ found: 1, asBursts: 1, wrong: 0 });
  });

  test('find an effect of the size that was printed as detectable in about 80 %', () => {
    const found = replayDetectable(unchanged, { ...setting, comparisons: 1_000 }, createRandom(3));
    expect(found).toBeGreaterThan(0.7);
    expect(found).toBeLessThan(0.92);
  });
});

test('a machine that slows by a fifth leaves next to nothing in the ratio', () => {
  const { meanRatio, worstRatio } = simulateDrift({
    blockCount: 12,
    turnCount: 6,
    sideCount: 3,
    slowdownRatio: 0.2,
    comparisons: 300,
  });
  expect(Math.abs(meanRatio)).toBeLessThan(0.0001);
  expect(worstRatio).toBeLessThan(0.005);
});
