import { describe, expect, test } from 'vitest';
import type { Scenario } from '../scenario.ts';
import { makeInputs } from './inputs.ts';

const run = (): number => 1;
const drawing: Scenario = {
  run,
  inputs: (params, random, count) => Array.from({ length: count }, () => ({ params, draw: random.next() })),
};

describe('inputs come from the user, from the scenario, or are undefined', () => {
  test('without inputs a task gets undefined', () => {
    expect(makeInputs({ run }, 'a', {}, 1, 8)).toEqual([undefined]);
  });

  test('the user goes first', () => {
    expect(makeInputs(drawing, 'a', {}, 1, 8, [{ mine: true }])).toEqual([{ mine: true }]);
  });

  test('the scenario is asked for as many as wanted, with its params', () => {
    const inputs = makeInputs(drawing, 'a', { n: 3 }, 1, 8);
    expect(inputs).toHaveLength(8);
    expect(inputs[0]).toMatchObject({ params: { n: 3 } });
  });
});

test('a seed gives its inputs again; another seed or scenario gives others', () => {
  const first = makeInputs(drawing, 'a', {}, 1, 4);
  expect(makeInputs(drawing, 'a', {}, 1, 4)).toEqual(first);
  expect(makeInputs(drawing, 'a', {}, 2, 4)).not.toEqual(first);
  expect(makeInputs(drawing, 'b', {}, 1, 4)).not.toEqual(first);
});

test('params do not change the draws', () => {
  const draws = (n: number): unknown[] =>
    makeInputs(drawing, 'a', { n }, 1, 4).map((input) => (input as { draw: number }).draw);
  expect(draws(1)).toEqual(draws(2));
});

const returning = (value: unknown): Scenario => ({ run, inputs: () => value as unknown[] });

describe('mistakes name the remedy', () => {
  test.each<[string, Scenario, string, string]>([
    ['no array', returning({ a: 1 }), 'CROSSOVER_SCENARIO_SHAPE', 'returned an object of Object'],
    ['a promise', returning(Promise.resolve([1])), 'CROSSOVER_SCENARIO_SHAPE', 'returned a Promise'],
    ['nothing', returning(undefined), 'CROSSOVER_SCENARIO_SHAPE', 'returned undefined'],
    ['empty', returning([]), 'CROSSOVER_SCENARIO_SHAPE', 'returned an empty array. Return an array'],
    ['a function', returning([{ cb: run }]), 'CROSSOVER_NOT_CLONABLE', 'inputs[0].cb is a function (run)'],
    [
      'a throw',
      {
        run,
        inputs: () => {
          throw new Error('no file');
        },
      },
      'CROSSOVER_SCENARIO_SHAPE',
      'threw: no file.',
    ],
  ])('%s', (_name, scenario, code, says) => {
    const make = (): unknown => makeInputs(scenario, 'a', {}, 1, 4);
    expect(make).toThrow(says);
    expect(make).toThrow(expect.objectContaining({ code }));
  });

  test('what is transferred need not be clonable', () => {
    const { port1, port2 } = new MessageChannel();
    const scenario: Scenario = {
      run,
      inputs: () => [port1],
      transferables: (input) => [input as typeof port1],
    };
    expect(makeInputs(scenario, 'a', {}, 1, 1)).toEqual([port1]);
    port1.close();
    port2.close();
  });
});
