import { describe, expect, test } from 'vitest';
import type { InventedCell, InventedCondition } from '../fixture-conditions.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { beliefCards, type Standing } from './beliefs.ts';

/** An invented cell: how many tasks it does for each 100 of the reference; ±1 % is sure, ±20 % is unsure. */
const cell = (model: string, perSec: number, more: Partial<InventedCell> = {}): InventedCell => ({
  model,
  perSec,
  spread: 0.01,
  cores: 1,
  loopDelayMsP99: 5,
  utilization: 0.5,
  receipt: [0, 0, 1, 0],
  ...more,
});
const loop = cell('single-loop', 100);
const sequential = (perSec: number, more = {}) => cell('sequential', perSec, more);
const threads = (poolSize: number, perSec: number, more = {}) =>
  cell('worker-threads', perSec, { poolSize, ...more });
const processes = (poolSize: number, perSec: number, more = {}) =>
  cell('child-processes', perSec, { poolSize, ...more });
const UNSURE = { spread: 0.2 };
const FAILED = { status: 'failed', reason: 'it threw' } as const;

const against = (reference: InventedCell, scenario: string, ...cells: InventedCell[]): InventedCondition => ({
  scenario,
  params: {},
  label: `${cells.length} cells`,
  inFlight: 8,
  cells: [reference, ...cells],
});
const at = (scenario: string, ...cells: InventedCell[]) => against(loop, scenario, ...cells);
const busyLoop = cell('single-loop', 100, { utilization: 0.9 });
const cpu = (...cells: InventedCell[]) => at('cpu/sha256', ...cells);
const io = (...cells: InventedCell[]) => at('io/http-fan-out', ...cells);

/** What speaks and what does not, by place: `for against undecided`. */
function judged(id: string, conditions: readonly InventedCondition[], blockCount = 5): [Standing, string] {
  const card = beliefCards(inventedRunDocument(blockCount, conditions)).find((one) => one.id === id);
  if (card === undefined) throw new Error(`no card ${id}`);
  return [card.standing, card.evidence.map(({ speaks }) => speaks ?? 'undecided').join(' ')];
}

const nameOf = ({ scenario, cells }: InventedCondition): string =>
  `${scenario}: ${cells
    .slice(1)
    .map(
      ({ model, poolSize = '', perSec, status, spread }) =>
        `${model}${poolSize} ${status ?? perSec} ±${spread}`,
    )
    .join(', ')}`;

const check = (id: string, conditions: InventedCondition[], standing: Standing, evidence: string): void =>
  test(`${id} of ${conditions.map(nameOf).join(' and ')}`, () => {
    expect(judged(id, conditions)).toEqual([standing, evidence]);
  });

describe('async makes CPU work faster', () => {
  check('async-cpu', [cpu(sequential(100))], 'contradicted', 'against');
  check('async-cpu', [cpu(sequential(120))], 'contradicted', 'against');
  check('async-cpu', [cpu(sequential(80))], 'supported', 'for');
  check('async-cpu', [cpu(sequential(80)), cpu(sequential(100), threads(2, 190))], 'mixed', 'for against');
  check('async-cpu', [cpu(sequential(100, UNSURE))], 'undecided', 'undecided');
  check('async-cpu', [cpu(sequential(1, FAILED))], 'not tested', '');
  check('async-cpu', [io(sequential(10))], 'not tested', '');
  check('async-cpu', [cpu(threads(2, 190))], 'not tested', '');
});

const oneInFlight = (...cells: InventedCell[]) => ({ ...cpu(...cells), inFlight: 1 });

describe('one in flight is one at a time under either', () => {
  check('async-cpu', [oneInFlight(sequential(80))], 'not tested', '');
});

describe('worker threads always pay', () => {
  check('threads-pay', [cpu(threads(2, 190)), io(threads(2, 100, UNSURE))], 'undecided', 'for undecided');
  check('threads-pay', [cpu(threads(2, 190))], 'supported', 'for');
  check('threads-pay', [cpu(threads(2, 190)), io(threads(2, 80))], 'contradicted', 'against for');
  check('threads-pay', [cpu(threads(1, 90), threads(2, 190))], 'supported', 'for');
  check('threads-pay', [cpu(threads(1, 90), threads(2, 100, UNSURE))], 'undecided', 'undecided');
  check('threads-pay', [cpu(processes(2, 190))], 'not tested', '');
});

