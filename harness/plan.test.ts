import { describe, expect, test } from 'vitest';
import { MAX_CELLS_PER_BLOCK } from './config/defaults.ts';
import type { UserOptions } from './config/options.ts';
import { sampleConfig, sampleScenario } from './config/sample-config.ts';
import { combine, groupCells, type Plan, type PlannedCell, plan, planBlockCount } from './plan.ts';

const ALL = ['sequential', 'single-loop', 'worker-threads', 'child-processes'];
const POOL_SIZES = { poolSize: [1, 2, 3, 4, 5] };
const variants = { batched: (input: unknown) => input };

function planOf(options: UserOptions, scenarios?: Parameters<typeof sampleConfig>[1], usableCores = 2): Plan {
  return plan(sampleConfig(options, scenarios), usableCores);
}

describe('combine', () => {
  const check = (lists: Record<string, number[]>, expected: unknown): void =>
    test(JSON.stringify(lists), () => expect(combine(lists)).toEqual(expected));

  check({}, [{}]);
  check({ a: [1] }, [{ a: 1 }]);
  check({ a: [1, 2], b: [3] }, [
    { a: 1, b: 3 },
    { a: 2, b: 3 },
  ]);
  check({ a: [1, 2], b: [3, 4] }, [
    { a: 1, b: 3 },
    { a: 1, b: 4 },
    { a: 2, b: 3 },
    { a: 2, b: 4 },
  ]);
  check({ a: [1], b: [] }, []);
});

describe('conditions', () => {
  const check = (what: string, made: () => Plan, expected: [id: string, label: string][]): void =>
    test(what, () => expect(made().conditions.map(({ id, label }) => [id, label])).toEqual(expected));

  check('no params', () => planOf({}), [['cpu/sample?inFlight=8', '8 in flight']]);
  const withParams = sampleScenario('io/files', { params: { n: [1, 2], mode: ['a', 'b'] } as object });
  check('the first value of each in quick', () => planOf({}, [withParams]), [
    ['io/files?n=1&mode=a&inFlight=8', 'n=1 · mode=a · 8 in flight'],
  ]);
  check(
    'every combination in full, drives innermost',
    () => planOf({ preset: 'full', inFlight: [1, 16] }, [withParams]),
    [1, 2].flatMap((n) =>
      ['a', 'b'].flatMap((mode) =>
        [1, 16].map((inFlight): [string, string] => [
          `io/files?n=${n}&mode=${mode}&inFlight=${inFlight}`,
          `n=${n} · mode=${mode} · ${inFlight} in flight`,
        ]),
      ),
    ),
  );
  check('in the order of the scenarios', () => planOf({}, [sampleScenario('b'), sampleScenario('a')]), [
    ['b?inFlight=8', '8 in flight'],
    ['a?inFlight=8', '8 in flight'],
  ]);
});

