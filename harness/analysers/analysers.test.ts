import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Knobs } from '../model.ts';
import type { Cell, Finding, Round, RunDocument, Verdict } from '../result/schema.ts';
import { simulateRun } from '../run/simulated-run.ts';
import { analysers } from './index.ts';

/** Sound in every respect: five blocks of two cells on a quiet machine that tells everything. */
let sound: RunDocument;
beforeAll(async () => {
  sound = (await simulateRun({ config: { models: ['worker-threads'], blocks: 5 } })).document;
});

/** What it gives is not looked at. */
type Patch = (document: RunDocument) => unknown;

function findingsOf(patch: Patch): Finding[] {
  const document = structuredClone(sound);
  patch(document);
  return analysers.flatMap((analyser) => analyser(document));
}

/** `id cell-label` or `id` for the whole run. */
function idsOf(patch: Patch): string[] {
  return findingsOf(patch).map(({ id, cell }) => {
    const label = sound.cells.find((candidate) => candidate.id === cell)?.label;
    return cell === null ? id : `${id} ${label}`;
  });
}

const onCell =
  (change: (cell: Cell) => unknown): Patch =>
  ({ cells }) =>
    change(cells[1]!);
const onRounds =
  (change: (round: Round, index: number) => unknown): Patch =>
  ({ cells }) =>
    cells[1]!.blocks.forEach(change);
const POOL = 'worker-threads×2';
const MICRO_COSTS = {
  clockTickMs: 1e-5,
  clockReadMs: 5e-5,
  bareAwaitMs: 1e-4,
  dispatchMs: 1.1e-3,
  clone1KiBMs: 1e-3,
};

