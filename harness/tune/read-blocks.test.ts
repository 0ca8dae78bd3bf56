import { expect, test } from 'vitest';
import type { Round } from '../result/schema.ts';
import { logBetter, type ObjectiveId, readBlocks } from './read-blocks.ts';

const round = (figures: Partial<Round>): Round => ({ slices: [], ...figures }) as unknown as Round;

const check = (
  what: string,
  objective: ObjectiveId,
  [one, other]: readonly [Partial<Round>, Partial<Round>],
  ratio: number,
): void =>
  test(`${objective}: ${what}`, () => {
    const better = Math.exp(logBetter(round(one), round(other), objective));
    expect(Number(better.toPrecision(9))).toBe(ratio); // NaN is NaN
  });

check('more good tasks', 'goodput', [{ goodputPerSec: 200 }, { goodputPerSec: 100 }], 2);
check('no good task is no figure apart', 'goodput', [{ goodputPerSec: 0 }, { goodputPerSec: 100 }], 0.001);
check('none in the anchor', 'goodput', [{ goodputPerSec: 100 }, { goodputPerSec: 0 }], 1_000);
check('not told', 'goodput', [{}, { goodputPerSec: 100 }], Number.NaN);
check('none in both', 'goodput', [{ goodputPerSec: 0 }, { goodputPerSec: 0 }], 1);
check('half the CPU', 'cpu', [{ cpuMsPerTask: 1 }, { cpuMsPerTask: 2 }], 2);
check('twice as long', 'latency', [{ latencyMsMean: 20 }, { latencyMsMean: 10 }], 0.5);
check(
  'behind is longer than any',
  'latency',
  [{ latencyMsMean: 60 }, { openLoop: { isSaturated: true } as Round['openLoop'] }],
  1_000,
);

test('sizes keep their distances where the anchor has no good task', () => {
  const rounds = new Map([
    ['none', 0],
    ['1', 50],
    ['2', 100],
  ]);
  const cells = [...rounds].map(([id, goodputPerSec]) => ({
    id,
    blocks: [{ ...round({ goodputPerSec }), block: 0, status: 'ok' }],
  }));
  const document = { cells, blocks: [{ index: 0 }] } as unknown as Parameters<typeof readBlocks>[0];
  const cellOf = (size: number): string => (size === 0 ? 'none' : String(size));
  const [block] = readBlocks(document, { sizes: [1, 2], anchor: 0, cellOf }, 'goodput');
  expect(Math.exp(block!.get(2)! - block!.get(1)!)).toBeCloseTo(2, 9);
  expect(Math.exp(block!.get(2)!)).toBeCloseTo(1_000, 6);
});
