import { expect, test } from 'vitest';
import type { CellRow } from './cell-row.ts';
import { openLoopDraft } from './open-loop-sentence.ts';

const place = { ratePerSec: 500, referenceLabel: 'single-loop', quantile: 'p99' };

/** A row with what the sentence reads of it. */
function row(label: string, more: Partial<CellRow>): CellRow {
  const throughput = { value: 480, low: 470, high: 490 };
  const base: Partial<CellRow> = { label, throughput, isSaturated: false, best: false, isReference: false };
  return { ...base, verdict: null, ratio: null, ...more } as CellRow;
}

const loop = (more: Partial<CellRow> = {}) => row('single-loop', { isReference: true, ...more });
const threads = (more: Partial<CellRow> = {}) => row('worker-threads×2', more);
const cluster = (more: Partial<CellRow> = {}) => row('cluster×2', more);
const half = { value: 0.5, low: 0.45, high: 0.55 };
const alike = { value: 0.97, low: 0.8, high: 1.2 };
const twice = { value: 2, low: 1.8, high: 2.2 };
const BEST = { best: true };
const BEHIND = { isSaturated: true, throughput: { value: 212, low: 210, high: 214 } };

test.each<[rows: CellRow[], kind: string, recommended: string | null, text: string]>([
  [[], 'none', null, 'No verdict: no cell was measured.'],
  [
    [loop(BEHIND), threads({ ...BEHIND, throughput: { value: 300, low: 290, high: 310 } })],
    'none',
    null,
    'Nothing keeps up with 500/s. The most was carried out by worker-threads×2: 300 tasks/s.',
  ],
  [
    [loop(BEHIND), threads(BEST)],
    'winner',
    'worker-threads×2',
    'Use worker-threads×2: it keeps up with 500/s, single-loop does not (212 tasks/s).',
  ],
  [
    [loop(BEHIND), threads(BEST), cluster(BEST)],
    'tie',
    'worker-threads×2',
    'Use worker-threads×2: it keeps up with 500/s, single-loop does not (212 tasks/s). Not told apart from it: cluster×2.',
  ],
  [
    [threads(BEST)],
    'none',
    null,
    'No verdict: worker-threads×2 keeps up with 500/s; single-loop has no figure.',
  ],
  [
    [loop(), threads()],
    'none',
    null,
    'No verdict: single-loop and worker-threads×2 keep up with 500/s. More blocks would tell who is faster.',
  ],
  [
    [loop(BEST), threads({ ratio: twice, verdict: 'slower' })],
    'keep',
    'single-loop',
    'Keep single-loop: the nearest, worker-threads×2, has 2.00× the p99 of single-loop [1.80, 2.20].',
  ],
  [[loop(BEST), threads(BEHIND)], 'keep', 'single-loop', 'Keep single-loop: nothing else keeps up.'],
  [[loop(BEST)], 'keep', 'single-loop', 'Keep single-loop: nothing else was contrasted with it.'],
  [
    [loop(BEST), threads({ ...BEST, ratio: alike, verdict: 'unsure' })],
    'unsure',
    'single-loop',
    'Unsure: single-loop and worker-threads×2 keep up and are not told apart. Until then keep single-loop.',
  ],
  [
    [loop(BEST), threads({ ...BEST, ratio: alike, verdict: 'same' })],
    'tie',
    'single-loop',
    'single-loop and worker-threads×2 keep up alike (p99): keep single-loop, the simplest.',
  ],
  [
    [loop(), threads({ ...BEST, ratio: half, verdict: 'faster' })],
    'winner',
    'worker-threads×2',
    'Use worker-threads×2: 0.50× the p99 of single-loop [0.45, 0.55].',
  ],
  [
    [
      loop(),
      threads({ ...BEST, ratio: alike, verdict: 'unsure' }),
      cluster({ ...BEST, ratio: half, verdict: 'faster' }),
    ],
    'tie',
    'cluster×2',
    'Use cluster×2: 0.50× the p99 of single-loop [0.45, 0.55]. Not told apart from it: worker-threads×2.',
  ],
  [
    [loop(), threads({ ...BEST, ratio: alike, verdict: 'unsure' })],
    'unsure',
    'single-loop',
    'Unsure: worker-threads×2 keeps up with 500/s, and is not surely faster than single-loop. Until then keep single-loop.',
  ],
  [
    [loop(), threads(BEST), cluster(BEST)],
    'unsure',
    'single-loop',
    'Unsure: worker-threads×2 and cluster×2 keep up with 500/s, and none is surely faster than single-loop. Until then keep single-loop.',
  ],
])('case %#: %s', (rows, kind, recommended, text) => {
  const draft = openLoopDraft(
    rows.filter(({ best }) => best),
    rows,
    place,
  );
  expect(draft.parts.map((part) => part.text).join('')).toBe(text);
  expect([draft.kind, draft.recommended?.label ?? null]).toEqual([kind, recommended]);
});
