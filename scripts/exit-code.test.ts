import { expect, test } from 'vitest';
import { CrossoverError, type ErrorCode } from '../harness/errors.ts';
import type { Cell, Verdict } from '../harness/result/schema.ts';
import {
  combineExitCodes,
  exitCodeOfComparison,
  exitCodeOfError,
  exitCodeOfRun,
  exitCodeOfTune,
} from './exit-code.ts';

test.each([
  [[], 0],
  [[0], 0],
  [[4], 4],
  [[4, 5], 5],
  [[5, 3, 4], 3],
  [[3, 1, 5], 1],
  [[4, 1, 2, 3, 5], 2],
])('of %j the one that counts is %i', (codes, expected) => {
  expect(combineExitCodes(codes)).toBe(expected);
});

type RunCase = [
  cells: Cell['status'][],
  verdicts: Verdict[],
  options: { strict?: boolean; stop?: 'SIGINT' | 'SIGTERM'; complete?: boolean },
  expected: number,
];
test.each<RunCase>([
  [['ok', 'ok'], ['faster', 'slower', 'same'], {}, 0],
  [['ok', 'ok'], ['unsure'], {}, 0],
  [['ok', 'ok'], ['unsure'], { strict: true }, 4],
  [['ok', 'void'], [], {}, 0],
  [['ok', 'void'], [], { strict: true }, 4],
  [['ok', 'cannot'], ['faster'], { strict: true }, 0],
  [['ok', 'ok'], ['not comparable'], {}, 0],
  [['ok', 'ok'], ['not comparable', 'unsure'], { strict: true }, 5],
  [['ok', 'failed'], ['faster'], {}, 1],
  [['ok', 'failed'], ['unsure', 'not comparable'], { strict: true }, 1],
  [[], [], {}, 5],
  [['void', 'void'], [], {}, 5],
  [['failed', 'void'], [], {}, 1],
  [['ok'], [], { complete: false }, 1],
  [['ok', 'failed'], [], { stop: 'SIGINT', complete: false }, 130],
  [['ok'], [], { stop: 'SIGTERM', complete: false }, 143],
])('a run with %j, %j, %j ends with %i', (statuses, verdicts, { strict, stop, complete }, expected) => {
  const document = {
    complete: complete ?? true,
    cells: statuses.map((status) => ({ status })),
    conditions: [{ reference: 'loop' }],
    contrasts: [
      ...verdicts.map((verdict) => ({ verdict, reference: 'loop' })),
      { verdict: 'unsure' as const, reference: 'a rival: what it says is a help, not what was asked' },
    ],
  };
  expect(exitCodeOfRun(document, { strict: strict ?? false, stop: stop ?? null })).toBe(expected);
});

type ComparisonCase = [
  presences: ('both' | 'added' | 'removed')[],
  verdicts: Verdict[],
  options: { strict?: boolean; gating?: boolean; failed?: boolean; otherMachine?: boolean },
  expected: number,
];
const THROUGHPUT = { id: 'throughput', unit: 'tasks/s', better: 'higher' } as const;

test('a guard that is unsure is no open verdict, one that is slower fails', () => {
  const codeWith = (verdict: 'unsure' | 'slower'): number =>
    exitCodeOfComparison(
      {
        advisory: false,
        differingKeys: [],
        rows: [{ presence: 'both' }],
        contrasts: [
          { verdict: 'same', metric: THROUGHPUT },
          { verdict, metric: { id: 'longest-task', unit: 'ms', better: 'lower' } },
        ],
        findings: [],
      },
      { strict: true },
    );
  expect([codeWith('unsure'), codeWith('slower')]).toEqual([0, 3]);
});

test.each<ComparisonCase>([
  [['both', 'both'], ['same', 'faster'], {}, 0],
  [['both', 'added'], ['same'], {}, 0],
  [['both'], ['slower'], {}, 0],
  [['both'], ['slower'], { gating: true }, 3],
  [['both', 'removed'], ['same'], {}, 5],
  [['both', 'removed'], ['slower'], { gating: true }, 3],
  [['both'], ['unsure'], {}, 0],
  [['both'], ['unsure'], { strict: true }, 4],
  [['both'], ['not comparable', 'unsure'], { strict: true }, 5],
  [['both'], ['same'], { otherMachine: true }, 5],
  [['added', 'removed'], [], {}, 5],
  [['added'], [], {}, 5],
  [[], [], {}, 5],
  [['both', 'removed'], ['not comparable'], { failed: true }, 1],
])('a comparison with %j, %j, %j ends with %i', (presences, verdicts, options, expected) => {
  const document = {
    advisory: options.gating !== true,
    differingKeys: options.otherMachine ? [{ key: 'cpuModel', base: 'a', head: 'b' }] : [],
    rows: presences.map((presence) => ({ presence })),
    contrasts: verdicts.map((verdict) => ({ verdict, metric: THROUGHPUT })),
    findings: options.failed ? [{ id: 'failed-in-head' }] : [],
  };
  expect(exitCodeOfComparison(document, { strict: options.strict ?? false })).toBe(expected);
});

test.each<[ErrorCode | null, number]>([
  ['CROSSOVER_USAGE', 2],
  ['CROSSOVER_SCENARIO_NOT_FOUND', 2],
  ['CROSSOVER_SCENARIO_LOAD', 2],
  ['CROSSOVER_OUTPUT_FOLDER', 2],
  ['CROSSOVER_DOCUMENT', 2],
  ['CROSSOVER_OUTPUT_LOST', 1],
  ['CROSSOVER_SERVICE_FAILED', 1],
  ['CROSSOVER_OPEN_FAILED', 1],
  ['CROSSOVER_INTERNAL', 1],
  [null, 1],
])('an error %s ends with %i', (code, expected) => {
  expect(exitCodeOfError(code === null ? new TypeError('x') : new CrossoverError(code, 'x'))).toBe(expected);
});

type TuneCase = [what: string, facts: Partial<Parameters<typeof exitCodeOfTune>[0]>, expected: number];
test.each<TuneCase>([
  ['an answer', {}, 0],
  ['a baseline that ties', { baseline: { outcome: 'tied' } }, 0],
  ['a size that failed', { sizes: [{ standing: 'failed', objective: null }] }, 1],
  ['a search that could not go on', { search: { stoppedBecause: 'failed' } }, 1],
  ['an interrupted one', { complete: false }, 1],
  ['an answer that moved', { baseline: { outcome: 'moved' } }, 3],
  ['nothing to recommend', { recommendation: { kind: 'none' } }, 5],
  ['a baseline of another machine', { baseline: { outcome: 'not comparable' } }, 5],
])('tune: %s', (_what, facts, expected) => {
  const plain: Parameters<typeof exitCodeOfTune>[0] = {
    complete: true,
    sizes: [{ standing: 'tied', objective: null }],
    search: { stoppedBecause: 'stable' },
    recommendation: { kind: 'size' },
    baseline: null,
  };
  expect(exitCodeOfTune({ ...plain, ...facts })).toBe(expected);
});
