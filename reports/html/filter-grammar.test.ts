import { describe, expect, it } from 'vitest';
import { type CellFacts, isMatch, parseFilter } from './filter-grammar.ts';

const term = (field: string, value: string, isNegated = false) => ({ field, value, isNegated });

describe('parseFilter', () => {
  it.each([
    ['', [], []],
    ['   ', [], []],
    ['m:worker-threads', [term('model', 'worker-threads')], []],
    ['s:unsure !m:sequential', [term('state', 'unsure'), term('model', 'sequential', true)], []],
    ['k:CPU Sha256', [term('kind', 'cpu'), term('text', 'sha256')], []],
    ['!noise', [term('text', 'noise', true)], []],
    ['s:"not comparable"', [term('state', 'not comparable')], []],
    ['"8 in flight"', [term('text', '8 in flight')], []],
    ['"8 in fl', [term('text', '8 in fl')], []],
    ['"m:x"', [term('text', 'm:x')], []],
    ['m:a:b', [term('model', 'a:b')], []],
    ['m: s: ! text', [term('text', 'text')], []],
    ['x:1 text y:2 x:3', [term('text', 'text')], ['x:', 'y:']],
    ['constructor:1', [], ['constructor:']],
    ['n=300', [term('text', 'n=300')], []],
    ['.*(', [term('text', '.*(')], []],
  ])('%j', (input, terms, unknownPrefixes) => {
    expect(parseFilter(input)).toEqual({ terms, unknownPrefixes });
  });
});

describe('isMatch', () => {
  const facts: CellFacts = {
    cell: 'id',
    model: 'worker-threads',
    states: ['ok', 'unsure'],
    kind: 'cpu',
    text: 'cpu/sha256 payload=8 MiB · 8 in flight worker-threads×2',
  };

  it.each([
    ['', true],
    ['m:worker', true],
    ['m:threads', true],
    ['m:loop', false],
    ['!m:loop', true],
    ['!m:worker', false],
    ['s:unsure', true],
    ['s:un', true],
    ['s:sure', false],
    ['s:ok s:unsure', true],
    ['s:ok s:faster', false],
    ['k:cpu', true],
    ['k:io', false],
    ['SHA256 mib', true],
    ['"8 in flight"', true],
    ['"8 out"', false],
    ['×2 m:worker-threads s:unsure !m:sequential sha', true],
    ['x:nothing', true],
    ['m:', true],
    ['!m:', true],
  ])('%j → %s', (input, expected) => {
    expect(isMatch(parseFilter(input), facts)).toBe(expected);
  });
});
