import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIALS } from '../harness/config/defaults.ts';
import { digestOutput } from '../harness/digest.ts';
import { makeInputs } from '../harness/executor/inputs.ts';
import { validateScenario } from '../harness/executor/validate-scenario.ts';
import type { ParamValue, Scenario } from '../harness/scenario.ts';
import { builtInScenarios } from './index.ts';

/** The first value of every parameter. */
function firstParams(scenario: Scenario): Record<string, ParamValue> {
  const lists = (scenario.params ?? {}) as Record<string, readonly ParamValue[]>;
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values[0]!]));
}

test('ids are unique', () => {
  expect(new Set(builtInScenarios.map(({ id }) => id)).size).toBe(builtInScenarios.length);
});

test.each(Object.entries(DIALS))(
  'the dial %s has the values that are taken of it, the first first',
  (id, taken) => {
    const params = builtInScenarios.find((builtIn) => builtIn.id === id)?.scenario.params ?? {};
    const declared = params as Readonly<Record<string, readonly ParamValue[]>>;
    expect(Object.keys(taken)).toEqual(Object.keys(declared));
    for (const [name, values] of Object.entries(taken)) {
      expect(values[0]).toBe(declared[name]?.[0]);
      expect(declared[name]).toEqual(expect.arrayContaining([...values]));
    }
  },
);

describe.each(builtInScenarios)('$id', ({ id, moduleUrl, scenario }) => {
  const inputs = (seed: number): readonly unknown[] =>
    makeInputs(scenario, id, firstParams(scenario), seed, 3);

  test('is named after its file, which is named after its kind', () => {
    expect(scenario.id).toBe(id);
    if (dirname(id) === 'servers') expect(scenario.server).toBeDefined();
    else if (dirname(id) === 'patterns') expect(['cpu', 'io', 'mixed']).toContain(scenario.kind);
    else expect(scenario.kind).toBe(dirname(id));
    expect(moduleUrl.endsWith(`/dist/scenarios/${id}.js`)).toBe(true);
    expect(existsSync(new URL(`./${dirname(id)}/${basename(id)}.ts`, import.meta.url))).toBe(true);
  });

  test('says in one sentence each what it does and what it teaches', () => {
    for (const sentence of [scenario.summary, scenario.lesson]) {
      expect(sentence).toMatch(/^[A-Z].{20,140}[^.]\.$/);
    }
  });

  test('is a scenario by the rules for everyone', () => {
    expect(validateScenario(scenario, id)).toBe(scenario);
  });

  test('has several distinct inputs, the same for the same seed', () => {
    const digests = inputs(1).map(digestOutput);
    expect(new Set(digests).size).toBe(3);
    expect(inputs(1).map(digestOutput)).toEqual(digests);
    expect(inputs(2).map(digestOutput)).not.toEqual(digests);
  });

  test('lists only what an input really owns as transferable', () => {
    const [input] = inputs(1);
    const transfer = scenario.transferables?.(input) ?? [];
    expect(digestOutput(structuredClone(input, { transfer: [...transfer] }))).toBe(
      digestOutput(inputs(1)[0]),
    );
  });
});
