import { describe, expect, test } from 'vitest';
import { sampleCell, sampleRun } from '../result/fixtures/sample.ts';
import type { CrossingRecord, RunDocument } from '../result/schema.ts';
import { compareCrossings, compareWinners } from './decisions.ts';

/** A run of one condition whose cells with a star are these. */
function runWith(stars: readonly string[]): RunDocument {
  const run = sampleRun({});
  const condition = run.conditions[0]!;
  const cells = ['a', 'b', 'c'].map((id) =>
    sampleCell({ id, label: id, condition: condition.id, best: stars.includes(id) }),
  );
  return { ...run, conditions: [condition], cells };
}

describe('which model wins', () => {
  const check = (base: string, head: string, change: string | null): void =>
    test(`${base || 'nobody'} → ${head || 'nobody'}: ${change}`, () => {
      const winners = compareWinners(runWith([...base]), runWith([...head]));
      expect(winners.map((winner) => winner.change)).toEqual(change === null ? [] : [change]);
    });

  check('a', 'a', 'same');
  check('ab', 'ab', 'same');
  check('a', 'ab', 'overlaps');
  check('ab', 'bc', 'overlaps');
  check('a', 'b', 'changed');
  check('ab', 'c', 'changed');
  check('', 'a', null);
  check('a', '', null);
});

const curve = (overrides: Partial<CrossingRecord>): CrossingRecord => ({
  scenario: 'cpu/grain',
  param: 'taskMs',
  params: { payloadKiB: 0 },
  inFlight: 8,
  models: ['worker-threads×2', 'single-loop'],
  points: [],
  outcome: 'crosses',
  at: { value: 0.2, low: 0.15, high: 0.3 },
  notBelow: null,
  notAbove: null,
  leadsAbove: true,
  taskMs: null,
  ...overrides,
});
const at = (low: number, high: number): Partial<CrossingRecord> => ({ at: { value: low, low, high } });

describe('where the lead changes', () => {
  const check = (
    what: string,
    base: Partial<CrossingRecord>,
    head: Partial<CrossingRecord>,
    change: string | null,
  ): void =>
    test(what, () => {
      const withCurve = (crossing: CrossingRecord): RunDocument => sampleRun({ crossings: [crossing] });
      const compared = compareCrossings(withCurve(curve(base)), withCurve(curve(head)));
      expect(compared.map((crossing) => crossing.change)).toEqual(change === null ? [] : [change]);
    });

  check('intervals that touch', at(0.1, 0.3), at(0.25, 0.5), 'same');
  check('intervals that do not', at(0.1, 0.2), at(0.25, 0.5), 'moved');
  check('the other way round', at(0.25, 0.5), at(0.1, 0.2), 'moved');
  check('it crosses no longer', {}, { outcome: 'never', at: null, leadsAbove: null }, 'moved');
  check('it never did', { outcome: 'never', at: null }, { outcome: 'never', at: null }, 'same');
  check(
    'from everywhere to nowhere',
    { outcome: 'always', at: null },
    { outcome: 'never', at: null },
    'moved',
  );
  check('one of them does not know', {}, { outcome: 'unsure', at: null }, 'unsure');
  check('another curve', {}, { inFlight: 1 }, null);
  check('it pays up to the place, and paid from it on', {}, { leadsAbove: false }, 'moved');

  test('a lead that is gained and lost again has two places', () => {
    const [low, high] = [curve(at(0.1, 0.2)), curve({ ...at(3, 5), leadsAbove: false })];
    const both = sampleRun({ crossings: [low, high] });
    const later = sampleRun({ crossings: [low, curve({ ...at(8, 9), leadsAbove: false })] });
    expect(compareCrossings(both, both).map(({ change }) => change)).toEqual(['same', 'same']);
    expect(compareCrossings(both, later).map(({ change }) => change)).toEqual(['same', 'moved']);
  });
});
