import { expect, test } from 'vitest';
import { compareDocuments } from './compare.ts';
import { sampleCell, sampleEnvironment, sampleRound, sampleRun } from './result/fixtures/sample.ts';
import { parseDocument } from './result/parse.ts';
import type { Cell, ComparisonDocument, Environment, RunDocument } from './result/schema.ts';
import { createRandom } from './stats/random.ts';

const OPTIONS = { marginRatio: 0.03, tool: { name: 'crossover-bench', version: '1.0.0' } };

/** Eight block values around `perSec`, with 0.5 % of noise from a named stream. */
function cellAt(id: string, perSec: number, overrides: Partial<Cell> = {}, digest = 'a3f1'): Cell {
  const random = createRandom(1).fork(`${id} ${perSec}`);
  const blocks = Array.from({ length: 8 }, (_, block) =>
    sampleRound(block, perSec * Math.exp(0.005 * random.normal()), { digest }),
  );
  return sampleCell({ id, label: id, blocks, ...overrides });
}

function runOf(cells: readonly Cell[], overrides: Partial<RunDocument> = {}): RunDocument {
  return sampleRun({ cells: [...cells], contrasts: [], ...overrides });
}

function compare(base: RunDocument, head: RunDocument): ComparisonDocument {
  return compareDocuments(
    { document: base, path: 'base.json' },
    { document: head, path: 'head.json' },
    OPTIONS,
  );
}

test.each([
  [100, 100, 'same'],
  [100, 90, 'slower'],
  [100, 112, 'faster'],
  [100, 96.8, 'unsure'],
])('%i → %i tasks/s is %s', (basePerSec, headPerSec, verdict) => {
  const { contrasts } = compare(runOf([cellAt('a', basePerSec)]), runOf([cellAt('a', headPerSec)]));
  expect(contrasts).toHaveLength(1);
  expect(contrasts[0]).toMatchObject({ cell: 'a', reference: 'a', verdict });
  const { value, low, high } = contrasts[0]!.ratio!;
  expect(low).toBeLessThan(headPerSec / basePerSec);
  expect(high).toBeGreaterThan(headPerSec / basePerSec);
  expect(value).toBeCloseTo(headPerSec / basePerSec, 1);
});

test('a comparison is a valid document and says that it is advisory', () => {
  const comparison = compare(runOf([cellAt('a', 100)]), runOf([cellAt('a', 90)]));
  expect(parseDocument(JSON.stringify(comparison), 'x')).toEqual(comparison);
  expect(comparison.advisory).toBe(true);
  expect(comparison.findings.map(({ id }) => id)).toEqual(['between-runs']);
  expect(comparison.base).toEqual({
    runId: '2026-03-01T14-05-00-abcd',
    startedAt: '2026-03-01T14:05:00.000Z',
    toolVersion: '0.1.0',
    path: 'base.json',
  });
});

test('cells that only one run has are rows of their own, and a vanished one is a finding', () => {
  const { rows, contrasts, findings } = compare(
    runOf([cellAt('gone', 100), cellAt('kept', 100)]),
    runOf([cellAt('new', 100), cellAt('kept', 100)]),
  );
  expect(rows.map(({ cell, presence }) => `${cell} ${presence}`)).toEqual([
    'new added',
    'kept both',
    'gone removed',
  ]);
  expect(contrasts.map(({ cell }) => cell)).toEqual(['kept']);
  expect(findings.map(({ id, cell }) => [id, cell])).toContainEqual(['removed-from-head', 'gone']);
});

const FAILED = { status: 'failed', reason: 'it threw', throughputPerSec: null } as const;
test.each<[string, Cell, Cell, Partial<RunDocument>, RegExp]>([
  ['failed in the head', cellAt('a', 1), cellAt('a', 1, FAILED), {}, /^failed in the head: it threw$/],
  ['failed in the base', cellAt('a', 1, FAILED), cellAt('a', 1), {}, /^failed in the base: it threw$/],
  ['other work', cellAt('a', 1), cellAt('a', 1, {}, 'ffff'), {}, /unequal digests/],
])('%s: not comparable', (_name, base, head, overrides, reason) => {
  const { contrasts } = compare(runOf([base]), runOf([head], overrides));
  expect(contrasts).toMatchObject([
    { verdict: 'not comparable', ratio: null, reason: expect.stringMatching(reason) },
  ]);
});

test('a failed head is an error, a failed base is not', () => {
  const idsOf = (base: Cell, head: Cell): string[] =>
    compare(runOf([base]), runOf([head])).findings.map(({ id }) => id);
  expect(idsOf(cellAt('a', 1), cellAt('a', 1, FAILED))).toContain('failed-in-head');
  expect(idsOf(cellAt('a', 1, FAILED), cellAt('a', 1))).not.toContain('failed-in-head');
});

test('what no model can run on either side is no contrast', () => {
  const cannot = { status: 'cannot', reason: 'needs transfer', throughputPerSec: null } as const;
  expect(compare(runOf([cellAt('a', 1, cannot)]), runOf([cellAt('a', 1, cannot)])).contrasts).toEqual([]);
});

test('with other seeds digests prove nothing: a finding, not a refusal', () => {
  const otherSeed = { config: { ...sampleRun().config, seed: 2 } };
  const { contrasts, findings } = compare(
    runOf([cellAt('a', 100)]),
    runOf([cellAt('a', 100, {}, 'ffff')], otherSeed),
  );
  expect(contrasts).toMatchObject([{ verdict: 'same' }]);
  expect(findings).toContainEqual(
    expect.objectContaining({ id: 'unproven-work', remedy: expect.stringMatching(/--seed 1 /) }),
  );
});

test('one block gives no interval', () => {
  const single = (perSec: number): Cell => sampleCell({ id: 'a', blocks: [sampleRound(0, perSec)] });
  const { contrasts } = compare(runOf([single(100)]), runOf([single(50)]));
  expect(contrasts).toMatchObject([
    { verdict: 'unsure', ratio: null, reason: expect.stringMatching(/2 blocks/) },
  ]);
});

test('an interrupted run is told', () => {
  const { findings } = compare(runOf([cellAt('a', 1)]), runOf([cellAt('a', 1)], { complete: false }));
  expect(findings.map(({ id }) => id)).toContain('interrupted');
});

test.each<[Partial<Environment>, string[]]>([
  [{}, []],
  [{ memoryBytes: 1, kernel: 'other', loadAverageAtStart: 9, node: 'v20.99.0' }, []],
  [{ cpuModel: 'other' }, ['CPU model']],
  [{ usableCores: 1, cpuQuota: 1 }, ['usable cores', 'CPU quota']],
  [{ node: '22.1.0' }, ['Node major version']],
  [
    { execArgv: ['--jitless'], nodeOptions: '--x', uvThreadpoolSize: 8 },
    ['Node flags', 'NODE_OPTIONS', 'UV_THREADPOOL_SIZE'],
  ],
  [{ arch: 'arm64' }, ['platform']],
])('a head with %j differs in %j', (overrides, expected) => {
  const head = runOf([cellAt('a', 50)], { environment: sampleEnvironment(overrides) });
  const { differingKeys, contrasts } = compare(runOf([cellAt('a', 100)]), head);
  expect(differingKeys.map(({ key }) => key)).toEqual(expected);
  expect(contrasts[0]!.verdict).toBe(expected.length > 0 ? 'not comparable' : 'slower');
  if (expected.length > 0)
    expect(contrasts[0]!.reason).toBe(`measured on different machines: ${expected.join(', ')}`);
});
