import { expect, test } from 'vitest';
import { reproducingCommand } from './reproduce.ts';

test.each([
  [[], {}, 'crossover run --seed 7'],
  [['cpu/*', "it's.ts"], {}, "crossover run 'cpu/*' 'it'\\''s.ts' --seed 7"],
  [
    ['a'],
    { blocks: '3', param: ['n=1,2', 'm=x y'], 'no-pin': true, seed: '7' },
    "crossover run a --blocks 3 --param n=1,2 --param 'm=x y' --no-pin --seed 7",
  ],
  [
    ['a'],
    { json: true, out: 'x', 'report-mode': 'dir', quiet: true, strict: true, color: true },
    'crossover run a --seed 7',
  ],
])('%j with %j', (words, options, expected) => {
  expect(reproducingCommand({ words, options }, 7)).toBe(expected);
});
