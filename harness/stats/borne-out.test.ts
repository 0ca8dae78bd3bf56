import { expect, test } from 'vitest';
import { isBorneOut } from './borne-out.ts';

test.each([
  ['both by as much', -0.1, -0.1, true],
  ['half of it', -0.1, -0.05, true],
  ['more than it', 0.05, 0.2, true],
  ['less than half', -0.1, -0.04, false],
  ['nothing', -0.4, 0, false],
  ['the other way', -0.1, 0.1, false],
  ['a guard that says nothing', 0, 0.1, false],
])('%s', (_what, guard, throughput, expected) => {
  expect(isBorneOut(guard, throughput)).toBe(expected);
});
