import { expect, test } from 'vitest';
import { createRandom } from '../../../harness/stats/random.ts';
import { fanOut, fanOutOf } from './workloads.ts';

test('an HTTP client has a tenth more of everything to do', () => {
  expect(fanOutOf(1)).toEqual({ fanOut: 10, delayMs: 10 });
  expect(fanOutOf(1.1)).toEqual({ fanOut: 11, delayMs: 11 });
});

test.each([1.02, 1.03, 1.05])('a change that whole documents do not make is refused: %d', (factor) => {
  expect(() => fanOutOf(factor)).toThrow('is no whole number');
});

interface Fan {
  readonly inputs: (params: unknown, random: unknown, count: number) => readonly { ids: readonly number[] }[];
  readonly run: (input: { ids: readonly number[] }, context: unknown) => Promise<unknown>;
  readonly digest: (output: unknown) => string;
}

/** The documents that a task asks for, and the digest of what it makes of them. */
async function carryOut(version: 'base' | 'head') {
  const { inputs, run, digest } = fanOut(version) as Fan;
  const asked: number[] = [];
  const client = {
    fetchText: async (id: number) => {
      asked.push(id);
      return JSON.stringify({ title: `title ${id}`, rows: [] });
    },
  };
  const [input] = inputs({ change: '×1.1' }, createRandom(1), 1);
  const context = {
    ...fanOutOf(version === 'head' ? 1.1 : 1),
    http: { client, delayMs: 0 },
    pauses: { pauseWhenDue: () => undefined },
  };
  return { asked, digest: digest(await run(input!, context)) };
}

test('base and head ask for the same documents, the head for one more, and are compared by what both ask for', async () => {
  const [base, head] = [await carryOut('base'), await carryOut('head')];
  expect(base.asked).toHaveLength(10);
  expect(head.asked).toHaveLength(11);
  expect(head.asked.slice(0, 10)).toEqual(base.asked);
  expect(head.digest).toBe(base.digest);
  expect(base.digest.split('\n')).toEqual(base.asked.map((id) => `title ${id}`));
});
