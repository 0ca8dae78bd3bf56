import { describe, expect, test } from 'vitest';
import { describeFailure } from './describe-failure.ts';

describe('why a cell failed, in one line', () => {
  const check = (what: string, error: Parameters<typeof describeFailure>[0], expected: string): void =>
    test(what, () => expect(describeFailure(error)).toBe(expected));
  const ofTask = { code: 'CROSSOVER_TASK_FAILED', name: 'TypeError', message: 'no such order' };
  const inTask = '    at Object.boom [as run] (/home/me/orders.ts:12:77)';
  const inHarness = '    at execute (file:///x/dist/harness/executor/create-executor.js:57:29)';
  const inNode = '    at JSON.parse (node:internal/x:1:1)\n    at JSON.parse (<anonymous>)';

  check('nothing known', null, 'it failed');
  check(
    'a type and a place',
    { ...ofTask, stack: `TypeError: no\n${inTask}\n${inHarness}` },
    'TypeError: no such order (orders.ts:12)',
  );
  check(
    'thrown inside Node.js',
    { ...ofTask, stack: `TypeError: no\n${inNode}\n${inTask}` },
    'TypeError: no such order (orders.ts:12)',
  );
  check(
    'an anonymous frame',
    { ...ofTask, stack: 'TypeError: no\n    at file:///home/me/orders.ts:3:1' },
    'TypeError: no such order (orders.ts:3)',
  );
  check(
    'no frame of the user’s',
    { ...ofTask, stack: `TypeError: no\n${inHarness}\n${inTask}` },
    'TypeError: no such order',
  );
  check('a thrown string', { ...ofTask, name: 'string' }, 'no such order');
  check('a code of Node.js', { code: 'ECONNREFUSED', name: 'Error', message: 'connect' }, 'Error: connect');
  check(
    'our own',
    { code: 'CROSSOVER_DEADLINE', name: 'CrossoverError', message: 'Late. Do it.', stack: inTask },
    'Late. Do it.',
  );
  check(
    'ours, under the name of Node.js',
    { code: 'CROSSOVER_NOT_CLONABLE', name: 'DataCloneError', message: 'No.', stack: inTask },
    'No.',
  );
});