describe('findings', () => {
  const check = (what: string, patch: Patch, expected: string[]): void =>
    test(`${what} → ${expected.join(', ') || 'none'}`, () => expect(idsOf(patch)).toEqual(expected));

  check('a sound run', () => {}, []);
  check(
    'outputs that differ',
    onCell((cell) => {
      cell.status = 'failed';
      cell.error = { code: 'CROSSOVER_UNMATCHED_WORK', name: 'CrossoverError', message: 'differs' };
    }),
    [`unmatched-work ${POOL}`],
  );
  check(
    'a cell that failed otherwise',
    onCell((cell) => {
      cell.status = 'failed';
      cell.error = { code: 'CROSSOVER_TASK_FAILED', name: 'Error', message: 'boom' };
    }),
    [],
  );
  check(
    'a void round',
    onRounds((round, index) => {
      if (index === 0) Object.assign(round, { status: 'void', reasons: ['loud'] });
    }),
    [`void-blocks ${POOL}`, `few-blocks ${POOL}`],
  );
  check(
    'tasks by a schedule that it keeps up with',
    onCell((cell) => comesBySchedule(cell, 0)),
    [],
  );
  check(
    'a block that fell behind',
    onCell((cell) => comesBySchedule(cell, 2)),
    [`near-saturation ${POOL}`],
  );
  check(
    'most blocks fell behind',
    onCell((cell) => comesBySchedule(cell, 3)),
    [`saturated ${POOL}`],
  );
  check(
    'a load that fell behind its own schedule',
    onCell((cell) => {
      comesBySchedule(cell, 3);
      cell.effectiveCores = 0.4;
      cell.server = {
        driverCores: 0.95,
        victimMsP50: null,
        victimMsP99: null,
        lostCount: 0,
        sentCount: 90,
        drainMs: 9,
      };
    }),
    [`saturated ${POOL}`, `driver-bound ${POOL}`],
  );
  check(
    'a cell whose turn never came',
    onCell((cell) => Object.assign(cell, { status: 'void', blocks: [] })),
    [`not-reached ${POOL}`],
  );
  check('other processes at 5 %', ({ blocks }) => Object.assign(blocks[0]!, { outsideCpuRatio: 0.05 }), []);
  check('other processes at 6 %', ({ blocks }) => Object.assign(blocks[0]!, { outsideCpuRatio: 0.06 }), [
    'noisy-host',
  ]);
  check('a hypervisor at 6 %', ({ blocks }) => Object.assign(blocks[4]!, { stealRatio: 0.06 }), [
    'noisy-host',
  ]);
  check(
    'counters that are missing',
    ({ blocks }) => Object.assign(blocks[0]!, { outsideCpuRatio: null }),
    [],
  );
  check('throttled once', ({ blocks }) => Object.assign(blocks[2]!, { throttledMs: 3 }), ['throttled']);
  for (const [runMs, expected] of [
    [0.0011, ['timer-floor']],
    [0.0099, ['timer-floor']],
    [0.0101, []],
  ] as const) {
    check(
      `tasks of ${runMs} ms, 1 µs added`,
      (document) => {
        document.environment.microCosts = { ...MICRO_COSTS };
        document.cells[1]!.receiptMs = [{ part: 'run', meanMs: runMs }];
      },
      expected.map((id) => `${id} ${POOL}`),
    );
  }
  check(
    'tasks shorter than 100 ticks of the clock',
    (document) => {
      document.environment.microCosts = { ...MICRO_COSTS, clockTickMs: 1e-3 };
      document.cells[1]!.receiptMs = [{ part: 'run', meanMs: 0.09 }];
    },
    [`timer-floor ${POOL}`],
  );
  check(
    'the mean 4 % below the median',
    onRounds((round) => slowMean(round, 0.96)),
    [],
  );
  check(
    'the mean 6 % below the median',
    onRounds((round) => slowMean(round, 0.94)),
    [`bursty ${POOL}`],
  );
  check(
    'the mean above the median',
    onRounds((round) => slowMean(round, 1.2)),
    [],
  );
  check(
    'a pool of three on two cores',
    onCell((cell) => Object.assign(cell.knobs, { poolSize: 3 })),
    [`pool-larger-than-cores ${POOL}`],
  );
  check(
    'the same for work that waits',
    (document) => {
      document.scenarios[0]!.kind = 'io';
      document.cells[1]!.knobs.poolSize = 3;
    },
    [],
  );
  check(
    'two executors on one and a half cores',
    ({ environment }) => Object.assign(environment, { usableCores: 1.5 }),
    [],
  );
  check('four blocks', (document) => fewer(document, 4), ['few-blocks single-loop', `few-blocks ${POOL}`]);
  check(
    'a smoke run',
    (document) => {
      document.config.preset = 'smoke';
      fewer(document, 1);
    },
    ['few-blocks'],
  );
  check('more blocks under smoke', (document) => Object.assign(document.config, { preset: 'smoke' }), []);
  check(
    'blocks of two turns',
    ({ cells }) => {
      for (const { blocks } of cells) for (const round of blocks) round.slices = round.slices.slice(0, 2);
    },
    ['few-turns'],
  );
  check(
    'a warm-up that ran out of time once',
    onRounds((round, index) => Object.assign(round, { warmUpFlat: index > 1 })),
    [],
  );
  check(
    'mostly',
    onRounds((round, index) => Object.assign(round, { warmUpFlat: index > 2 })),
    [`warm-up-not-flat ${POOL}`],
  );
  check(
    'executors alike',
    onRounds((round) => Object.assign(round, { executorRunMs: [4, 4.4] })),
    [],
  );
  check(
    'one thread that stayed slow in one block',
    onRounds((round, index) => Object.assign(round, { executorRunMs: index === 2 ? [17.2, 3.9] : [3.9, 4] })),
    [`uneven-executors ${POOL}`],
  );
  check(
    'uneven where tasks are next to nothing',
    onRounds((round) => Object.assign(round, { executorRunMs: [0.0002, 0.0005] })),
    [],
  );
  check(
    'an executor that settled nothing inside the windows',
    onRounds((round) => Object.assign(round, { executorRunMs: [null, 4] })),
    [],
  );
  check(
    'Piscina’s default queue, alone',
    onCell((cell) => Object.assign(cell.knobs, { fifo: 'default' })),
    [`default-fifo ${POOL}`],
  );
  check(
    'the same where the workers take all that is in flight',
    onCell((cell) => Object.assign(cell.knobs, { fifo: 'default', tasksPerWorker: 4 })),
    [],
  );
  check(
    'threads that were started once after each sleep',
    onCell((cell) => startThreads(cell, 1)),
    [],
  );
  check(
    'threads that were started again and again',
    onCell((cell) => startThreads(cell, 3)),
    [`threads-restarted ${POOL}`],
  );
  check(
    'workers that block while they idle, computing',
    onCell((cell) => Object.assign(cell.knobs, { atomics: 'sync' })),
    [],
  );
  check(
    'the same for work that waits',
    (document) => {
      document.scenarios[0]!.kind = 'io';
      document.cells[1]!.knobs.atomics = 'sync';
    },
    [`sync-atomics ${POOL}`],
  );
  check(
    'copies that were ready beforehand',
    onRounds((round) => Object.assign(round, { inputCopyRatio: 0.009 })),
    [],
  );
  check(
    'copies that were not',
    onRounds((round) => Object.assign(round, { inputCopyRatio: 0.02 })),
    [`copies-inside ${POOL}`],
  );
  const withReceipt = (cell: Cell, sendMs: number, runMs: number): unknown =>
    Object.assign(cell, {
      receiptMs: [
        { part: 'queue+send', meanMs: sendMs },
        { part: 'run', meanMs: runMs },
      ],
    });
  check(
    'a worker for each task, started for longer than it computes',
    onCell((cell) => withReceipt(Object.assign(cell, { model: 'worker-per-task' }), 31, 10)),
    [`slow-start ${POOL}`],
  );
  check(
    'the same where the task is the longer',
    onCell((cell) => withReceipt(Object.assign(cell, { model: 'worker-per-task' }), 29, 10)),
    [],
  );
  check(
    'a pool that starts for longer than a hundred tasks',
    onCell((cell) => withReceipt(Object.assign(cell, { startUpMs: 600 }), 0.1, 5)),
    [`slow-start ${POOL}`],
  );
  check(
    'a start that nobody feels',
    onCell((cell) => withReceipt(Object.assign(cell, { startUpMs: 400 }), 0.1, 0.01)),
    [],
  );
  check(
    'JSON, and nothing to hold it against',
    (document) => addSibling(document, {}, { serialization: 'json' }, 1),
    [],
  );
  check(
    'JSON that was as fast',
    (document) => addSibling(document, { serialization: 'json' }, { serialization: 'advanced' }, 1),
    [],
  );
  check(
    'JSON that was surely slower',
    (document) => addSibling(document, { serialization: 'json' }, { serialization: 'advanced' }, 2),
    [`json-messages ${POOL}`],
  );
  check(
    'JSON that failed',
    (document) => {
      addSibling(document, { serialization: 'json' }, { serialization: 'advanced' }, 1);
      Object.assign(document.cells[1]!, { status: 'failed', throughputPerSec: null });
    },
    [`json-messages ${POOL}`],
  );
  check(
    'several tasks a worker by default',
    onCell((cell) => Object.assign(cell.knobs, { tasksPerWorker: 4 })),
    [],
  );
  check(
    'several tasks a worker because they were asked for',
    (document) => {
      document.config.knobs = { tasksPerWorker: [1, 4] };
      addSibling(document, { tasksPerWorker: 4 }, { tasksPerWorker: 1 }, 0.5);
    },
    [`no-signals ${POOL}`],
  );
  const threadsOnTwoCores = (verdict: Verdict, isInverse: boolean) => (document: RunDocument) => {
    document.environment.usableCores = 2;
    addSibling(document, { poolSize: 3 }, { poolSize: 2 }, 1);
    const pair = [document.cells.at(-1)!.id, document.cells[1]!.id];
    const [cell = '', reference = ''] = isInverse ? pair.reverse() : pair;
    document.contrasts.push({ ...document.contrasts[0]!, cell, reference, verdict });
  };
  for (const [verdict, isInverse, isFound] of [
    ['same', false, true],
    ['faster', false, true],
    ['slower', true, true],
    ['unsure', false, false],
    ['slower', false, false],
    ['faster', true, false],
  ] as const) {
    const how = isInverse ? 'held against the cores' : 'and the cores held against it';
    check(`Piscina’s default size, ${how}: ${verdict}`, threadsOnTwoCores(verdict, isInverse), [
      `pool-larger-than-cores ${POOL}`,
      ...(isFound ? [`default-max-threads ${POOL}`] : []),
    ]);
  }
  check('few threads of libuv, and no cell with more', (document) => setUvThreads(document, [2]), []);
  check('with more it was as fast', (document) => setUvThreads(document, [2, 8], 1), []);
  check('with more it was faster', (document) => setUvThreads(document, [2, 8], 2), [
    `few-uv-threads ${POOL}`,
  ]);
  check('as many as are in flight', (document) => setUvThreads(document, [8, 16], 2), []);
  check(
    'loops that were not pinned',
    onRounds((round) => Object.assign(round.slices[0]!, { cpu: null })),
    ['no-pinning'],
  );
  check(
    'a process that died could not be pinned any longer: that says nothing of pinning',
    (document) => {
      const [first, second] = document.cells;
      first!.blocks[0]!.status = 'failed';
      second!.blocks[0]!.slices[0]!.cpu = null;
    },
    ['few-blocks single-loop'],
  );
  check(
    'one core: nothing to pin to',
    (document) => {
      document.environment.usableCores = 1;
      document.cells[1]!.knobs.poolSize = 1;
      for (const { blocks } of document.cells) for (const { slices } of blocks) slices[0]!.cpu = null;
    },
    [],
  );
  check(
    'no psi',
    ({ environment }) => Object.assign(environment, { sources: ['schedstat', 'pss', 'cgroup'] }),
    ['missing-sources'],
  );
});

