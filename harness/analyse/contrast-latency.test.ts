import { describe, expect, test } from 'vitest';
import type { Cell, Condition, Round, RunConfig } from '../result/schema.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { contrastOpenLoop, findBestInOpenLoop } from './contrast-latency.ts';

const CONFIG = { marginRatio: 0.03, alpha: 0.05 } as RunConfig;

/** A cell whose blocks each had so many tasks of about this latency; blocks scatter by 1 %. */
interface Told {
  readonly ms: number;
  readonly blocks: readonly number[];
  readonly tasks?: number;
  readonly saturated?: boolean;
  readonly void?: boolean;
}

function toCell(
  id: string,
  { ms, blocks, tasks = 200, saturated = false, void: isVoid = false }: Told,
): Cell {
  const rounds = blocks.map((block) => {
    const latency = new LogHistogram();
    for (let task = 0; task < tasks; task++) {
      latency.record(ms * (1 + 0.01 * Math.sin(7 * block + ms)) * (1 + task / (10 * tasks)));
    }
    const openLoop = { scheduledCount: tasks, isSaturated: saturated, lag: { unit: 'ms', buckets: [] } };
    return { block, status: 'ok', latency: latency.toJSON(), openLoop } as unknown as Round;
  });
  const status = isVoid ? 'void' : 'ok';
  return {
    id,
    label: id,
    condition: 'c',
    status,
    reason: isVoid ? 'it was loud' : null,
    openLoop: { isSaturated: saturated, lagMsP99: null },
    blocks: rounds,
  } as unknown as Cell;
}

function setUp(told: Readonly<Record<string, Told>>): [Condition, Cell[]] {
  const cells = Object.entries(told).map(([id, one]) => toCell(id, one));
  const condition = { id: 'c', reference: 'loop', ratePerSec: 500, cells: Object.keys(told) };
  return [condition as unknown as Condition, cells];
}

const FIVE = [0, 1, 2, 3, 4];
const OTHER_FIVE = [5, 6, 7, 8, 9];

describe('verdicts', () => {
  const check = (
    what: string,
    told: Readonly<Record<string, Told>>,
    expected: Record<string, unknown>,
  ): void =>
    test(what, () => {
      const [condition, cells] = setUp(told);
      const direct = contrastOpenLoop(condition, cells, CONFIG).filter(
        ({ reference }) => reference === 'loop',
      );
      expect(
        Object.fromEntries(direct.map(({ cell, verdict, reason }) => [cell, reason ?? verdict])),
      ).toEqual(expected);
    });

  check(
    'shorter is faster, longer is slower',
    { loop: { ms: 10, blocks: FIVE }, quick: { ms: 6, blocks: FIVE }, slow: { ms: 15, blocks: FIVE } },
    { quick: 'faster', slow: 'slower' },
  );
  check(
    'whoever falls behind is compared with nothing',
    { loop: { ms: 10, blocks: FIVE }, behind: { ms: 900, blocks: FIVE, saturated: true } },
    { behind: 'behind does not keep up with 500/s: its latency grows as long as the load lasts' },
  );
  check(
    'nor is anything with a reference that does',
    { loop: { ms: 900, blocks: FIVE, saturated: true }, pool: { ms: 9, blocks: FIVE } },
    { pool: 'loop does not keep up with 500/s: its latency grows as long as the load lasts' },
  );
  check(
    'blocks with too few tasks are left out, and one is not enough',
    { loop: { ms: 10, blocks: FIVE }, few: { ms: 6, blocks: FIVE, tasks: 12 }, once: { ms: 6, blocks: [0] } },
    {
      few: 'an interval needs at least 2 blocks in which both had 20 tasks and more',
      once: 'an interval needs at least 2 blocks in which both had 20 tasks and more',
    },
  );
  check(
    'a void cell says why',
    { loop: { ms: 10, blocks: FIVE }, loud: { ms: 6, blocks: FIVE, void: true } },
    { loud: 'it was loud' },
  );
});

test.each([
  [1_200, 'latency-p99'],
  [150, 'latency-p90'],
  [40, 'latency-p50'],
])('with %i tasks a block it is about %s', (tasks, metric) => {
  const [condition, cells] = setUp({
    loop: { ms: 9, blocks: FIVE, tasks },
    pool: { ms: 6, blocks: FIVE, tasks },
  });
  expect(contrastOpenLoop(condition, cells, CONFIG)[0]?.metric).toEqual({
    id: metric,
    unit: 'ms',
    better: 'lower',
  });
});

describe('stars', () => {
  const check = (what: string, told: Readonly<Record<string, Told>>, expected: string[]): void =>
    test(what, () => expect([...findBestInOpenLoop(...setUp(told), CONFIG)]).toEqual(expected));

  check('the shortest', { loop: { ms: 10, blocks: FIVE }, pool: { ms: 6, blocks: FIVE } }, ['pool']);
  check(
    'who alone keeps up',
    { loop: { ms: 900, blocks: FIVE, saturated: true }, pool: { ms: 60, blocks: FIVE } },
    ['pool'],
  );
  check(
    'but not by a single block',
    { loop: { ms: 900, blocks: [0], saturated: true }, pool: { ms: 60, blocks: [0] } },
    [],
  );
  check(
    'across groups through a reference that keeps up',
    {
      loop: { ms: 10, blocks: [...FIVE, ...OTHER_FIVE] },
      pool: { ms: 6, blocks: FIVE },
      other: { ms: 8, blocks: OTHER_FIVE },
    },
    ['pool'],
  );
  check(
    'across groups without one: the best of each, for nothing tells them apart',
    {
      loop: { ms: 900, blocks: [...FIVE, ...OTHER_FIVE], saturated: true },
      pool: { ms: 6, blocks: FIVE },
      slower: { ms: 9, blocks: FIVE },
      other: { ms: 8, blocks: OTHER_FIVE },
    },
    ['pool', 'other'],
  );
  check(
    'nobody where nobody keeps up',
    { loop: { ms: 900, blocks: FIVE, saturated: true }, pool: { ms: 700, blocks: FIVE, saturated: true } },
    [],
  );
});
