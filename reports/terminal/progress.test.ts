import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../harness/run-events.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { createProgress } from './progress.ts';
import { textWidth } from './text-width.ts';

const DOCUMENT = inventedRunDocument();
const [FIRST, SECOND] = DOCUMENT.conditions as [
  (typeof DOCUMENT.conditions)[0],
  (typeof DOCUMENT.conditions)[0],
];
const UP_AND_CLEAR = '\u001b[1A\u001b[2K';
const HOST = { usableCores: 2, loadAverage: 1.3, stealRatio: 0, throttledMs: null };

function started(condition = FIRST, blockIndex = 0): RunEvent {
  return { type: 'block-started', blockIndex, blockCount: 5, condition, cells: [], attempt: 0 };
}
function turn(doneRounds: number): RunEvent {
  return { type: 'turn-ended', doneRounds, roundCount: 48, etaMs: 130_000 };
}
function ended(condition = FIRST, blockIndex = 0): RunEvent {
  const [first, second] = condition.cells as [string, string];
  const cell = { cell: first, label: 'worker-threads×2', status: 'ok' as const, reason: null };
  const failed = {
    cell: second,
    label: 'child-processes×2',
    status: 'failed' as const,
    reason: 'it threw\nhere',
  };
  return {
    type: 'block-ended',
    blockIndex,
    blockCount: 5,
    condition,
    doneRounds: 4,
    roundCount: 48,
    etaMs: 130_000,
    cells: [
      { ...cell, throughputPerSec: { value: 391, low: 384, high: 397 } },
      { ...failed, throughputPerSec: null },
    ],
    host: HOST,
  };
}
const RUN_ENDED: RunEvent = { type: 'run-ended', document: DOCUMENT };
const CONDITION_ENDED: RunEvent = { type: 'condition-ended', condition: FIRST, document: DOCUMENT };

/** What is written per event; each event may bring its own time. */
function written(
  events: readonly (RunEvent | [RunEvent, atMs: number])[],
  {
    isTTY = false,
    env = {},
    columns = 80,
  }: { isTTY?: boolean; env?: Record<string, string>; columns?: number } = {},
): string[] {
  let atMs = 0;
  const writes: string[] = [];
  const stream = { write: (text: string) => writes.push(text) };
  const progress = createProgress({ stream, isTTY, columns: () => columns, env, nowMs: () => atMs });
  return events.map((entry) => {
    const [event, eventMs] = Array.isArray(entry) ? entry : [entry, atMs];
    atMs = eventMs;
    writes.length = 0;
    progress.onEvent(event);
    return writes.join('');
  });
}

test('without a terminal: one line per phase and block, nothing for turns', () => {
  const events: RunEvent[] = [
    { type: 'phase', text: 'starting delay-server' },
    started(),
    turn(1),
    ended(),
    RUN_ENDED,
  ];
  expect(written(events)).toEqual([
    'starting delay-server\n',
    '',
    '',
    `[4/48 rounds, ETA 2 min 10 s] ${FIRST.scenario} · ${FIRST.label} · block 1/5: worker-threads×2 391/s, child-processes×2 failed (it threw here)\n`,
    '',
  ]);
});

test('without a terminal: a reason is said once, and not at any length', () => {
  const event = ended() as Extract<RunEvent, { type: 'block-ended' }>;
  const reason = `it threw here ${'and there '.repeat(20)}`;
  const cells = event.cells.map((cell) => ({ ...cell, status: 'failed' as const, reason }));
  const [line] = written([{ ...event, cells }]);
  expect(line).toMatch(
    /: worker-threads×2 failed, child-processes×2 failed \(it threw here [^()]{50,60}…\)\n$/,
  );
});

test('without a terminal: a heartbeat once 30 s have passed in silence, and on an event only', () => {
  const outcome = written([
    started(),
    [turn(1), 29_000],
    [turn(2), 31_000],
    [turn(3), 40_000],
    [turn(4), 62_000],
  ]);
  expect(outcome.map((text) => text !== '')).toEqual([false, false, true, false, true]);
  expect(outcome[2]).toMatch(
    /^\[2\/48 rounds, ETA 2 min 10 s\] still measuring cpu\/sum-of-squares · .* · block 1\/5\n$/,
  );
});

test('on GitHub Actions: a group per scenario, closed at its end and before another', () => {
  const other = { ...SECOND, scenario: 'io/100%\r\n' };
  const outcome = written([started(), ended(), started(FIRST, 1), started(other), RUN_ENDED], {
    env: { GITHUB_ACTIONS: 'true' },
  });
  expect(outcome[0]).toBe('::group::cpu/sum-of-squares\n');
  expect(outcome[2]).toBe('');
  expect(outcome[3]).toBe('::endgroup::\n::group::io/100%25%0D%0A\n');
  expect(outcome[4]).toBe('::endgroup::\n');
});

test('on a terminal: painted over in one write, no line wider than the terminal, gone at the end', () => {
  const outcome = written([started(), turn(12), ended(), CONDITION_ENDED, RUN_ENDED], {
    isTTY: true,
    columns: 60,
  });
  expect(outcome[0]).toBe(`\r cpu/sum-of-squares · ${FIRST.label} · block 1/5\n`);
  expect(outcome[1]).toBe(
    `\r${UP_AND_CLEAR} 12/48 rounds ━━━━━━────────────────── 25%   ETA 2 min 10 s\n cpu/sum-of-squares · ${FIRST.label} · block 1/5\n`,
  );
  expect(outcome[2]).toContain(' so far: worker-threads×2 391/s · child-processes×2 failed');
  expect(outcome[2]).toContain(' host: 2 cores · load 1.30 · steal 0%\n');
  expect(outcome[3]).toBe('');
  expect(outcome[4]).toBe(`\r${UP_AND_CLEAR.repeat(4)}`);
  for (const text of outcome) {
    const lines = stripVTControlCharacters(text).replaceAll('\r', '').split('\n');
    expect(lines.filter((line) => textWidth(line) >= 60)).toEqual([]);
  }
});

test('a dumb terminal is none', () => {
  expect(written([started(), ended()], { isTTY: true, env: { TERM: 'dumb' } })[1]).not.toContain('\u001b');
});

test('the figures of a condition come back with it', () => {
  const outcome = written([started(), ended(), started(SECOND), started(FIRST, 1)], { isTTY: true });
  expect(outcome.map((text) => text.includes('so far:'))).toEqual([false, true, false, true]);
});
