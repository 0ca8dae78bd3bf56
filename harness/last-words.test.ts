import { describe, expect, test } from 'vitest';
import { adviseAfterEnd, describeEnd } from './last-words.ts';

describe('advice after a process ended by itself', () => {
  const check = (what: string, lastWords: string, signal: string | null, expected: RegExp): void =>
    test(what, () => expect(adviseAfterEnd(lastWords, signal)).toMatch(expected));

  const ofV8 =
    'mu = 0.16\n<--- JS stacktrace --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n\n 1: 0xb78db3 node::OOMErrorHandler';
  check('V8 out of memory', ofV8, 'SIGABRT', /^Its JavaScript heap ran out of memory/);
  check(
    'a worker out of memory',
    'Worker terminated due to reaching memory limit: JS heap out of memory',
    null,
    /^Its JavaScript heap ran out of memory/,
  );
  check(
    'an uncaught error',
    `x.js:1\nthrow\n^\n\nError: odd${'\n    at f (node:internal/some/long/name/of/a/file:1:1)'.repeat(10)}\n\nNode.js v20.1.0\n`,
    null,
    /^It said: x\.js:1\nthrow\n\^\n\nError: odd$/,
  );
  check(
    'another fatal error',
    'FATAL: odd\n----- Native stack trace -----\n 1: 0xb7',
    'SIGABRT',
    /^It said: FATAL: odd$/,
  );
  check('killed', '', 'SIGKILL', /^Somebody killed it/);
  check('killed after it had said something', '(node:12) Warning', 'SIGKILL', /^Somebody killed it/);
  check('silent', ' \n', null, /^Look for process\.exit/);

  test('how it ended', () => {
    expect([describeEnd(3, null), describeEnd(null, 'SIGTERM')]).toEqual(['exit code 3', 'signal SIGTERM']);
  });
});
