import { describe, expect, test } from 'vitest';
import type { UserOptions } from '../config/options.ts';
import { sampleScenario } from '../config/sample-config.ts';
import { parseDocument } from '../result/parse.ts';
import type { RunDocument } from '../result/schema.ts';
import { type SimulatedRunOptions, simulateRun } from '../run/simulated-run.ts';
import { analyse } from './analyse.ts';

const NOISE = { sliceNoise: 0.05, processNoise: 0.03 };
const boom = { code: 'E_BOOM', name: 'TypeError', message: 'boom' };
const GROUPS: UserOptions = { models: ['worker-threads'], knobs: { poolSize: [1, 2, 3, 4, 5] }, blocks: 6 };
const RUNS: Record<string, SimulatedRunOptions> = {
  'plain and noisy': { config: { blocks: 6 }, truthOf: () => NOISE },
  'several groups': { config: GROUPS, truthOf: () => NOISE },
  'several conditions': {
    config: { preset: 'full', blocks: 3, inFlight: [1, 8] },
    scenarios: [sampleScenario('a', { params: { n: [1, 2] } as object }), sampleScenario('b')],
    truthOf: () => NOISE,
  },
  'one block': { config: { preset: 'smoke' } },
  'failing, void and unmatched cells': {
    config: { blocks: 3 },
    truthOf: ({ modelId }) => ({
      ...NOISE,
      ...(modelId === 'sequential' ? { wrong: (command) => (command === 'slice' ? boom : null) } : {}),
      ...(modelId === 'worker-threads' ? { lostPerSlice: 1 } : {}),
      ...(modelId === 'child-processes' ? { digest: 'other' } : {}),
    }),
  },
  'a scenario that did not say its kind': {
    config: { blocks: 3 },
    scenarios: [{ ...sampleScenario('a'), scenario: { run: (input) => input } }],
    truthOf: () => NOISE,
  },
  'a machine that tells nothing': {
    config: { blocks: 3 },
    machine: { hasCounters: false, pinnableCpus: [] },
    truthOf: () => NOISE,
  },
  'contiguous windows': {
    config: { blocks: 3 },
    scenarios: [sampleScenario('a', { window: 'contiguous' })],
    truthOf: () => NOISE,
  },
  'nothing measured': { signal: AbortSignal.abort() },
};

/** The raw values alone: everything that the analysis made is taken out or blanked. */
function stripSummaries(document: RunDocument): RunDocument {
  const blank = {
    throughputPerSec: null,
    latencyMs: null,
    receiptMs: null,
    gc: null,
    best: false,
    reason: 'x',
  };
  return {
    ...document,
    cells: document.cells.map((cell) => ({ ...cell, ...blank, status: 'ok' as const, error: null })),
    contrasts: [],
    findings: [],
  };
}

describe('analysing the stored raw values again gives the stored document, byte for byte', () => {
  test.each(Object.keys(RUNS))('%s', async (what) => {
    const { document } = await simulateRun(RUNS[what]);
    const stored = JSON.stringify(document);
    expect(JSON.stringify(analyse(document))).toBe(stored);
    expect(JSON.stringify(analyse(JSON.parse(stored)))).toBe(stored);
    expect(JSON.stringify(analyse(stripSummaries(JSON.parse(stored))))).toBe(stored);
    const parsed = parseDocument(stored, what) as RunDocument;
    expect(JSON.stringify(analyse(parsed))).toBe(JSON.stringify(parsed));
    expect(parsed).toEqual(JSON.parse(stored));
  });
});

test('analysing leaves the raw values as they are', async () => {
  const { document } = await simulateRun(RUNS['plain and noisy']);
  const before = JSON.stringify(document);
  analyse(document);
  expect(JSON.stringify(document)).toBe(before);
});

