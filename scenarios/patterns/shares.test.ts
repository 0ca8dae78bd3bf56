/** Labels name shares: they must be those of the inputs that a run really makes, and of any stretch of them. */
import { describe, expect, test } from 'vitest';
import { makeInputs } from '../../harness/executor/inputs.ts';
import type { ParamValue, Scenario } from '../../harness/scenario.ts';
import { builtInScenarios } from '../index.ts';
import { failuresOf } from '../services/programmed-delay.ts';

const scenarioOf = (id: string): Scenario =>
  builtInScenarios.find((builtIn) => builtIn.id === id)!.scenario as Scenario;

/** As a run makes them. */
function inputsOf<Input>(id: string, params: Readonly<Record<string, ParamValue>>, seed: number): Input[] {
  const scenario = scenarioOf(id);
  return [...makeInputs(scenario, id, params, seed, scenario.inputCount!)] as Input[];
}

const shareOf = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.filter(holds).length / items.length;

/** The share in the stretch of so many in a row that has most of them, and in the one that has fewest. */
function extremes<Item>(items: readonly Item[], length: number, holds: (item: Item) => boolean): number[] {
  const twice = [...items, ...items];
  const shares = items.map((_, start) => shareOf(twice.slice(start, start + length), holds));
  return [Math.min(...shares), Math.max(...shares)];
}

const SEEDS = [1, 2, 3, 4, 5];

describe.each(SEEDS)('with the seed %i', (seed) => {
  test.each([0, 0.1, 0.3, 0.025, 1])('%d of the answers are slow', (slowShare) => {
    const requests = inputsOf<{ delayMs: number }>('patterns/timeout', { slowShare, timeoutMs: 20 }, seed);
    const isSlow = ({ delayMs }: { delayMs: number }): boolean => delayMs > 20;
    expect(shareOf(requests, isSlow)).toBeCloseTo(slowShare, 12);
    for (const share of extremes(requests, 30, isSlow))
      expect(Math.abs(share - slowShare)).toBeLessThanOrEqual(2 / 30);
  });

  test.each([0, 0.2, 0.5])(
    '%d of the first attempts fail, and as many again as chance would have it',
    (failRate) => {
      const params = { failRate, delayMs: 5, failAbove: 0 };
      const requests = inputsOf<{ id: number }>('patterns/retry', params, seed);
      const failures = requests.map(({ id }) => failuresOf(id, failRate, 6));
      expect(shareOf(failures, (count) => count > 0)).toBeCloseTo(failRate, 12);
      const attempts = failures.reduce((sum, count) => sum + Math.min(6, count + 1), 0) / failures.length;
      const expected = (1 - failRate ** 6) / (1 - failRate);
      expect(Math.abs(attempts / expected - 1)).toBeLessThan(0.01);
      for (const share of extremes(failures, 30, (count) => count > 0))
        expect(Math.abs(share - failRate)).toBeLessThanOrEqual(2 / 30);
    },
  );
});

test.each([
  ['patterns/timeout', { slowShare: 0.07, timeoutMs: 20 }, /slowShare is 0\.07/],
  ['patterns/retry', { failRate: 0.21, delayMs: 5, failAbove: 0 }, /failRate is 0\.21/],
])('%s refuses a share that its inputs cannot hold', (id, params, message) => {
  const services = { 'delay-server': { host: '127.0.0.1', port: 1 } };
  expect(() => scenarioOf(id).open?.({ params, services, seed: 1, tempDir: '/' })).toThrow(message);
});
