import { expect, test } from 'vitest';
import { inventedAnswer, inventedTune } from '../fixture-tune.ts';
import { standingText } from './row-words.ts';
import {
  asides,
  baselineText,
  coresText,
  headline,
  lawText,
  rangesText,
  searchText,
  shapeText,
} from './words.ts';

test('what to do stands first, with what ties beside it', () => {
  const document = inventedTune();
  expect(headline(document)).toBe('Use poolSize 2');
  expect(asides(document)).toEqual([
    'tied: 2, 3',
    'unsure: 4',
    'best measured: 2',
    'your current setting: −12.0%',
  ]);
});

test.each([
  [[2], [1, 2, 3], '2'],
  [[2, 3], [1, 2, 3], '2, 3'],
  [[2, 3, 4], [1, 2, 3, 4], '2–4'],
  [[1, 4, 8, 16], [1, 2, 4, 8, 16], '1, 4–16'],
  [[], [1], ''],
])('%j of %j reads %s', (sizes, measured, text) => {
  expect(rangesText(sizes, measured)).toBe(text);
});

/** Nothing recommended, for what is or may be a p99 beyond 1 ms. */
function limited(standing: 'broken' | 'unknown') {
  const limits = [{ id: 'p99' as const, most: 1, bound: null, standing }];
  const sizes = inventedTune().sizes.map((size) => ({ ...size, standing: 'infeasible' as const, limits }));
  return inventedAnswer(
    { kind: 'none', size: null },
    { sizes, limits: { p99Ms: 1, loopDelayMs: null, addedMemoryBytes: null } },
  );
}

const withoutPool = (document: ReturnType<typeof limited>): ReturnType<typeof limited> => ({
  ...document,
  recommendation: { ...document.recommendation, kind: 'no-pool', size: 0, best: null },
});

test.each([
  [
    inventedAnswer({ kind: 'no-pool', size: 0, best: 1 }),
    /^Single-loop, no pool: worker-threads is not faster/,
  ],
  [inventedAnswer({ kind: 'no-pool', size: 0, best: 2 }), /not shown to be faster/],
  [inventedAnswer({ kind: 'no-pool', size: 0, best: null }), /no pool of worker-threads could be measured/],
  [withoutPool(limited('broken')), /no pool of worker-threads keeps the limits/],
  [withoutPool(limited('unknown')), /no pool of worker-threads is shown to keep the limits/],
  [limited('broken'), /^No size keeps the limits$/],
  [limited('unknown'), /^No size is shown to keep the limits: give it a longer --budget$/],
  [inventedAnswer({ kind: 'none', size: null }, { sizes: [] }), /^Nothing could be measured/],
  [inventedAnswer({ kind: 'none', size: null }, { complete: false }), /^Stopped before/],
])('other answers have words of their own', (document, text) => {
  expect(headline(document)).toMatch(text);
});

test.each([
  ['flat', 'Flat: poolSize 2, 3 tie, so use 2.'],
  [
    'rising',
    'Still rising at 8: no more of them than tasks in flight can be busy: try a larger --in-flight.',
  ],
  ['no-peak', 'No peak seen up to 8.'],
  ['peak', 'The best lies at 2; 8 is −17.6% against it.'],
  ['unknown', null],
] as const)('a curve that is %s', (shape, text) => {
  expect(shapeText(inventedAnswer({ shape }))).toBe(text);
});

test('still rising at the cap: cores are the limit', () => {
  const { search } = inventedTune();
  const document = inventedAnswer({ shape: 'rising' }, { search: { ...search, mostBecause: 'cores' } });
  expect(shapeText(document)).toBe('Still rising at 8: cores are the limit (2 count here).');
  const objective = { id: 'latency', unit: 'ms', better: 'lower' } as const;
  expect(shapeText({ ...document, objective })).toBe(
    'Still improving at 8: cores are the limit (2 count here).',
  );
});

test('a quota or affinity smaller than the machine is named', () => {
  const { environment } = inventedTune();
  const on = (changes: Partial<typeof environment>): string =>
    coresText(inventedTune({ environment: { ...environment, ...changes } }));
  expect(on({})).toBe('2 cores count');
  expect(on({ cpuCount: 8, cpuQuota: 2 })).toBe('2 cores count (a CPU quota; the machine has 8)');
  expect(on({ cpuCount: 8 })).toBe('2 cores count (affinity; the machine has 8)');
  expect(on({ cpuCount: 4, cpuQuota: 1, usableCores: 1 })).toMatch(/^1 core count /);
});

test('why it stopped, and what law the blocks bear', () => {
  const document = inventedTune();
  expect(searchText(document)).toBe(
    'The answer is stable after 9 blocks, 40.9% of what measuring all 8 sizes takes.',
  );
  expect(lawText(document)).toBe('rises up to c = 2.0, then loses 3% with each further one (N is poolSize)');
  const stepped = { id: 'plateau' as const, parameters: { c: 2, unqueued: 1.046 }, weight: 0.7 };
  expect(lawText(inventedTune({ curve: { ...document.curve, law: stepped } }))).toBe(
    'min(N, c): rises up to c = 2.0, then stays; +4.6% where no task waits for another (N is poolSize)',
  );
  expect(lawText(inventedTune({ curve: { ...document.curve, law: null } }))).toMatch(/no law fits/);
});

test('a size says where it stands', () => {
  const document = inventedTune();
  expect(document.sizes.map((size) => standingText(size, document))).toEqual([
    'worse',
    'worse',
    'best',
    'tied',
    'unsure',
    'worse',
  ]);
  const limits = [
    { id: 'p99' as const, most: 20, bound: 31, standing: 'broken' as const },
    { id: 'added-memory' as const, most: 1e6, bound: null, standing: 'unknown' as const },
  ];
  expect(standingText({ ...document.sizes[3]!, standing: 'infeasible', limits }, document)).toBe(
    'p99 up to 31 ms, memory: too few samples',
  );
});

test.each([
  ['same', 'As in old: poolSize 2.'],
  ['moved', 'Moved: poolSize 2 of old no longer ties; now poolSize 2.'],
  [
    'unsure',
    'Now poolSize 2; of poolSize 2 of old it is not known whether it still ties: a longer --budget would tell.',
  ],
  ['not comparable', 'Not comparable with old: CPU count differ.'],
] as const)('against a stored answer: %s', (outcome, text) => {
  const differingKeys = [{ key: 'CPU count', base: '2', head: '4' }];
  const baseline = {
    path: 'old',
    runId: 'old',
    kind: 'size',
    size: 2,
    ties: [2],
    differingKeys,
    outcome,
  } as const;
  expect(baselineText(inventedTune({ baseline: { ...baseline, ties: [2], differingKeys } }))).toBe(text);
});