describe('threads make waiting faster', () => {
  check('threads-wait', [cpu(threads(2, 190)), io(threads(2, 80))], 'contradicted', 'against');
  check('threads-wait', [io(threads(2, 100))], 'contradicted', 'against');
  check('threads-wait', [io(threads(2, 130)), at('io/file-read', threads(2, 80))], 'mixed', 'for against');
  check('threads-wait', [against(busyLoop, 'io/http-fan-out', threads(2, 190))], 'undecided', 'undecided');
  check('threads-wait', [against(busyLoop, 'io/http-fan-out', threads(2, 80))], 'contradicted', 'against');
});

describe('more threads are always better', () => {
  check('more-threads', [cpu(threads(2, 190))], 'not tested', '');
  check('more-threads', [cpu(threads(1, 100), threads(2, 190))], 'supported', 'for');
  check('more-threads', [cpu(threads(1, 150), threads(2, 190))], 'supported', 'for');
  check('more-threads', [cpu(threads(1, 190), threads(2, 190))], 'contradicted', 'against');
  check('more-threads', [io(threads(2, 100), threads(1, 80), threads(8, 80))], 'contradicted', 'against for');
  check('more-threads', [cpu(threads(1, 100), threads(2, 190, UNSURE))], 'supported', 'for');
  check('more-threads', [cpu(threads(1, 180), threads(2, 190, UNSURE))], 'undecided', 'undecided');
  check('more-threads', [cpu(threads(1, 100), threads(2, 1, FAILED))], 'not tested', '');
});

describe('processes are heavy', () => {
  check('heavy-processes', [io(threads(2, 100), processes(2, 80))], 'supported', 'for');
  check('heavy-processes', [io(threads(2, 80), processes(2, 100))], 'contradicted', 'against');
  check('heavy-processes', [cpu(threads(2, 190), processes(2, 130))], 'supported', 'for');
  check('heavy-processes', [cpu(threads(2, 190), processes(2, 190))], 'contradicted', 'against');
  check('heavy-processes', [cpu(threads(2, 190), processes(2, 190, UNSURE))], 'undecided', 'undecided');
  check('heavy-processes', [cpu(threads(1, 100), processes(2, 190))], 'not tested', '');
});

describe('blocking calls are harmless', () => {
  const sync = cell('single-loop', 160, { variant: 'sync', loopDelayMsP99: 18 });
  check('blocking-calls', [io(sync)], 'contradicted', 'against');
  check('blocking-calls', [io({ ...sync, loopDelayMsP99: 6 })], 'supported', 'for');
  check('blocking-calls', [io(threads(2, 90))], 'not tested', '');
  check('blocking-calls', [io({ ...sync, model: 'worker-threads', poolSize: 2 })], 'not tested', '');
  check('blocking-calls', [io({ ...sync, ...FAILED })], 'not tested', '');
});

test('one block has no verdicts, so it decides no belief', () => {
  const standings = beliefCards(inventedRunDocument(1)).map(({ standing }) => standing);
  expect(new Set(standings)).toEqual(new Set(['not tested', 'undecided']));
});

test('cells that never shared a block are told apart by what each is to the reference', () => {
  const given = inventedRunDocument(5, [io(threads(2, 100), processes(2, 80))]);
  const document = { ...given, contrasts: given.contrasts.slice(0, 2) };
  const cardOf = (one: typeof document) => beliefCards(one).find(({ id }) => id === 'heavy-processes');
  expect(cardOf(document)).toMatchObject({ standing: 'supported' });
  expect(cardOf(document)?.evidence[0]?.text).toContain('both ÷ single-loop');
  expect(cardOf(given)?.evidence[0]?.text).toMatch(
    /^worker-threads×2 reaches 1\.25× \[.*\] the throughput of child-processes×2: faster\. /,
  );
});

test('a card names the figure, its place and the counts', () => {
  const document = inventedRunDocument();
  const card = beliefCards(document).find(({ id }) => id === 'threads-wait');
  expect(card?.summary).toBe('2 against');
  expect(card?.evidence[0]).toMatchObject({
    text: 'worker-threads×2 reaches 0.83× [0.81, 0.84] the throughput of single-loop: slower',
    speaks: 'against',
    conditionIndex: 3,
    place: 'io/http-fan-out · delayMs=20 · 64 in flight',
  });
});

test('a belief about delays is decided by the waits of the blocks, and not by one', () => {
  const cardOf = (blockCount: number) =>
    beliefCards(inventedRunDocument(blockCount)).find(({ id }) => id === 'blocking-calls');
  expect(cardOf(5)?.evidence.map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^single-loop · sync against single-loop: mean wait for the loop 3\.\d+× \[.+\] as long, p99 19 ms against 5\.1 ms$/,
    ),
  ]);
  expect(cardOf(1)).toMatchObject({ standing: 'undecided', evidence: [{ speaks: null }] });
});