describe('contrasts', () => {
  const check = (what: string, config: UserOptions, truth: SimulatedRunOptions, expected: object[]): void =>
    test(what, async () => {
      const { document } = await simulateRun({ ...truth, config });
      expect(document.contrasts).toMatchObject(expected);
    });

  check('none without another cell', { models: ['single-loop'], blocks: 3 }, {}, []);
  check('one block says nothing sure', { models: ['sequential'], blocks: 1 }, {}, [
    { verdict: 'unsure', ratio: null, detectable: null, blockCount: 1 },
  ]);
  check('two blocks give an interval', { models: ['sequential'], blocks: 2 }, {}, [
    { verdict: 'same', blockCount: 2, ratio: { value: 1 } },
  ]);
  check(
    'a pause that the median does not see is seen by the mean',
    { models: ['sequential'], blocks: 8 },
    {
      machine: { speedOf: (_cpu, atMs) => (atMs % 900 < 100 ? 0.2 : 1), pinnableCpus: [] },
      truthOf: ({ modelId }) => (modelId === 'sequential' ? { throughputPerSec: 700 } : {}),
    },
    [{ verdict: 'slower' }],
  );
});

describe('rivals', () => {
  const rivalsOf = async (options: SimulatedRunOptions): Promise<string[]> => {
    const { document } = await simulateRun(options);
    const references = new Set(document.conditions.map(({ reference }) => reference));
    const labelOf = new Map(document.cells.map(({ id, label }) => [id, label]));
    return document.contrasts
      .filter(({ reference }) => !references.has(reference))
      .map(({ cell, reference, verdict }) => `${labelOf.get(cell)} ÷ ${labelOf.get(reference)}: ${verdict}`);
  };
  const models = ['worker-threads', 'child-processes'];

  test('are contrasted directly, whatever each is to the reference', async () => {
    const truthOf: SimulatedRunOptions['truthOf'] = ({ modelId }) => ({
      throughputPerSec: modelId === 'single-loop' ? 1_000 : modelId === 'worker-threads' ? 2_000 : 1_800,
    });
    expect(await rivalsOf({ config: { blocks: 5, models }, truthOf })).toEqual([
      'child-processes×2 ÷ worker-threads×2: slower',
    ]);
    expect(await rivalsOf({ config: { blocks: 5, models } })).toEqual([
      'child-processes×2 ÷ worker-threads×2: same',
    ]);
  });

  test('need two blocks together, and a figure each', async () => {
    expect(await rivalsOf({ config: { blocks: 1, models } })).toEqual([]);
    const truthOf: SimulatedRunOptions['truthOf'] = ({ modelId }) =>
      modelId === 'worker-threads' ? { digest: 'other' } : {};
    expect(await rivalsOf({ config: { blocks: 5, models }, truthOf })).toEqual([]);
  });

  test('never met in other groups: no contrast', async () => {
    const sizes = await rivalsOf({ config: GROUPS, truthOf: () => NOISE });
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.length).toBeLessThan(10); // of the 10 pairs of 5 pools
  });
});

describe('stars', () => {
  const bestOf = async (options: SimulatedRunOptions): Promise<string[]> => {
    const { document } = await simulateRun(options);
    return document.cells.filter(({ best }) => best).map(({ model }) => model);
  };

  test('none for a cell without an opponent, or without an interval', async () => {
    expect(await bestOf({ config: { models: ['single-loop'], blocks: 5 } })).toEqual([]);
    expect(await bestOf({ config: { blocks: 1 } })).toEqual([]);
  });

  test('cells that failed take no part', async () => {
    const truthOf: SimulatedRunOptions['truthOf'] = ({ modelId }) =>
      modelId === 'worker-threads'
        ? { throughputPerSec: 9_000, digest: 'other' }
        : { throughputPerSec: modelId === 'sequential' ? 1_200 : 1_000 };
    expect(await bestOf({ config: { blocks: 5 }, truthOf })).toEqual(['sequential']);
  });

  test('identical cells keep theirs', async () => {
    expect(await bestOf({ config: { blocks: 5 }, truthOf: () => NOISE })).toHaveLength(4);
  });
});

describe('the kind of a scenario that did not say it', () => {
  // In simulation a task’s CPU time is the wall time of its slice, spread over the tasks in flight.
  const kindOf = async (inFlight: number): Promise<unknown> => {
    const { document } = await simulateRun({
      config: { models: ['single-loop'], blocks: 2, inFlight: [inFlight] },
      scenarios: [{ ...sampleScenario('a'), scenario: { run: (input) => input } }],
    });
    return document.scenarios[0];
  };
  test.each([
    [1, 'cpu'],
    [2, 'mixed'],
    [8, 'io'],
  ])('%i tasks sharing one CPU → %s', async (inFlight, kind) => {
    expect(await kindOf(inFlight)).toMatchObject({ kind, kindIsMeasured: true });
  });
});