/** Those of a run in docs/findings.md. */
function documentedFindings(): string[] {
  const text = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  const ofRuns = text.split('\nComparisons (')[0] ?? '';
  return [...ofRuns.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id!).sort();
}

function slowMean(round: Round, ratio: number): void {
  round.meanThroughputPerSec = round.medianThroughputPerSec! * ratio;
}

function startThreads(cell: Cell, perSlice: number): void {
  Object.assign(cell.knobs, { idleTimeoutMs: 0 });
  for (const round of cell.blocks) round.startedExecutorCount = perSlice * round.slices.length;
}

/** Pools that differ in uvThreads alone, each `faster` times as fast as the one before. */
function setUvThreads(document: RunDocument, counts: readonly number[], faster = 1): void {
  const [, pool] = document.cells;
  const { value } = pool!.throughputPerSec!;
  document.cells.splice(
    1,
    1,
    ...counts.map((uvThreads, index) => ({
      ...structuredClone(pool!),
      id: index === 0 ? pool!.id : `${pool!.id}&${uvThreads}`,
      knobs: { ...pool!.knobs, uvThreads },
      throughputPerSec: interval(value * faster ** index),
    })),
  );
}

/** The pool at its own knobs, and once more at others with so many times its throughput. */
function addSibling(document: RunDocument, own: Knobs, others: Knobs, ratio: number): void {
  const pool = document.cells[1]!;
  const { value } = pool.throughputPerSec!;
  document.cells.push({
    ...structuredClone(pool),
    id: `${pool.id}&other`,
    knobs: { ...pool.knobs, ...others },
    throughputPerSec: interval(value * ratio),
  });
  Object.assign(pool, { knobs: { ...pool.knobs, ...own }, throughputPerSec: interval(value) });
}