describe('cells', () => {
  const check = (what: string, made: () => Plan, expected: [id: string, label: string][]): void =>
    test(what, () => {
      const { id: condition, cells } = made().conditions[0]!;
      expect(cells.map(({ id, label }) => [id.replace(condition, ''), label])).toEqual(expected);
    });

  check('every model, with the knobs that it really had', () => planOf({}, undefined, 4), [
    ['#sequential', 'sequential'],
    ['#single-loop', 'single-loop'],
    ['#worker-threads?poolSize=4&tasksPerWorker=1', 'worker-threads×4'],
    ['#child-processes?poolSize=4&tasksPerWorker=1&serialization=advanced', 'child-processes×4'],
  ]);
  check(
    'a label names what was asked for, and only that',
    () => planOf({ models: ['child-processes'], knobs: { poolSize: [1], serialization: ['json'] } }),
    [
      ['#single-loop', 'single-loop'],
      [
        '#child-processes?poolSize=1&tasksPerWorker=1&serialization=json',
        'child-processes×1 · serialization=json',
      ],
    ],
  );
  check(
    'variants after the default',
    () => planOf({ models: ['single-loop', 'sequential'] }, [sampleScenario('a', { variants })]),
    [
      ['#sequential', 'sequential'],
      ['#single-loop', 'single-loop'],
      ['#batched:sequential', 'sequential · batched'],
      ['#batched:single-loop', 'single-loop · batched'],
    ],
  );
  check(
    'knob values that come out equal are one cell',
    () => planOf({ models: ['worker-threads'], knobs: { poolSize: [2, 2] } }),
    [
      ['#single-loop', 'single-loop'],
      ['#worker-threads?poolSize=2&tasksPerWorker=1', 'worker-threads×2'],
    ],
  );

  check(
    'every knob that was asked for stands in the label, and in the id where it is not as it would be',
    () =>
      planOf({
        models: ['worker-threads'],
        knobs: { transfer: ['clone', 'transfer'], idleTimeoutMs: [50], maxQueue: ['auto'] },
      }),
    [
      ['#single-loop', 'single-loop'],
      [
        '#worker-threads?poolSize=2&tasksPerWorker=1&idleTimeoutMs=50&maxQueue=auto',
        'worker-threads×2 · transfer=clone · idleTimeoutMs=50 · maxQueue=auto',
      ],
      [
        '#worker-threads?poolSize=2&tasksPerWorker=1&transfer=transfer&idleTimeoutMs=50&maxQueue=auto',
        'worker-threads×2 · transfer=transfer · idleTimeoutMs=50 · maxQueue=auto',
      ],
    ],
  );
  check(
    'a knob that nobody asked for stands in no id, and a default one that somebody asked for only in the label',
    () => planOf({ models: ['sequential'], knobs: { uvThreads: ['default', 8] } }),
    [
      ['#sequential', 'sequential · uvThreads=default'],
      ['#sequential?uvThreads=8', 'sequential · uvThreads=8'],
      ['#single-loop', 'single-loop · uvThreads=default'],
      ['#single-loop?uvThreads=8', 'single-loop · uvThreads=8'],
    ],
  );

  test('at several values of a knob the first is the reference, and every group has it', () => {
    const options = { models: ALL, knobs: { uvThreads: [8, 2] } };
    const { cells, groups } = planOf(options).conditions[0]!;
    const references = cells.filter(({ isReference }) => isReference);
    expect(references.map(({ label, knobs }) => [label, knobs])).toEqual([
      ['single-loop · uvThreads=8', { uvThreads: 8 }],
    ]);
    expect(groups).toHaveLength(3);
    for (const group of groups) expect(group.map(({ isReference }) => isReference).indexOf(true)).toBe(0);
    expect(new Set(groups.flat())).toEqual(new Set(cells));
  });

  test('the reference is the default variant of single-loop, and nothing else', () => {
    const { cells } = planOf({}, [sampleScenario('a', { variants })]).conditions[0]!;
    expect(cells.filter(({ isReference }) => isReference).map(({ label }) => label)).toEqual(['single-loop']);
  });
});

