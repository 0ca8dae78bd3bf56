import { describe, expect, test } from 'vitest';
import { sampleScenario } from '../config/sample-config.ts';
import type { Cell, ComparisonDocument } from '../result/schema.ts';
import { simulateRun } from '../run/simulated-run.ts';
import { dealAfterFirstLook, gateSides } from './gate-sides.ts';

/** Which process the simulated truth is asked about: sides have modules of their own. */
const HEAD = 'file:///head/';
const isHead = ({ executor }: { executor: { scenarioUrl: string } }): boolean =>
  executor.scenarioUrl.startsWith(HEAD);

const SIDES = {
  baseName: 'b',
  headName: 'h',
  heads: [{ ...sampleScenario('a'), moduleUrl: `${HEAD}a.js` }],
};

interface Made {
  readonly ids?: readonly string[];
  readonly heads?: readonly string[];
  readonly truthOf?: NonNullable<Parameters<typeof simulateRun>[0]>['truthOf'];
  readonly blocks?: number;
}

async function compared({
  ids = ['a'],
  heads = ids,
  truthOf,
  blocks = 12,
}: Made = {}): Promise<ComparisonDocument> {
  const sides = {
    baseName: 'main@1a2b3c4',
    headName: 'change@5d6e7f8',
    heads: heads.map((id) => ({ ...sampleScenario(id), moduleUrl: `${HEAD}${id}.js` })),
  };
  const { document } = await simulateRun({
    config: { blocks, sides },
    scenarios: ids.map((id) => sampleScenario(id)),
    ...(truthOf === undefined ? {} : { truthOf }),
  });
  return gateSides(document, 'run/result.json');
}

const verdictsOf = ({ contrasts }: ComparisonDocument, id = 'throughput'): string[] =>
  contrasts.filter(({ metric }) => metric.id === id).map(({ verdict }) => verdict);

describe('verdicts over all cells', () => {
  const check = (what: string, made: Made, expected: readonly string[]): void =>
    test(what, async () => expect(verdictsOf(await compared(made))).toEqual(expected));

  check('the same code', { ids: ['a', 'b'] }, ['same', 'same']);
  check(
    'the head is slower by 10 %',
    { truthOf: (request) => ({ throughputPerSec: isHead(request) ? 900 : 1_000 }) },
    ['slower'],
  );
  check(
    'the head is faster by 10 %',
    { truthOf: (request) => ({ throughputPerSec: isHead(request) ? 1_100 : 1_000 }) },
    ['faster'],
  );
  check(
    'one of two',
    {
      ids: ['a', 'b'],
      truthOf: (request) => ({
        throughputPerSec: isHead(request) && request.scenarioId === 'b' ? 900 : 1_000,
      }),
    },
    ['same', 'slower'],
  );
  check('one block bears no interval', { blocks: 1 }, ['unsure']);
  check('other outputs in the head', { truthOf: (request) => (isHead(request) ? { digest: 'other' } : {}) }, [
    'not comparable',
  ]);
});

test('where a control lives in a block the head is held against it, too: half of what the base alone is off by', async () => {
  const { document } = await simulateRun({
    config: { blocks: 12, sides: SIDES },
    scenarios: [sampleScenario('a')],
  });
  const cells = document.cells.map((cell) => ({
    ...cell,
    blocks: cell.blocks.map((round) =>
      cell.side === 'base'
        ? {
            ...round,
            slices: round.slices.map((one) => ({ ...one, throughputPerSec: one.throughputPerSec / 1.02 })),
          }
        : round,
    ),
  }));
  const ratioWith = (own: readonly Cell[]): number =>
    Math.log(gateSides({ ...document, cells: [...own] }, 'p').contrasts[0]?.ratio?.value ?? Number.NaN);
  expect(ratioWith(cells.filter(({ side }) => side !== 'control'))).toBeCloseTo(Math.log(1.02), 4);
  expect(cells.find(({ side }) => side === 'control')?.blocks).toHaveLength(6);
  expect(ratioWith(cells)).toBeCloseTo(0.75 * Math.log(1.02), 4);
});

