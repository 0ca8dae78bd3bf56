import { describe, expect, it } from 'vitest';
import { toCsv, toMarkdown } from './table-texts.ts';

const oneCell = (text: string) => ({ head: ['h'], rows: [[text]], textColumns: [0] });

describe('toMarkdown', () => {
  it('has a head, a rule that sets figures flush right, and a line per row', () => {
    const table = {
      head: ['model', 'tasks/s'],
      rows: [
        ['a', '1'],
        ['b', '2'],
      ],
      textColumns: [0],
    };
    expect(toMarkdown(table)).toBe('| model | tasks/s |\n| - | -: |\n| a | 1 |\n| b | 2 |\n');
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['a\\|b', 'a\\\\\\|b'],
    ['<img src=x>', '&lt;img src=x>'],
    ['&lt;', '&amp;lt;'],
    ['**bold** _it_ `code` [a](b) ~~x~~', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\[a\\](b) \\~\\~x\\~\\~'],
    ['two\nlines', 'two lines'],
    ['391 [384, 397]', '391 \\[384, 397\\]'],
    ['worker-threads×2', 'worker-threads×2'],
  ])('%j', (text, cell) => {
    expect(toMarkdown(oneCell(text)).split('\n')[2]).toBe(`| ${cell} |`);
  });
});

describe('toCsv', () => {
  it('ends its lines in CR LF', () => {
    expect(toCsv({ head: ['a', 'b'], rows: [['1', '']], textColumns: [] })).toBe('a,b\r\n1,\r\n');
  });

  it.each([
    ['plain', 'plain'],
    ['391 [384, 397]', '"391 [384, 397]"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    ['\t=1', '"\'\t=1"'],
    ['-', "'-"],
    ['-12.5', '-12.5'],
    ['+3', '+3'],
    ['-1e-7', '-1e-7'],
    ['-1+1', "'-1+1"],
    ['−11.0%', '−11.0%'],
    ['a=b', 'a=b'],
    ['★ a', '★ a'],
  ])('%j', (text, field) => {
    expect(toCsv(oneCell(text))).toBe(`h\r\n${field}\r\n`);
  });
});
