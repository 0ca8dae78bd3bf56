import { describe, expect, it } from 'vitest';
import type { Finding } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { isAbout, notesOf } from './notes.ts';

const found = (cell: string | null, evidence: string, over: Partial<Finding> = {}): Finding => ({
  id: 'wide',
  severity: 'warning',
  cell,
  evidence,
  remedy: 'wait',
  ...over,
});

/** The notes under a table whose rows are the cells `top`, `middle`, `bottom`: mark, id, and evidence by cells. */
const notesFor = (...findings: readonly Finding[]) =>
  notesOf({ ...inventedRunDocument(2), findings: [...findings] }, ['top', 'middle', 'bottom']).map(
    ({ mark, id, items }) => [
      mark,
      id,
      ...items.map(({ evidence, cells }) => `${cells.join('+')}: ${evidence}`),
    ],
  );

describe('notesOf', () => {
  it.each<[string, readonly Finding[], unknown]>([
    ['nothing', [], []],
    [
      'numbers in the order of the rows, not of the document',
      [found('bottom', 'a', { id: 'late' }), found('top', 'b'), found('middle', 'c', { id: 'mid' })],
      [
        [1, 'wide', 'top: b'],
        [2, 'mid', 'middle: c'],
        [3, 'late', 'bottom: a'],
      ],
    ],
    [
      'several of one row keep the order of the document',
      [found('top', 'a', { id: 'one' }), found('top', 'b', { id: 'two' })],
      [
        [1, 'one', 'top: a'],
        [2, 'two', 'top: b'],
      ],
    ],
    [
      'one entry for one remedy, its evidence by cells',
      [found('bottom', 'x'), found('top', 'x'), found('middle', 'y')],
      [[1, 'wide', 'top+bottom: x', 'middle: y']],
    ],
    [
      'another remedy or severity is another note',
      [found('top', 'x'), found('middle', 'x', { remedy: 'go' }), found('bottom', 'x', { severity: 'info' })],
      [
        [1, 'wide', 'top: x'],
        [2, 'wide', 'middle: x'],
        [3, 'wide', 'bottom: x'],
      ],
    ],
    ['the same twice is said once', [found('top', 'x'), found('top', 'x')], [[1, 'wide', 'top: x']]],
    ['of other tables and of the whole run, none', [found('elsewhere', 'x'), found(null, 'x')], []],
  ])('%s', (_name, findings, expected) => {
    expect(notesFor(...findings)).toEqual(expected);
  });
});

describe('isAbout', () => {
  it.each([
    ['a', true],
    ['c', true],
    ['d', false],
  ])('%s', (cell, expected) => {
    const items = [
      { evidence: '', cells: ['a', 'b'] },
      { evidence: '', cells: ['c'] },
    ];
    expect(isAbout({ items }, cell)).toBe(expected);
  });
});
