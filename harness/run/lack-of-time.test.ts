import { expect, test } from 'vitest';
import { type AskedTime, describeLackOfTime } from './lack-of-time.ts';

const fast: AskedTime = { label: 'single-loop', sliceMs: 4_000 };
const slow: AskedTime = { label: 'worker-threads×2', sliceMs: 9_000 };

test.each([
  [
    [fast, slow],
    6_000,
    'tasks this slow need about 13 s for one slice of each of 2 cells, 9 s of it for worker-threads×2, and the budget leaves 6 s: give a longer --budget, leave worker-threads×2 out, or a smaller --in-flight',
  ],
  [
    [slow],
    -5,
    'tasks this slow need about 9 s for one slice, and the budget leaves 0 s: give a longer --budget, or a smaller --in-flight',
  ],
])('%j and %i ms left', (asked, leftMs, expected) => {
  expect(describeLackOfTime(asked, leftMs)).toBe(expected);
});
