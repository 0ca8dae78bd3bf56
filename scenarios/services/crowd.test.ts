import { expect, test } from 'vitest';
import { Crowd } from './crowd.ts';

test('those beyond the limit are too many, and are inside all the same', () => {
  const crowd = new Crowd(2);
  const [first, second, third] = [crowd.enter(), crowd.enter(), crowd.enter()];
  expect([first, second, third].map(({ isTooMany }) => isTooMany)).toEqual([false, false, true]);
  first.leave();
  expect(crowd.enter().isTooMany).toBe(true); // the second and the third are there
});

test('who left is not counted, and leaves once', () => {
  const crowd = new Crowd(1);
  const first = crowd.enter();
  first.leave();
  first.leave();
  const second = crowd.enter();
  expect(second.isTooMany).toBe(false);
  expect(crowd.enter().isTooMany).toBe(true);
});
