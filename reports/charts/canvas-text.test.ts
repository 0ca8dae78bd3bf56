import { describe, expect, it } from 'vitest';
import { fittedText, wrappedText } from './canvas-text.ts';

/** Every character is one pixel wide. */
const measure = { measureText: (text: string) => ({ width: text.length }) };

describe('fittedText', () => {
  it.each([
    ['fits', 'abcdef', 6, 'abcdef'],
    ['is cut', 'abcdefg', 6, 'abcde…'],
    ['keeps a letter', 'abcdefg', 1, 'a…'],
    ['nothing', '', 5, ''],
    ['is never measured at length', 'a'.repeat(1000), 900, `${'a'.repeat(120)}…`],
  ])('%s', (_name, text, widthPx, expected) => {
    expect(fittedText(measure, text, widthPx)).toBe(expected);
  });
});

describe('wrappedText', () => {
  it.each([
    ['one line', 'one two', 7, 3, ['one two']],
    ['between words', 'one two three', 8, 3, ['one two', 'three']],
    ['a word too long', 'abcdefghij k', 5, 3, ['abcd…', 'k']],
    ['more than there is room for', 'one two three four', 7, 2, ['one two', 'three …']],
    ['no room for the ellipsis either', 'one two three four', 5, 2, ['one', 'two …']],
    ['nothing', ' ', 5, 3, []],
  ])('%s', (_name, text, widthPx, mostLines, expected) => {
    expect(wrappedText(measure, text, widthPx, mostLines)).toEqual(expected);
  });
});