describe('guards tell what throughput does not show', () => {
  const check = (
    what: string,
    head: ReturnType<NonNullable<Made['truthOf']>>,
    expected: readonly string[],
  ): void =>
    test(what, async () => {
      const document = await compared({ truthOf: (request) => (isHead(request) ? head : {}) });
      const ids = ['throughput', 'cpu-per-task', 'longest-task', 'quick-tasks'];
      expect(ids.flatMap((id) => verdictsOf(document, id))).toEqual(expected);
    });

  check('nothing', {}, ['same', 'same', 'same', 'same']);
  check('a tenth more CPU', { busyRatio: 1.1 }, ['same', 'slower', 'same', 'same']);
  check('a tenth less CPU', { busyRatio: 0.9 }, ['same', 'faster', 'same', 'same']);
  check('a pause in every block', { pauseMs: 100 }, ['same', 'same', 'slower', 'same']);
  check('the longest task longer by less than a half', { pauseMs: 0.4 }, ['same', 'same', 'same', 'same']);
  const slower = { throughputPerSec: 880 };
  check('all tasks longer, the quickest as well', slower, ['slower', 'slower', 'same', 'slower']);
  check('another order alone', { quickRatio: 0.5 }, ['same', 'same', 'same', 'unsure']);
});

describe('tasks that give up end sooner, and are not what a version is for', () => {
  const check = (
    what: string,
    head: { readonly throughputPerSec: number; readonly goodputPerSec: number },
    base: { readonly goodputPerSec: number; readonly emptyBlocks: number },
    expected: readonly (readonly [metric: string, verdict: string])[],
  ): void =>
    test(what, async () => {
      const { document } = await simulateRun({
        config: { blocks: 12, sides: SIDES },
        scenarios: [sampleScenario('a')],
        truthOf: (request) => ({ throughputPerSec: isHead(request) ? head.throughputPerSec : 1_000 }),
      });
      const cells = document.cells.map((cell) => ({
        ...cell,
        blocks: cell.blocks.map((round) => ({
          ...round,
          goodputPerSec:
            cell.side === 'head'
              ? head.goodputPerSec
              : round.block < base.emptyBlocks
                ? 0
                : base.goodputPerSec,
        })),
      }));
      const { contrasts } = gateSides({ ...document, cells }, 'p');
      const told = contrasts.filter(({ metric: { id } }) => id === 'throughput' || id === 'goodput');
      expect(told.map(({ metric, verdict }) => [metric.id, verdict])).toEqual(expected);
    });

  const usual = { goodputPerSec: 800, emptyBlocks: 0 };
  check('as many are good', { throughputPerSec: 1_000, goodputPerSec: 800 }, usual, [
    ['throughput', 'same'],
    ['goodput', 'same'],
  ]);
  check('more tasks, fewer good ones', { throughputPerSec: 1_100, goodputPerSec: 400 }, usual, [
    ['throughput', 'faster'],
    ['goodput', 'slower'],
  ]);
  check('none is good', { throughputPerSec: 3_000, goodputPerSec: 0 }, usual, [
    ['throughput', 'faster'],
    ['goodput', 'not comparable'],
  ]);
  const oneEmpty = { ...usual, emptyBlocks: 1 };
  check('none in one block of the base', { throughputPerSec: 1_100, goodputPerSec: 400 }, oneEmpty, [
    ['throughput', 'faster'],
    ['goodput', 'not comparable'],
  ]);
  const never = { goodputPerSec: 0, emptyBlocks: 0 };
  check('none on either side', { throughputPerSec: 1_000, goodputPerSec: 0 }, never, [
    ['throughput', 'same'],
  ]);
});

