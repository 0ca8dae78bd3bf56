import { expect, test } from 'vitest';
import { whyUnusable } from './optional-package.ts';

test.each([
  ['tinypool', 2, null],
  ['workerpool', 10, null],
  ['tinypool', 1, /^it needs tinypool 1, and 2\.\d+\.\d+ is installed: npm install tinypool@1$/],
  ['no-such-pool', 3, /^the package no-such-pool is not installed: npm install no-such-pool@3$/],
])('%s %i', (name, major, expected) => {
  const reason = whyUnusable(name, major);
  if (expected === null) expect(reason).toBeNull();
  else expect(reason).toMatch(expected);
});
