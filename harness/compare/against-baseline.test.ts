import { describe, expect, test } from 'vitest';
import { sampleCell, sampleEnvironment, sampleRound, sampleRun } from '../result/fixtures/sample.ts';
import { parseDocument } from '../result/parse.ts';
import type { Cell, ComparisonDocument, Environment } from '../result/schema.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { gateAgainstBaseline } from './against-baseline.ts';
import type { ComparedRun } from './shared.ts';

const OPTIONS = {
  marginRatio: 0.03,
  familyAlpha: 0.01,
  name: 'stored',
  tool: { name: 'crossover-bench', version: '1.0.0' },
};
/** How far runs differ when nothing was changed, and blocks within a run. */
const RUN_SD = 0.02;
const BLOCK_SD = 0.005;

function cellOf(id: string, log: number, random: Random): Cell {
  const level = log + RUN_SD * random.normal();
  const blocks = Array.from({ length: 5 }, (_, block) =>
    sampleRound(block, 100 * Math.exp(level + BLOCK_SD * random.normal())),
  );
  return sampleCell({ id, label: id, blocks });
}

interface Made {
  readonly runs?: number;
  readonly cells?: readonly string[];
  /** True log effect of the head, of every cell. */
  readonly effect?: number;
  readonly headCells?: readonly string[];
  readonly environmentOf?: (run: number) => Partial<Environment>;
  readonly seed?: number;
}

function toRun(index: number, cells: readonly Cell[], environment: Partial<Environment> = {}): ComparedRun {
  const document = sampleRun({
    runId: `run ${index}`,
    startedAt: `2026-03-${String(index + 1).padStart(2, '0')}T00:00:00.000Z`,
    cells: [...cells],
    contrasts: [],
    environment: sampleEnvironment(environment),
  });
  return { document, path: `stored/${index}` };
}

function gated({
  runs = 8,
  cells = ['a'],
  effect = 0,
  headCells = cells,
  environmentOf = () => ({}),
  seed = 1,
}: Made = {}): ComparisonDocument {
  const random = createRandom(seed);
  const made = Array.from({ length: runs }, (_, index) =>
    toRun(
      index,
      cells.map((id) => cellOf(id, 0, random)),
      environmentOf(index),
    ),
  );
  const head = toRun(
    27,
    headCells.map((id) => cellOf(id, effect, random)),
  );
  return gateAgainstBaseline([...made, head], head, OPTIONS);
}

describe('verdicts by the spread between runs', () => {
  const check = (what: string, made: Made, verdicts: readonly string[]): void =>
    test(what, () => expect(gated(made).contrasts.map(({ verdict }) => verdict)).toEqual(verdicts));

  check('nothing changed, and the spread is wide', {}, ['unsure']);
  check('a fifth slower', { effect: -0.22 }, ['slower']);
  check('a fifth faster', { effect: 0.22 }, ['faster']);
  check('5 %, which runs differ by anyway', { effect: -0.05 }, ['unsure']);
  check('a cell that is new has no verdict', { headCells: ['a', 'new'] }, ['unsure']);
});

test('it is a valid document, says that it gates and by how many runs; the head is none of them', () => {
  const comparison = gated({ effect: -0.22 });
  expect(parseDocument(JSON.stringify(comparison), 'x')).toEqual(comparison);
  expect(comparison).toMatchObject({
    advisory: false,
    base: { name: '8 runs in stored', runId: 'run 7' },
    gate: { familyAlpha: 0.01, cellCount: 1, controls: [], baselineRuns: 8 },
  });
});

test('cells that only one side has are rows of their own', () => {
  const { rows } = gated({ cells: ['a', 'gone'], headCells: ['a', 'new'] });
  expect(rows.map(({ cell, presence }) => [cell, presence])).toEqual([
    ['a', 'both'],
    ['new', 'added'],
    ['gone', 'removed'],
  ]);
  expect(rows[2]).toMatchObject({ head: null, base: { value: expect.closeTo(100, -1) } });
});

test('a cell that can no longer be measured is told, and never passes', () => {
  const random = createRandom(1);
  const runs = Array.from({ length: 6 }, (_, index) => toRun(index, [cellOf('a', 0, random)]));
  const gone = sampleCell({ id: 'a', label: 'a', status: 'cannot', reason: 'not installed', blocks: [] });
  const { contrasts } = gateAgainstBaseline(runs, toRun(27, [gone]), OPTIONS);
  expect(contrasts).toMatchObject([
    { cell: 'a', verdict: 'not comparable', reason: 'cannot in the head: not installed' },
  ]);
});

test('runs of another machine do not count, and are told', () => {
  const comparison = gated({ runs: 7, environmentOf: (run) => (run < 2 ? { cpuModel: 'other' } : {}) });
  expect(comparison.gate?.baselineRuns).toBe(5);
  expect(comparison.findings).toMatchObject([{ id: 'baseline-left-out', evidence: /^2 runs in stored/ }]);
});

test.each([
  [
    'four runs',
    { runs: 4 },
    /^stored holds 4 runs that the head can be held against; the head itself does not count\./,
  ],
  [
    'too few of this machine',
    { runs: 9, environmentOf: (run: number) => (run > 0 ? { cpuModel: 'other' } : {}) },
    /holds 1 run that .*: others are of another machine or runtime \(CPU model\)/,
  ],
] as const)('%s are refused', (_what, made, message) => {
  expect(() => gated(made)).toThrow(message);
});

test('over twenty cells it alarms as seldom as it says, also where all changed by just the margin', () => {
  const cells = Array.from({ length: 20 }, (_, index) => `cell ${index}`);
  const comparisons = 300;
  const alarmsAt = (effect: number): number =>
    Array.from({ length: comparisons }, (_, seed) => gated({ cells, effect, runs: 6, seed })).filter(
      ({ contrasts }) => contrasts.some(({ verdict }) => verdict === 'slower' || verdict === 'faster'),
    ).length / comparisons;
  const bound = 0.01 + 2 * Math.sqrt((0.01 * 0.99) / comparisons);
  expect(alarmsAt(0)).toBeLessThanOrEqual(bound);
  expect(alarmsAt(-Math.log(1.03))).toBeLessThanOrEqual(bound);
});
