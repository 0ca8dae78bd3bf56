import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest, typingDistance } from './nearest.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['modles', 'models', 1],
  ['worker-thread', 'worker-threads', 1],
  ['kitten', 'sitting', 3],
])('%j and %j are %i mistakes apart', (a, b, expected) => {
  expect(typingDistance(a, b)).toBe(expected);
});

test('the distance is symmetric, at most the longer length, and zero only for equal words', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = typingDistance(a, b);
      expect(distance).toBe(typingDistance(b, a));
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance === 0).toBe(a === b);
    }),
  );
});

const MODELS = ['sequential', 'single-loop', 'worker-threads', 'child-processes'];
const SCENARIOS = ['cpu/sum-of-squares', 'cpu/sha256', 'cpu/json-parse', 'io/file-read'];

test.each([
  ['worker-thread', MODELS, 'worker-threads'],
  ['Worker-Threads', MODELS, 'worker-threads'],
  ['worker', MODELS, 'worker-threads'],
  ['child-proceses', MODELS, 'child-processes'],
  ['singel-loop', MODELS, 'single-loop'],
  ['sha256', SCENARIOS, 'cpu/sha256'],
  ['sha265', SCENARIOS, 'cpu/sha256'],
  ['cpu/sha', SCENARIOS, 'cpu/sha256'],
  ['io/fileread', SCENARIOS, 'io/file-read'],
  ['postgres', SCENARIOS, null],
  ['x', SCENARIOS, null],
  ['', SCENARIOS, null],
  ['quikc', ['smoke', 'quick', 'full'], 'quick'],
  ['k', ['n'], 'n'],
] as const)('%s: did you mean %3$s?', (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});