test('a machine that tells no CPU time leaves that guard out', async () => {
  const { document } = await simulateRun({
    config: { blocks: 12, sides: SIDES },
    scenarios: [sampleScenario('a')],
  });
  const cells = document.cells.map((cell) => ({
    ...cell,
    blocks: cell.blocks.map((round) => ({ ...round, cpuMsPerTask: null })),
  }));
  const { contrasts } = gateSides({ ...document, cells }, 'p');
  expect(contrasts.map(({ metric, verdict }) => [metric.id, verdict])).toEqual([
    ['throughput', 'same'],
    ['longest-task', 'same'],
    ['quick-tasks', 'same'],
  ]);
});

test('the document says what was compared, and that it gates', async () => {
  const document = await compared({ ids: ['a', 'b', 'c', 'd', 'e'] });
  expect(document).toMatchObject({
    documentKind: 'comparison',
    advisory: false,
    base: { name: 'main@1a2b3c4', path: 'run/result.json' },
    head: { name: 'change@5d6e7f8' },
    gate: { familyAlpha: 0.01, cellCount: 5 },
  });
  const controls = document.gate?.controls.filter(({ metric }) => metric.id === 'throughput');
  expect(controls?.map(({ cell, verdict }) => [cell, verdict])).toEqual([
    ['a?inFlight=1#single-loop', 'same'],
    ['b?inFlight=1#single-loop', 'same'],
    ['d?inFlight=1#single-loop', 'same'],
  ]);
  expect(document.rows[0]).toMatchObject({
    cell: 'a?inFlight=1#single-loop',
    condition: '1 in flight · single-loop',
    presence: 'both',
    base: { value: expect.any(Number) },
  });
  expect(document.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('a head that fails is an error of its own', async () => {
  const document = await compared({ truthOf: (request) => (isHead(request) ? { digest: 'other' } : {}) });
  expect(document.findings).toContainEqual(
    expect.objectContaining({
      id: 'failed-in-head',
      severity: 'error',
      evidence: expect.stringContaining('head gave other outputs than base'),
    }),
  );
});

test('cells that only one version has are rows of their own', async () => {
  const { rows, contrasts } = await compared({ ids: ['a', 'b'], heads: ['b', 'c'] });
  expect(rows.map(({ cell, presence }) => [cell[0], presence])).toEqual([
    ['b', 'both'],
    ['a', 'removed'],
    ['c', 'added'],
  ]);
  expect([...new Set(contrasts.map(({ cell }) => cell[0]))]).toEqual(['b']);
});

test('a base that differs from itself voids every verdict', async () => {
  const { document } = await simulateRun({
    config: { blocks: 12, sides: SIDES },
    scenarios: [sampleScenario('a')],
    truthOf: (request) => ({ throughputPerSec: isHead(request) ? 800 : 1_000 }),
  });
  const slowed = (cell: Cell): Cell => ({
    ...cell,
    blocks: cell.blocks.map((round) => ({
      ...round,
      medianThroughputPerSec: 0.8 * (round.medianThroughputPerSec ?? 0),
      meanThroughputPerSec: 0.8 * (round.meanThroughputPerSec ?? 0),
      slices: round.slices.map((slice) => ({ ...slice, throughputPerSec: 0.8 * slice.throughputPerSec })),
    })),
  });
  expect(verdictsOf(gateSides(document, 'p'))).toEqual(['slower']);
  const alarmed = gateSides(
    { ...document, cells: document.cells.map((cell) => (cell.side === 'control' ? slowed(cell) : cell)) },
    'p',
  );
  expect(alarmed.gate?.controls[0]?.verdict).toBe('slower');
  expect(alarmed.contrasts).toMatchObject([
    { verdict: 'not comparable', ratio: null, reason: expect.stringContaining('null control') },
  ]);
  expect(alarmed.findings).toContainEqual(
    expect.objectContaining({
      id: 'null-control',
      severity: 'error',
      evidence: expect.stringMatching(/by -20\.\d %/),
    }),
  );
});

test('the same stored run gives the same comparison, byte for byte', async () => {
  const { document } = await simulateRun({
    config: { blocks: 6, sides: SIDES },
    scenarios: [sampleScenario('a')],
  });
  const stored = JSON.parse(JSON.stringify(document));
  expect(JSON.stringify(gateSides(stored, 'p'))).toBe(JSON.stringify(gateSides(document, 'p')));
});

describe('two looks', () => {
  const SIDES_TWICE = (ids: readonly string[]) => ({
    baseName: 'b',
    headName: 'h',
    heads: ids.map((id) => ({ ...sampleScenario(id), moduleUrl: `${HEAD}${id}.js` })),
    looksTwice: true,
  });
  /** The head of `b` differs by a little more than the margin and scatters; that of `a` is the base. */
  const lookedAt = async (ids: readonly string[], head: { readonly [id: string]: object }) => {
    const run = await simulateRun({
      config: { blocks: 12, sides: SIDES_TWICE(ids) },
      scenarios: ids.map((id) => sampleScenario(id)),
      truthOf: (request) => (isHead(request) ? (head[request.scenarioId] ?? {}) : {}),
      dealAfterFirstLook,
    });
    const blocksOf = (id: string): number =>
      run.document.blocks.filter(({ condition }) => condition.startsWith(id)).length;
    return { ...run, blocks: ids.map(blocksOf), gate: gateSides(run.document, 'p') };
  };

  test('what is settled after half of the blocks gets no more', async () => {
    const { blocks, gate, events, document } = await lookedAt(['a', 'b'], { b: { throughputPerSec: 800 } });
    expect(blocks).toEqual([6, 6]);
    expect(verdictsOf(gate)).toEqual(['same', 'slower']);
    expect(document).toMatchObject({ complete: true, config: { sides: { firstLookBlocks: 6 } } });
    expect(events).toContainEqual({
      type: 'phase',
      text: 'first look: 2 of 2 settled after 6 blocks, and need no more',
    });
  });

  test('what is open goes on, and has what the settled one leaves', async () => {
    const scatters = { throughputPerSec: 960, processNoise: 0.03 };
    const { blocks, gate } = await lookedAt(['a', 'b'], { b: scatters });
    expect(blocks).toEqual([6, 18]);
    expect(verdictsOf(gate)[0]).toBe('same');
    expect(gate.contrasts.find(({ cell }) => cell.startsWith('b'))?.blockCount).toBe(18);
  });

  test('one alone keeps to what was planned, and one that fails is not measured on', async () => {
    const scatters = { throughputPerSec: 960, processNoise: 0.03 };
    expect((await lookedAt(['a'], { a: scatters })).blocks).toEqual([12]);
    const wrong = () => ({ code: 'CROSSOVER_TASK_FAILED', name: 'Error', message: 'no' });
    const failing = { wrong: (command: string) => (command === 'slice' ? wrong() : null) };
    const { blocks, events } = await lookedAt(['a', 'b'], { a: failing, b: scatters });
    expect(blocks).toEqual([1, 18]);
    const shares = events.flatMap((event) =>
      'doneRounds' in event ? [event.doneRounds / event.roundCount] : [],
    );
    expect(Math.max(...shares)).toBe(1);
  });

  test('a guard that leaves a suspicion keeps its cell open', async () => {
    const { blocks, gate } = await lookedAt(['a'], { a: { busyRatio: 1.0335, processNoise: 0.0001 } });
    expect(verdictsOf(gate)).toEqual(['same']);
    expect(blocks[0]).toBeGreaterThanOrEqual(6);
  });

  test('a resumed run decides the same', async () => {
    const scatters = { throughputPerSec: 960, processNoise: 0.03 };
    const whole = await lookedAt(['a', 'b'], { b: scatters });
    for (const kept of [5, 12, 15]) {
      const again = await simulateRun({
        config: { blocks: 12, sides: SIDES_TWICE(['a', 'b']) },
        scenarios: [sampleScenario('a'), sampleScenario('b')],
        truthOf: (request) => (isHead(request) && request.scenarioId === 'b' ? scatters : {}),
        dealAfterFirstLook,
        saved: whole.journal.slice(0, kept),
      });
      expect(again.document.blocks.map(({ condition }) => condition)).toEqual(
        whole.document.blocks.map(({ condition }) => condition),
      );
    }
  });
});
