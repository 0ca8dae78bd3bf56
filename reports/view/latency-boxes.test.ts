import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../../harness/stats/histogram.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { TOO_FEW } from '../format.ts';
import { conditionViews } from '../view.ts';
import { boxQuantiles } from './latency-boxes.ts';

/** 1, 2, … `count` ms. */
function upTo(count: number): LogHistogram {
  const histogram = new LogHistogram();
  for (let ms = 1; ms <= count; ms++) histogram.record(ms);
  return histogram;
}

describe('boxQuantiles', () => {
  it.each([
    ['nothing', 0, [null, null, null, null, null]],
    ['too few for a median', 19, [null, null, null, null, null]],
    ['a median', 20, [null, null, 10, null, null]],
    ['too few for quartiles', 39, [null, null, 20, null, null]],
    ['quartiles', 40, [null, 10, 20, 30, null]],
    ['too few for whiskers', 199, [null, 50, 100, 150, null]],
    ['whiskers', 200, [10, 50, 100, 150, 190]],
  ] as const)('%s', (_name, count, expected) => {
    const { p5, p25, p50, p75, p95 } = boxQuantiles(upTo(count));
    // A bucket is one per cent wide.
    expect([p5, p25, p50, p75, p95].map((ms) => (ms === null ? null : Math.round(ms)))).toEqual(
      expected.map((ms) => (ms === null ? null : expect.closeTo(ms, -0.4))),
    );
  });
});

describe('spreads of a condition', () => {
  const views = conditionViews(inventedRunDocument());

  it('has one for each cell with figures, whose median is the table’s', () => {
    for (const { rows, spreads } of views) {
      const shown = rows.filter(({ status }) => status === 'ok');
      expect(spreads.map(({ cell }) => cell)).toEqual(shown.map(({ cell }) => cell));
      for (const { ms } of spreads) {
        const ordered = [ms.p5, ms.p25, ms.p50, ms.p75, ms.p95].filter((value) => value !== null);
        expect([...ordered].sort((one, other) => one - other)).toEqual(ordered);
      }
    }
  });

  it('says in words what cannot be said in figures', () => {
    for (const { ms, texts } of views.flatMap(({ spreads }) => spreads)) {
      for (const name of ['p5', 'p25', 'p50', 'p75', 'p95'] as const) {
        expect(texts[name] === TOO_FEW).toBe(ms[name] === null);
      }
    }
  });
});