describe('knobs', () => {
  interface Case {
    readonly kind?: 'cpu' | 'io' | 'mixed';
    readonly inFlight: number;
    readonly cores: number;
    readonly knobs?: UserOptions['knobs'];
  }
  const check = ({ kind, inFlight, cores, knobs = {} }: Case, expected: object): void =>
    test(`${kind ?? 'kind unknown'}, ${inFlight} in flight, ${cores} cores, ${JSON.stringify(knobs)}`, () => {
      const { run } = sampleScenario().scenario;
      const scenario = { ...sampleScenario(), scenario: kind ? { kind, run } : { run } };
      const made = planOf({ models: ['worker-threads'], inFlight: [inFlight], knobs }, [scenario], cores);
      expect(made.conditions[0]!.cells.find(({ isReference }) => !isReference)?.knobs).toEqual(expected);
    });

  check({ kind: 'cpu', inFlight: 8, cores: 2 }, { poolSize: 2, tasksPerWorker: 1 });
  check({ kind: 'io', inFlight: 8, cores: 2 }, { poolSize: 2, tasksPerWorker: 4 });
  check({ kind: 'mixed', inFlight: 8, cores: 3 }, { poolSize: 3, tasksPerWorker: 3 });
  check({ inFlight: 8, cores: 2 }, { poolSize: 2, tasksPerWorker: 4 });
  check({ kind: 'io', inFlight: 1, cores: 4 }, { poolSize: 4, tasksPerWorker: 1 });
  check({ kind: 'cpu', inFlight: 8, cores: 0.5 }, { poolSize: 1, tasksPerWorker: 1 });
  check({ kind: 'cpu', inFlight: 8, cores: 1.5 }, { poolSize: 2, tasksPerWorker: 1 });
  check({ kind: 'io', inFlight: 8, cores: 2, knobs: { poolSize: [4] } }, { poolSize: 4, tasksPerWorker: 2 });
  check(
    { kind: 'cpu', inFlight: 8, cores: 2, knobs: { tasksPerWorker: [3] } },
    { poolSize: 2, tasksPerWorker: 3 },
  );
});

describe('groups', () => {
  const cellsOf = (otherCount: number): PlannedCell[] => {
    const [reference, other] = planOf({ models: ['worker-threads'] }).conditions[0]!.cells;
    return [reference!, ...Array.from({ length: otherCount }, (_, index) => ({ ...other!, id: `${index}` }))];
  };
  const check = (otherCount: number, expectedSizes: number[]): void =>
    test(`${otherCount} cells beside the reference → ${expectedSizes}`, () => {
      const cells = cellsOf(otherCount);
      const groups = groupCells(cells);
      expect(groups.map(({ length }) => length)).toEqual(expectedSizes);
      for (const group of groups) {
        expect(group[0]?.isReference).toBe(true);
        expect(group.length).toBeLessThanOrEqual(MAX_CELLS_PER_BLOCK);
      }
      const others = groups.flat().filter(({ isReference }) => !isReference);
      expect(new Set(others)).toEqual(new Set(cells.slice(1)));
      expect(others).toHaveLength(otherCount);
    });

  check(0, [1]);
  check(1, [2]);
  check(3, [4]);
  check(4, [3, 3]);
  check(6, [4, 4]);
  check(7, [4, 3, 3]);
  check(12, [4, 4, 4, 4]);

  test('without a reference a group holds four', () => {
    expect(groupCells(cellsOf(8).slice(1)).map(({ length }) => length)).toEqual([4, 4]);
  });
});

describe('the order of blocks', () => {
  const check = (what: string, made: () => Plan, expected: string[]): void =>
    test(what, () => {
      const order = made().blocks.map(
        ({ condition, cells, blockIndex }) =>
          `${condition.scenario.id}${condition.groups.indexOf(cells)}:${blockIndex}`,
      );
      expect(order).toEqual(expected);
    });

  const three = ['a', 'b', 'c'].map((id) => sampleScenario(id));
  check('the first condition first, then all others in turn', () => planOf({ blocks: 2 }, three), [
    'a0:0',
    'a0:1',
    'b0:0',
    'c0:0',
    'b0:1',
    'c0:1',
  ]);
  check(
    'the groups of a condition stand beside each other',
    () => planOf({ blocks: 2, models: ['worker-threads'], knobs: POOL_SIZES }, three.slice(0, 2)),
    ['a0:0', 'a1:0', 'a0:1', 'a1:1', 'b0:0', 'b1:0', 'b0:1', 'b1:1'],
  );

  test('the same configuration gives the same plan', () => {
    const options = { models: ALL, blocks: 3, knobs: POOL_SIZES, inFlight: [1, 8] };
    expect(JSON.stringify(planOf(options, three))).toBe(JSON.stringify(planOf(options, three)));
  });
});

