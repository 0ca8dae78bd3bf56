import { describe, expect, it } from 'vitest';
import { whyNoPictures } from './load-canvas.ts';
import { fileNameOf, uniqueNames, wrapText } from './picture-texts.ts';

describe('wrapText', () => {
  it.each([
    ['short', 'one two', 20, ['one two']],
    ['at a word', 'one two three', 8, ['one two', 'three']],
    ['a word too long', 'abcdefghij k', 5, ['abcd…', 'k']],
    ['too many lines', 'a b c d e f', 1, ['a', 'b', 'c', 'd …']],
    ['nothing', '', 5, []],
  ])('%s', (_name, text, longest, lines) => {
    expect(wrapText(text, longest)).toEqual(lines);
  });
});

describe('fileNameOf', () => {
  it.each([
    ['a condition', 'cpu/sha256', 'payload=8 MiB · 8 in flight', 'cpu-sha256-payload-8-mib-8-in-flight'],
    ['no path', '../../etc/passwd', '', 'etc-passwd'],
    ['nothing left', '///', '…', 'condition'],
    ['long', 'x'.repeat(500), '', 'x'.repeat(80)],
  ])('%s', (_name, scenario, label, name) => {
    expect(fileNameOf({ scenario, label })).toBe(name);
  });

  it('is made unique by a number', () => {
    expect(uniqueNames(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a-2', 'a-3']);
    expect(uniqueNames(['a', 'a-2', 'a'])).toEqual(['a', 'a-2', 'a-3']);
    expect(uniqueNames(['a', 'a-dark', 'a'], ['', '-dark'])).toEqual(['a', 'a-dark-2', 'a-2']);
  });
});

describe('whyNoPictures', () => {
  it('is one line with fact and remedy', () => {
    const reason = whyNoPictures(new Error("Cannot find package 'chartjs-node-canvas'\nRequire stack:\n- x"));
    expect(reason).toBe(
      `No charts as PNG: Cannot find package 'chartjs-node-canvas'. To get them: put "overrides": {"canvas": "npm:@napi-rs/canvas@1"} into your package.json (a canvas that needs no compiler), then npm install chartjs-node-canvas@5.`,
    );
  });
});