function interval(value: number): NonNullable<Cell['throughputPerSec']> {
  return { value, low: 0.9 * value, high: 1.1 * value };
}

function fewer(document: RunDocument, count: number): void {
  document.blocks.length = count;
  for (const { blocks } of document.cells) blocks.length = count;
}

/** Came by a schedule, and in so many blocks more than was carried out. */
function comesBySchedule(cell: Cell, behindCount: number): void {
  const lag = { unit: 'ms' as const, buckets: [] };
  cell.ratePerSec = 500;
  cell.blocks.forEach((round, index) => {
    round.openLoop = { scheduledCount: 1_000, isSaturated: index < behindCount, lag };
  });
  cell.openLoop = { isSaturated: behindCount * 2 >= cell.blocks.length, lagMsP99: null };
}

test('every analyser of the registry finds something here', () => {
  const found = findingsOf((document) => {
    document.environment.sources = [];
    document.environment.microCosts = { ...MICRO_COSTS };
    Object.assign(document.blocks[0]!, { outsideCpuRatio: 0.1, throttledMs: 4 });
    document.scenarios[0]!.kind = 'mixed';
    setUvThreads(document, [2, 8], 2);
    const [reference, pool] = document.cells;
    for (const { knobs } of document.cells.slice(1)) {
      Object.assign(knobs, {
        fifo: 'default',
        atomics: 'sync',
        idleTimeoutMs: 0,
        poolSize: 3,
        tasksPerWorker: 2,
      });
    }
    document.environment.usableCores = 2;
    document.config.knobs = { tasksPerWorker: [2] };
    addSibling(document, {}, { poolSize: 2 }, 1);
    const pair = { cell: document.cells.at(-1)!.id, reference: pool!.id };
    document.contrasts.push({ ...document.contrasts[0]!, ...pair, verdict: 'same' });
    const asJson = { ...structuredClone(pool!), id: 'json', knobs: { serialization: 'json' } };
    Object.assign(asJson, { status: 'failed', throughputPerSec: null });
    document.cells.push(asJson, {
      ...structuredClone(pool!),
      id: 'clone',
      knobs: { serialization: 'advanced' },
    });
    comesBySchedule(pool!, 2);
    const behind = { ...structuredClone(pool!), id: 'behind' };
    comesBySchedule(behind, 3);
    const server = {
      driverCores: 0.95,
      victimMsP50: null,
      victimMsP99: null,
      lostCount: 3,
      sentCount: 90,
      drainMs: 9,
    };
    const crowded = { ...structuredClone(pool!), id: 'crowded', server, effectiveCores: 1.3 };
    const asked = { ...structuredClone(crowded), id: 'asked', effectiveCores: 0.4 };
    delete asked.ratePerSec;
    delete asked.openLoop;
    for (const round of asked.blocks) delete round.openLoop;
    document.cells.push(behind, crowded, asked);
    pool!.startUpMs = 900;
    reference!.error = { code: 'CROSSOVER_UNMATCHED_WORK', name: 'Error', message: 'differs' };
    document.cells.push({ ...structuredClone(pool!), id: 'late', status: 'void', blocks: [] });
    pool!.receiptMs = [{ part: 'run', meanMs: 1e-5 }];
    pool!.blocks[0]!.status = 'void';
    for (const round of pool!.blocks) {
      slowMean(round, 0.8);
      round.warmUpFlat = false;
      round.executorRunMs = [17, 4];
      round.startedExecutorCount = 99;
      round.inputCopyRatio = 0.5;
      round.slices[0]!.cpu = null;
    }
    for (const { blocks } of document.cells) {
      for (const round of blocks) round.slices = round.slices.slice(0, 1);
    }
  });
  expect(new Set(found.map(({ id }) => id)).size).toBe(analysers.length);
  expect(documentedFindings()).toEqual([...new Set(found.map(({ id }) => id))].sort());
  for (const { evidence, remedy } of found) {
    expect(evidence).not.toMatch(/NaN|undefined|Infinity/);
    expect(remedy.length).toBeGreaterThan(10);
  }
});