describe('planBlockCount', () => {
  const check = (options: UserOptions, groupCount: number, expected: number): void =>
    test(`${JSON.stringify(options)}, ${groupCount} groups`, () => {
      expect(planBlockCount(sampleConfig(options), groupCount)).toBe(expected);
    });

  check({ preset: 'full' }, 50, 5);
  check({ preset: 'quick' }, 4, 5);
  check({ preset: 'quick' }, 1, 5);
  check({ preset: 'quick' }, 100, 2);
  check({ preset: 'smoke' }, 1, 1);
  check({ preset: 'smoke' }, 4, 1);
  check({ preset: 'quick', budgetMs: 3_600_000 }, 4, 243);
  check({ preset: 'full', budgetMs: 60_000 }, 4, 3);
  check({ preset: 'quick', blocks: 7 }, 4, 7);
  check({ preset: 'quick', blocks: 7, budgetMs: 1_000 }, 4, 7);
  check({ preset: 'smoke', blocks: 3 }, 4, 3);
  check({ preset: 'quick' }, 0, 5);
});

test('a scenario that cannot run here has cells that say so, and no block', () => {
  const unavailable = { ...sampleScenario('a'), unavailable: 'it needs a database' };
  const { conditions, blocks } = planOf({}, [unavailable, sampleScenario('b')]);
  expect(conditions[0]?.cells.map(({ cannot }) => cannot)).toEqual(
    Array.from({ length: conditions[0]!.cells.length }, () => 'it needs a database'),
  );
  expect(new Set(blocks.map(({ condition }) => condition.scenario.id))).toEqual(new Set(['b']));
});

describe('open loop', () => {
  const drives = (options: UserOptions) =>
    planOf(options).conditions.map(({ id, label, rate, inFlight }) => ({ id, label, rate, inFlight }));

  test('each rate is a condition, and nothing is kept in flight', () => {
    expect(drives({ ratesPerSec: [100, 500] })).toEqual([
      {
        id: 'cpu/sample?rate=100',
        label: '100/s come',
        rate: { ratePerSec: 100, arrivals: 'constant' },
        inFlight: 8,
      },
      {
        id: 'cpu/sample?rate=500',
        label: '500/s come',
        rate: { ratePerSec: 500, arrivals: 'constant' },
        inFlight: 8,
      },
    ]);
  });

  test('pools are made for the tasks in flight that were asked for; another spacing has ids of its own', () => {
    expect(drives({ ratesPerSec: [50], arrivals: 'poisson', inFlight: [32] })).toEqual([
      {
        id: 'cpu/sample?rate=50&arrivals=poisson',
        label: '50/s come at random (poisson)',
        rate: { ratePerSec: 50, arrivals: 'poisson' },
        inFlight: 32,
      },
    ]);
  });
});

describe('servers', () => {
  const never = (): never => {
    throw new Error('not here');
  };
  const server = sampleScenario('servers/sample', {
    server: { loadRoute: 'work', createRoutes: never, frameworks: { default: never } },
  });
  const modelsOf = (options: UserOptions, scenarios: Parameters<typeof sampleConfig>[1]) =>
    planOf(options, scenarios).conditions.map(({ cells }) => cells.map(({ model }) => model.id));
  const SERVING = ['single-loop', 'worker-threads', 'child-processes', 'cluster'];

  test('by default they run under the ways of serving, and tasks beside them under theirs', () => {
    expect(modelsOf({}, [server, sampleScenario()])).toEqual([SERVING, ALL]);
  });

  test('where models are named, each scenario takes those that fit it', () => {
    expect(modelsOf({ models: ['sequential', 'cluster'] }, [server, sampleScenario()])).toEqual([
      ['single-loop', 'cluster'],
      ['sequential', 'single-loop'],
    ]);
  });
});
