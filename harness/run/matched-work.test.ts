import { expect, test } from 'vitest';
import type { CrossoverError } from '../errors.ts';
import { assertMatchedWork, type Work } from './matched-work.ts';

const ONE = 'a1b2c3d4e5f6';
const OTHER = '0f1e2d3c4b5a';
const reference: Work = { label: 'single-loop', digest: ONE };

function outcomeOf(digest: string | undefined, against: Work | undefined, earlier: string | null): string {
  try {
    assertMatchedWork({ label: 'worker-threads×2', digest }, against, earlier);
    return 'matched';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  [ONE, reference, null, 'matched'],
  [ONE, reference, ONE, 'matched'],
  [ONE, undefined, null, 'matched'],
  [
    OTHER,
    reference,
    null,
    'worker-threads×2 gave other outputs than single-loop for the same inputs (digest 0f1e2d3c against a1b2c3d4).',
  ],
  [
    ONE,
    reference,
    OTHER,
    'worker-threads×2 gave other outputs than in the blocks before for the same inputs (digest a1b2c3d4 against 0f1e2d3c).',
  ],
])('%s against %j, %s before', (digest, against, earlier, expected) => {
  expect(outcomeOf(digest, against, earlier).startsWith(expected)).toBe(true);
});

test('a head that does other work is told what to do where that is meant', () => {
  const remedyFor = (side?: 'head'): string => {
    try {
      assertMatchedWork({ label: 'head', digest: OTHER, ...(side ? { side } : {}) }, reference, null);
      return '';
    } catch (error) {
      return (error as CrossoverError).remedy ?? '';
    }
  };
  expect(remedyFor('head')).toMatch(/^A version that does other work .* digest\(\) .*make run\(\) depend/);
  expect(remedyFor()).toMatch(/^Make run\(\) depend/);
});
