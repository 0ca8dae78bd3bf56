import { describe, expect, test } from 'vitest';
import type { ComparisonDocument, Contrast, Verdict } from '../result/schema.ts';
import { confirmSlower, slowerCells } from './confirm.ts';

const contrast = (cell: string, verdict: Verdict): Contrast => ({
  cell,
  reference: cell,
  metric: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
  ratio: verdict === 'not comparable' ? null : { value: 0.95, low: 0.94, high: 0.96 },
  meanRatio: null,
  detectable: 1.04,
  verdict,
  decidedBy: verdict === 'slower' ? 'both' : null,
  blockCount: 12,
  moreBlocks: null,
  reason: verdict === 'not comparable' ? 'it was void' : null,
});

function comparison(verdicts: Readonly<Record<string, Verdict>>): ComparisonDocument {
  const side = { runId: 'r', startedAt: '', toolVersion: '1', path: 'p' };
  return {
    schemaVersion: 1,
    documentKind: 'comparison',
    tool: { name: 'crossover-bench', version: '1' },
    base: side,
    head: side,
    advisory: false,
    marginRatio: 0.03,
    differingKeys: [],
    rows: [],
    contrasts: Object.entries(verdicts).map(([cell, verdict]) => contrast(cell, verdict)),
    findings: [],
  };
}

describe('what was slower, and fresh blocks of it', () => {
  const check = (again: Verdict | null, verdict: Verdict, reason: RegExp): void =>
    test(`${again ?? 'not measured again'} → ${verdict}`, () => {
      const second = comparison(again === null ? {} : { a: again });
      const [held, other] = confirmSlower(comparison({ a: 'slower', b: 'faster' }), second).contrasts;
      expect(held).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
      expect(other).toEqual(contrast('b', 'faster'));
    });

  check('slower', 'slower', /^confirmed in 12 fresh blocks \(-5\.0 % \[-6\.0 %, -4\.0 %\]\)$/);
  check('unsure', 'unsure', /^slower at first, and not in 12 fresh blocks/);
  check('same', 'unsure', /^slower at first, and not in/);
  check('faster', 'unsure', /^slower at first, and not in/);
  check('not comparable', 'not comparable', /could not be confirmed: it was void/);
  check(null, 'not comparable', /could not be confirmed: it was not measured again/);
});

test('only slower cells are measured again', () => {
  expect(slowerCells(comparison({ a: 'slower', b: 'same', c: 'faster', d: 'slower' }))).toEqual(['a', 'd']);
});
