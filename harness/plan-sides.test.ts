import { describe, expect, test } from 'vitest';
import type { SelectedScenario, UserOptions } from './config/options.ts';
import { sampleConfig, sampleScenario } from './config/sample-config.ts';
import type { Plan } from './plan.ts';
import { planSides } from './plan-sides.ts';

const CELL = 'cpu/sample?inFlight=1#single-loop';
const of = (id: string, more: Parameters<typeof sampleScenario>[1] = {}): SelectedScenario => ({
  ...sampleScenario(id, more),
  moduleUrl: `file:///head/${id}.js`,
});

function planned(
  options: UserOptions = {},
  bases: readonly SelectedScenario[] = [sampleScenario()],
  heads: readonly SelectedScenario[] = [of('cpu/sample')],
): Plan {
  return planSides(sampleConfig({ ...options, sides: { baseName: 'b', headName: 'h', heads } }, bases), 2);
}
const many = (count: number): [SelectedScenario[], SelectedScenario[]] => {
  const ids = Array.from({ length: count }, (_, index) => `s${index}`);
  return [ids.map((id) => sampleScenario(id)), ids.map((id) => of(id))];
};

test('a cell is a condition: base, head and the base once more, each with its own module', () => {
  const { conditions, unmatched } = planned();
  expect(unmatched).toEqual([]);
  expect(conditions).toHaveLength(1);
  const [condition] = conditions;
  expect(condition).toMatchObject({ id: CELL, label: '1 in flight · single-loop' });
  expect(condition?.cells.map(({ id, side, isReference }) => [id, side, isReference])).toEqual([
    [`${CELL}@base`, 'base', true],
    [`${CELL}@head`, 'head', false],
    [`${CELL}@control`, 'control', false],
  ]);
  expect(condition?.cells.map(({ scenario }) => scenario?.moduleUrl)).toEqual([
    'file:///samples/cpu/sample.js',
    'file:///head/cpu/sample.js',
    'file:///samples/cpu/sample.js',
  ]);
});

describe('what only one version has is no cell to be measured', () => {
  const check = (
    what: string,
    made: () => Plan,
    expected: { measured: number; unmatched: readonly (readonly [string, string])[] },
  ): void =>
    test(what, () => {
      const { conditions, unmatched } = made();
      expect(conditions).toHaveLength(expected.measured);
      expect(unmatched.map(({ id, presence }) => [id, presence])).toEqual(expected.unmatched);
    });

  const [a, b] = [sampleScenario('a'), sampleScenario('b')];
  check('a scenario is gone', () => planned({}, [a, b], [of('b')]), {
    measured: 1,
    unmatched: [['a?inFlight=1#single-loop', 'removed']],
  });
  check('a scenario is new', () => planned({}, [b], [of('a'), of('b')]), {
    measured: 1,
    unmatched: [['a?inFlight=1#single-loop', 'added']],
  });
  const n = (...values: number[]): { params: object } => ({ params: { n: values } });
  check('a first value that changed', () => planned({}, [sampleScenario('a', n(1))], [of('a', n(2))]), {
    measured: 0,
    unmatched: [
      ['a?n=1&inFlight=1#single-loop', 'removed'],
      ['a?n=2&inFlight=1#single-loop', 'added'],
    ],
  });
  const asked = { params: { n: [5] } };
  check('the value that was asked for', () => planned(asked, [sampleScenario('a', n(1))], [of('a', n(2))]), {
    measured: 1,
    unmatched: [],
  });
  check(
    'a kind that changed is no other cell',
    () => planned({ models: ['worker-threads'] }, [a], [of('a', { kind: 'io' })]),
    {
      measured: 1,
      unmatched: [],
    },
  );
});

test('models are those that were asked for, without a reference of its own', () => {
  expect(planned({ models: ['worker-threads', 'child-processes'] }).conditions.map(({ id }) => id)).toEqual([
    'cpu/sample?inFlight=8#worker-threads?poolSize=2&tasksPerWorker=1',
    'cpu/sample?inFlight=8#child-processes?poolSize=2&tasksPerWorker=1&serialization=advanced',
  ]);
});

describe('tasks that compute on a loop come one at a time, where nobody asked otherwise', () => {
  const check = (
    what: string,
    kind: 'cpu' | 'io',
    options: Parameters<typeof planned>[0],
    inFlight: readonly number[],
  ): void =>
    test(what, () => {
      const { conditions } = planned(options, [sampleScenario('a', { kind })], [of('a', { kind })]);
      expect(conditions.map((condition) => condition.inFlight)).toEqual(inFlight);
    });

  check('computing', 'cpu', {}, [1]);
  check('waiting', 'io', {}, [8]);
  check('computing in a pool', 'cpu', { models: ['worker-threads'] }, [8]);
  check('computing on a loop and in a pool', 'cpu', { models: ['single-loop', 'worker-threads'] }, [8, 8]);
  check('as asked', 'cpu', { inFlight: [4] }, [4]);
});

test('only the cells that are asked for are measured, with what they were held against', () => {
  const sides = { baseName: 'b', headName: 'h', heads: ['a', 'b'].map((id) => of(id)) };
  const only = ['b?inFlight=1#single-loop'];
  const bases = [sampleScenario('a'), sampleScenario('b')];
  const { conditions } = planSides(sampleConfig({ sides: { ...sides, only } }, bases), 2);
  expect(conditions.map(({ id }) => id)).toEqual(only);
});

test('at most three cells have a control, spread over all of them', () => {
  const controlled = (count: number): number[] =>
    planned({}, ...many(count)).conditions.flatMap(({ cells }, index) => (cells.length === 3 ? [index] : []));
  expect(controlled(2)).toEqual([0, 1]);
  expect(controlled(3)).toEqual([0, 1, 2]);
  expect(controlled(12)).toEqual([0, 4, 8]);
});

test('all cells take turns, and which process is opened first is drawn for each block', () => {
  const { blocks, conditions } = planned({ blocks: 40 }, ...many(3));
  expect(blocks).toHaveLength(120);
  expect(blocks.map(({ condition }) => condition)).toEqual(blocks.map((_, index) => conditions[index % 3]));
  const firsts = blocks.map(({ cells }) => cells[0]?.side);
  for (const side of ['base', 'head', 'control']) {
    const count = firsts.filter((first) => first === side).length;
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(60);
  }
  const again = planned({ blocks: 40 }, ...many(3)).blocks;
  expect(again.map(({ cells }) => cells[0]?.side)).toEqual(firsts);
});

test('a model that cannot run here is in no block', () => {
  const config = sampleConfig({ sides: { baseName: 'b', headName: 'h', heads: [of('cpu/sample')] } });
  const models = config.models.map((model) => ({ ...model, unavailable: 'not installed' }));
  expect(planSides({ ...config, models }, 2).blocks).toEqual([]);
});

test('a scenario whose service did not start is in no block of either version', () => {
  const failure = { code: 'CROSSOVER_SERVICE_FAILED', name: 'CrossoverError', message: 'nobody answers' };
  const heads = [of('cpu/a'), of('cpu/b')];
  const config = sampleConfig({ sides: { baseName: 'b', headName: 'h', heads } }, [of('cpu/a'), of('cpu/b')]);
  const [first, second] = config.scenarios;
  const { blocks } = planSides({ ...config, scenarios: [{ ...first!, failure }, second!] }, 2);
  expect(new Set(blocks.map(({ condition }) => condition.scenario.id))).toEqual(new Set(['cpu/b']));
});
