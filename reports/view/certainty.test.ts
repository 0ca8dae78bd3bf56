import { describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { conditionViews } from '../view.ts';
import { marginBand, placeOf } from './certainty.ts';

const viewOf = (scenario: string, blockCount = 5) =>
  conditionViews(inventedRunDocument(blockCount)).find((view) => view.scenario === scenario);

describe('toCertaintySeries', () => {
  it('has the ratio of every cell but the reference, in the order of the rows', () => {
    const view = viewOf('cpu/sum-of-squares');
    const contrasted = view?.rows.filter(({ isReference }) => !isReference);
    expect(contrasted?.length).toBe(4);
    expect(view?.certainty.map(({ cell, value }) => ({ cell, value }))).toEqual(
      contrasted?.map(({ cell, ratio }) => ({ cell, value: ratio?.value })),
    );
  });

  it('leaves out cells that failed', () => {
    expect(viewOf('cpu/sha256')?.certainty.map(({ label }) => label)).toEqual([
      'worker-threads×2',
      'sequential',
    ]);
  });

  it('marks what the run could not decide', () => {
    const unsure = viewOf('mixed/fetch-parse-hash')?.certainty.filter(({ isUnsure }) => isUnsure);
    expect(unsure?.map(({ label }) => label)).toEqual(['worker-threads×2', 'child-processes×2']);
  });

  it('is empty where one block gives no intervals', () => {
    expect(viewOf('cpu/sum-of-squares', 1)?.certainty).toEqual([]);
  });
});

describe('placeOf', () => {
  it.each([
    [1.05, 1.1, 'all above the margin'],
    [0.8, 0.9, 'all below the margin'],
    [0.98, 1.02, 'inside the margin'],
    [1.01, 1.2, 'reaches above the margin'],
    [0.9, 1.01, 'reaches below the margin'],
    [0.9, 1.2, 'reaches beyond the margin on both sides'],
    [1.03, 1.04, 'reaches above the margin'],
  ])('%d to %d', (low, high, expected) => {
    expect(placeOf({ low, high }, 0.03)).toBe(expected);
  });

  it('takes the margin alike on both sides on a log scale', () => {
    const { low, high } = marginBand(0.03);
    expect(low * high).toBeCloseTo(1, 12);
  });
});
