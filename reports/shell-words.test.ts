import { expect, test } from 'vitest';
import { quoteWord, splitWords } from './shell-words.ts';

test.each([
  ['cpu/sha256', 'cpu/sha256'],
  ['n=1000,10000', 'n=1000,10000'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's", "'it'\\''s'"],
  ['$(touch x)`y`', "'$(touch x)`y`'"],
  ['a\nb', "'a\nb'"],
  ['×', "'×'"],
])('%j is typed %j, and read again', (word, typed) => {
  expect(quoteWord(word)).toBe(typed);
  expect(splitWords(`a ${typed} b`)).toEqual(['a', word, 'b']);
});

test.each([
  ['', []],
  ['  a   b ', ['a', 'b']],
  ["--param 'm=x y'", ['--param', 'm=x y']],
])('%j is %j', (command, words) => {
  expect(splitWords(command)).toEqual(words);
});
