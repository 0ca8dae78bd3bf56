import { describe, expect, test } from 'vitest';
import type { UserOptions } from './config/options.ts';
import { sampleConfig, sampleScenario } from './config/sample-config.ts';
import { models } from './models/index.ts';
import { type Plan, plan } from './plan.ts';
import { planSides } from './plan-sides.ts';
import { unmetNeed } from './unmet-needs.ts';

const SHARED = { needs: ['shared-memory'] } as const;
const variants = { other: (input: unknown) => input };

function planOf(options: UserOptions, overrides: Parameters<typeof sampleScenario>[1] = SHARED): Plan {
  return plan(sampleConfig(options, [sampleScenario('cpu/sample', overrides)]), 2);
}

const modelsOf = ({ blocks }: Plan): string[][] => blocks.map(({ cells }) => cells.map(({ label }) => label));

describe('shared memory', () => {
  test.each(models.map(({ id, executors }) => [id, executors] as const))(
    '%s, whose executors are a matter of %s',
    (_id, executors) => {
      expect(unmetNeed(SHARED, executors) === null).toBe(executors !== 'processes');
      expect(unmetNeed({}, executors)).toBeNull();
    },
  );
});

test('a model that lacks it keeps its cell with the reason, and is in no block', () => {
  const planned = planOf({ models: ['worker-threads', 'child-processes'], blocks: 2 });
  const [condition] = planned.conditions;
  expect(condition!.cells.map(({ model, cannot }) => [model.id, cannot === null])).toEqual([
    ['single-loop', true],
    ['worker-threads', true],
    ['child-processes', false],
  ]);
  expect(condition!.cells[2]!.cannot).toMatch(/shared memory, and processes have none/);
  expect(modelsOf(planned)).toEqual([
    ['single-loop', 'worker-threads×2'],
    ['single-loop', 'worker-threads×2'],
  ]);
  expect(condition!.groups).toEqual([planned.blocks[0]!.cells]);
  for (const { condition: own, cells } of planned.blocks) {
    expect(own).toBe(condition);
    expect(condition!.cells).toEqual(expect.arrayContaining([...cells]));
  }
});

test('a group that held nothing else is not measured for its reference alone', () => {
  const options = { models: ['child-processes'], knobs: { poolSize: [1, 2, 3] }, blocks: 1 };
  const planned = planOf(options, { ...SHARED, variants });
  expect(modelsOf(planned)).toEqual([['single-loop', 'single-loop · other']]);
});

test('where nothing else is left the reference is measured, once a block', () => {
  const planned = planOf({ models: ['child-processes'], knobs: { poolSize: [1, 2, 3, 4, 5] }, blocks: 2 });
  expect(modelsOf(planned)).toEqual([['single-loop'], ['single-loop']]);
});

test('what is missing for another reason keeps that reason', () => {
  const config = sampleConfig({ models: ['child-processes'] }, [sampleScenario('cpu/sample', SHARED)]);
  const broken = config.models.map((one) => ({ ...one, unavailable: 'not installed' }));
  const { conditions } = plan({ ...config, models: broken }, 2);
  expect(conditions[0]!.cells.map(({ cannot }) => cannot)).toEqual(['not installed', 'not installed']);
});

test('two versions are measured together or not at all', () => {
  const head = { ...sampleScenario('cpu/sample', SHARED), moduleUrl: 'file:///head/sample.js' };
  const sides = { baseName: 'base', headName: 'head', heads: [head] };
  const options = { models: ['single-loop', 'child-processes'], blocks: 2, sides };
  const planned = planSides(sampleConfig(options, [sampleScenario('cpu/sample')]), 2);
  expect(planned.conditions.map(({ groups }) => groups.length)).toEqual([1, 0]);
  expect(new Set(planned.blocks.map(({ condition }) => condition.id)).size).toBe(1);
});
