import { describe, expect, test } from 'vitest';
import type { CrossingRecord, RunDocument, Verdict } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { crossoverHeadlines, crossoverSentence, crossoverViews } from './crossings.ts';

const document = inventedRunDocument(5);
const [small, large] = document.conditions;
const idOf = (condition: typeof small, model: string): string =>
  document.cells.find((cell) => cell.condition === condition?.id && cell.model === model)?.id ?? '';

const record = (model: string, more: Partial<CrossingRecord>): CrossingRecord => ({
  scenario: 'cpu/sum-of-squares',
  param: 'n',
  params: {},
  inFlight: 8,
  models: [`${model}×2`, 'single-loop'],
  points: [
    { value: 1_000_000, cell: idOf(small, model), reference: small?.reference ?? '' },
    { value: 3_000_000, cell: idOf(large, model), reference: large?.reference ?? '' },
  ],
  outcome: 'crosses',
  at: { value: 2_000_000, low: 1_500_000, high: 2_500_000 },
  notBelow: null,
  notAbove: null,
  leadsAbove: true,
  taskMs: null,
  ...more,
});
const NONE = { at: null, leadsAbove: null } as const;
/** The document with other verdicts. */
const judging = (verdictOf: (cell: string) => Verdict): RunDocument => ({
  ...document,
  contrasts: document.contrasts.map((contrast) => ({ ...contrast, verdict: verdictOf(contrast.cell) })),
});
/** Where every lead is surely by more than the margin. */
const sure = judging(() => 'faster');
const viewsOf = (crossings: CrossingRecord[], from = sure) => crossoverViews({ ...from, crossings });

describe('the sentence on where the winner changes', () => {
  const check = (what: string, crossings: CrossingRecord[], expected: string, from = sure): void =>
    test(what, () => expect(viewsOf(crossings, from).map(crossoverSentence)).toEqual([expected]));
  const HEAD = 'cpu/sum-of-squares · 8 in flight: ';
  const threads = (more: Partial<CrossingRecord>) => record('worker-threads', more);

  check(
    'from a value',
    [threads({})],
    `${HEAD}worker-threads×2 pays from n 2,000,000 [1,500,000, 2,500,000].`,
  );
  check(
    'from a run time',
    [threads({ taskMs: { value: 0.25, low: 0.18, high: 0.34 } })],
    `${HEAD}worker-threads×2 pays from tasks of 250 µs [180, 340] (n 2,000,000 [1,500,000, 2,500,000]).`,
  );
  check(
    'up to a value',
    [threads({ leadsAbove: false })],
    `${HEAD}worker-threads×2 pays up to n 2,000,000 [1,500,000, 2,500,000].`,
  );
  check(
    'several alike, and nothing of one task at a time',
    [
      threads({ outcome: 'never', ...NONE }),
      record('child-processes', { outcome: 'never', ...NONE }),
      record('sequential', { models: ['sequential', 'single-loop'], outcome: 'never', ...NONE }),
    ],
    `${HEAD}worker-threads×2 and child-processes×2 pay nowhere from n 1000000 to 3000000.`,
  );
  check(
    'always',
    [threads({ outcome: 'always', ...NONE })],
    `${HEAD}worker-threads×2 pays everywhere from n 1000000 to 3000000.`,
  );
  check(
    'always, by less than the margin at one end',
    [threads({ outcome: 'always', ...NONE })],
    `${HEAD}worker-threads×2 leads everywhere from n 1000000 to 3000000, not surely by more than ±3% at n 1000000.`,
    judging((cell) => (cell === idOf(small, 'worker-threads') ? 'unsure' : 'faster')),
  );
  check(
    'from a value, nowhere by more than the margin',
    [threads({}), record('child-processes', {})],
    `${HEAD}worker-threads×2 and child-processes×2 lead from n 2,000,000 [1,500,000, 2,500,000], nowhere surely by more than ±3%.`,
    judging(() => 'unsure'),
  );
  check(
    'at both ends, with a doubt in between',
    [
      threads({ outcome: 'unsure', ...NONE, leadsAbove: true, notBelow: 1_200_000, notAbove: 2_500_000 }),
      record('child-processes', {
        outcome: 'unsure',
        ...NONE,
        leadsAbove: false,
        notBelow: 1_200_000,
        notAbove: 2_500_000,
      }),
    ],
    `${HEAD}worker-threads×2 pays at both ends of n 1000000 to 3000000, but from n 1,200,000 to 2,500,000 is not told apart from single-loop; child-processes×2 pays at neither end of n 1000000 to 3000000, but from n 1,200,000 to 2,500,000 is not told apart from single-loop.`,
  );
  check(
    'open below',
    [threads({ outcome: 'open', at: null, notAbove: 1_200_000 })],
    `${HEAD}worker-threads×2 surely pays from n 1,200,000.`,
  );
  check(
    'open above',
    [threads({ outcome: 'open', at: null, notBelow: 1_200_000 })],
    `${HEAD}worker-threads×2 pays, if at all, only above n 1,200,000.`,
  );
});