test('a smoke run is told apart from a short one', () => {
  const [finding] = findingsOf((document) => {
    document.config.preset = 'smoke';
    fewer(document, 1);
  });
  expect(finding).toMatchObject({ severity: 'info', cell: null });
});

test('--no-pin is not blamed on the machine', () => {
  const [finding] = findingsOf((document) => {
    document.config.pin = false;
    for (const { blocks } of document.cells) for (const { slices } of blocks) slices[0]!.cpu = null;
  });
  expect(finding?.evidence).toContain('--no-pin was given');
});

test('a cell without any sound block is an error, not a remark', () => {
  const [finding] = findingsOf(
    onCell((cell) => {
      cell.status = 'void';
      for (const round of cell.blocks) Object.assign(round, { status: 'void', reasons: ['loud', 'late'] });
    }),
  );
  expect(finding).toMatchObject({ id: 'void-blocks', severity: 'error' });
  expect(finding?.evidence).toBe('5 of 5 rounds were void and do not count: loud; late');
});

describe('what the run itself says about Piscina’s default queue', () => {
  test.each<[spread: number, ofStrict: number | null, severity: string, evidence: RegExp]>([
    [9, 2, 'warning', /its p99 is 9\.0 times its p50, with fifo=strict 2\.0 times$/],
    [2.1, 2, 'info', /its p99 is 2\.1 times its p50, with fifo=strict 2\.0 times$/],
    [9, null, 'warning', /its p99 is 9\.0 times its p50$/],
  ])('p99 ÷ p50 of %d, of the strict one %d', (spread, ofStrict, severity, evidence) => {
    const found = findingsOf(({ cells }) => {
      const [, pool] = cells;
      const withSpread = (fifo: string, ratio: number): Cell => ({
        ...structuredClone(pool!),
        id: `${pool!.id}&${fifo}`,
        knobs: { ...pool!.knobs, fifo },
        latencyMs: { ...pool!.latencyMs!, p50: interval(4), p99: interval(4 * ratio) },
      });
      cells.splice(1, 1, withSpread('default', spread));
      if (ofStrict !== null) cells.push(withSpread('strict', ofStrict));
    });
    expect(found).toMatchObject([
      { id: 'default-fifo', severity, evidence: expect.stringMatching(evidence) },
    ]);
  });
});

test('more threads of libuv: the fewest that were surely faster are named', () => {
  const [finding] = findingsOf((document) => setUvThreads(document, [2, 4, 16], 3));
  expect(finding?.evidence).toBe(
    'libuv has 2 threads for 8 tasks in flight; with 4 it settled 3.00 times as many tasks',
  );
});
