import { expect, test } from 'vitest';
import { createNullRun } from './null-task.ts';

test('the first output is computed, and every task is answered with it', () => {
  let computed = 0;
  const run = createNullRun((input) => {
    computed += 1;
    return [input];
  }, 'kept');
  const first = run(1, undefined);
  expect([first, run(2, undefined), run(3, undefined), computed]).toEqual([[1], [1], [1], 1]);
});

test('what waits once is not waited for again', async () => {
  const run = createNullRun(async (input) => input, 'kept');
  expect(await run(7, undefined)).toBe(7);
  expect(run(8, undefined)).toBe(7);
});

test('what failed is tried again with the next task', () => {
  let calls = 0;
  const run = createNullRun(() => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return 'done';
  }, 'kept');
  expect(() => run(1, undefined)).toThrow('not yet');
  expect(run(2, undefined)).toBe('done');
});

test('an executor that lives for one task computes nothing', () => {
  const run = createNullRun(() => {
    throw new Error('never');
  }, 'nothing');
  expect(run(1, undefined)).toBeUndefined();
});