describe('the sentence that people quote', () => {
  const check = (what: string, crossings: CrossingRecord[], expected: string): void =>
    test(what, () => expect(crossoverHeadlines({ ...sure, crossings })).toEqual([expected]));
  const taskMs = { value: 0.25, low: 0.18, high: 0.34 };
  const never = { outcome: 'never', ...NONE } as const;
  const HEAD = 'cpu/sum-of-squares · kib=0 · 8 in flight: ';
  const base = [
    record('worker-threads', { taskMs, params: { kib: 0 } }),
    record('child-processes', { taskMs: { value: 0.6, low: 0.5, high: 0.72 }, params: { kib: 0 } }),
  ];
  const START = `${HEAD}against single-loop, worker-threads×2 from 250 µs [180, 340] a task, child-processes×2 from 600 µs [500, 720] a task`;

  check(
    'one condition: the sentence of its view',
    [record('worker-threads', { params: { kib: 0 } })],
    `${HEAD}worker-threads×2 pays from n 2,000,000 [1,500,000, 2,500,000].`,
  );
  check(
    'more to send, and one in flight',
    [
      ...base,
      record('worker-threads', { params: { kib: 1024 }, taskMs: { value: 11, low: 9, high: 14 } }),
      record('child-processes', { params: { kib: 1024 }, outcome: 'open', at: null, notBelow: 12 }),
      record('worker-threads', { params: { kib: 0 }, inFlight: 1, ...never }),
      record('child-processes', { params: { kib: 0 }, inFlight: 1, ...never }),
    ],
    `${START}; with kib=1024 worker-threads×2 from 11 ms [9, 14] a task, child-processes×2 if at all, only above n 12.0; with 1 in flight none of them up to n 3000000.`,
  );
  check(
    'the other way about, and not known',
    [
      ...base,
      record('worker-threads', {
        params: { kib: 1 },
        inFlight: 2,
        outcome: 'open',
        at: null,
        notBelow: 5,
        leadsAbove: false,
      }),
      record('child-processes', { params: { kib: 1 }, inFlight: 2, outcome: 'unsure', ...NONE }),
    ],
    `${START}; with kib=1 and 2 in flight worker-threads×2 surely up to n 5.00, child-processes×2 not told apart.`,
  );
});

test('rivals have a sentence of their own, and lines their ratios', () => {
  const threads = record('worker-threads', {});
  const rival = record('child-processes', {
    models: ['child-processes×2', 'worker-threads×2'],
    points: threads.points.map((point) => ({ ...point, reference: point.cell })),
    leadsAbove: false,
  });
  const [view] = viewsOf([threads, rival]);
  expect(view?.rivals).toEqual([
    'worker-threads×2 beats child-processes×2 from n 2,000,000 [1,500,000, 2,500,000].',
  ]);
  expect(view?.lines).toMatchObject([
    { label: 'worker-threads×2', points: [{ value: 1_000_000, ratio: { value: expect.any(Number) } }, {}] },
  ]);
  expect(view?.marks).toMatchObject([{ label: 'worker-threads×2', at: threads.at }]);
});

test('a lead within the margin is told as none', () => {
  const [one] = viewsOf([record('worker-threads', { outcome: 'always', ...NONE })]);
  expect(one?.sentence).toContain('pays everywhere');
  const same = judging(() => 'same');
  const crossings = [record('worker-threads', { outcome: 'always', ...NONE })];
  expect(crossoverViews({ ...same, crossings })[0]?.sentence).toBe(
    'worker-threads×2 is within ±3% of single-loop from n 1000000 to 3000000.',
  );
});
