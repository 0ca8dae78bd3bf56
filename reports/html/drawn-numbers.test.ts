import { expect, it } from 'vitest';
import { drawnNumbers } from './drawn-numbers.ts';

it.each([
  [1.23456789, 1.23457],
  [-0.000123456789, -0.000123457],
  [123456789, 123456789],
  [null, null],
  ['1.23456789', '1.23456789'],
])('%j is drawn as %j', (value, expected) => {
  expect(drawnNumbers({ list: [value] })).toEqual({ list: [expected] });
});
