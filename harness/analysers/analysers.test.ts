import { beforeAll, describe, expect, test } from 'vitest';
import type { Cell, Finding, Round, RunDocument } from '../result/schema.ts';
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
    'an executor that settled nothing inside the windows',
    onRounds((round) => Object.assign(round, { executorRunMs: [null, 4] })),
    [],
  );
  check(
    'loops that were not pinned',
    onRounds((round) => Object.assign(round.slices[0]!, { cpu: null })),
    ['no-pinning'],
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

function slowMean(round: Round, ratio: number): void {
  round.meanThroughputPerSec = round.medianThroughputPerSec! * ratio;
}

function fewer(document: RunDocument, count: number): void {
  document.blocks.length = count;
  for (const { blocks } of document.cells) blocks.length = count;
}

test('every analyser of the registry finds something here', () => {
  const found = findingsOf((document) => {
    document.environment.sources = [];
    document.environment.microCosts = { ...MICRO_COSTS };
    Object.assign(document.blocks[0]!, { outsideCpuRatio: 0.1, throttledMs: 4 });
    const [reference, pool] = document.cells;
    reference!.error = { code: 'CROSSOVER_UNMATCHED_WORK', name: 'Error', message: 'differs' };
    pool!.knobs.poolSize = 9;
    document.cells.push({ ...structuredClone(pool!), id: 'late', status: 'void', blocks: [] });
    pool!.receiptMs = [{ part: 'run', meanMs: 1e-5 }];
    pool!.blocks[0]!.status = 'void';
    for (const round of pool!.blocks) {
      slowMean(round, 0.8);
      round.warmUpFlat = false;
      round.executorRunMs = [17, 4];
      round.slices[0]!.cpu = null;
      round.slices = round.slices.slice(0, 1);
    }
    for (const round of reference!.blocks) round.slices = round.slices.slice(0, 1);
  });
  expect(new Set(found.map(({ id }) => id)).size).toBe(analysers.length);
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
