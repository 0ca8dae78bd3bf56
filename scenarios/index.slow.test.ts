/** Every built-in scenario is run out of dist/, with its real services: what `run` promises must hold for each. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOutput } from '../harness/digest.ts';
import { createExecutor } from '../harness/executor/create-executor.ts';
import { makeInputs } from '../harness/executor/inputs.ts';
import type { ParamValue, Scenario } from '../harness/scenario.ts';
import { type RunningServices, startServices } from '../harness/services/start-services.ts';
import { type BuiltInScenario, builtInScenarios } from './index.ts';
import { makeSeededFiles } from './seeded-files.ts';
import { whyLeftOut } from './testable.ts';

type Params = Readonly<Record<string, ParamValue>>;

const inputCount = 3;
let services: RunningServices;
let tempDir = '';

/** Outside CI what a server is missing for is left out (`every-scenario` says it loudly); in CI nothing is that can be had there. */
const available = builtInScenarios.filter((builtIn) => whyLeftOut(builtIn) === null);

beforeAll(async () => {
  tempDir = await mkdtemp(join(tmpdir(), 'crossover-scenarios-'));
  const refs = available.flatMap(({ scenario }) => scenario.services ?? []);
  services = await startServices(refs, { deadlineMs: 30_000 });
});
afterAll(async () => {
  await services.stop();
  await rm(tempDir, { recursive: true, force: true });
});

/** The first values, and each other value in turn beside them. */
function paramSets(scenario: Scenario): Params[] {
  const lists = Object.entries((scenario.params ?? {}) as Record<string, readonly ParamValue[]>);
  const first = Object.fromEntries(lists.map(([name, values]) => [name, values[0]!]));
  return [
    first,
    ...lists.flatMap(([name, values]) => values.slice(1).map((value) => ({ ...first, [name]: value }))),
  ];
}

/** The digests of one executor's outputs, tasks in flight together, and what they were given. */
async function digestsOf(
  builtIn: BuiltInScenario,
  params: Params,
  variant: string,
  seed = 1,
): Promise<string[]> {
  const { id, moduleUrl, scenario } = builtIn;
  const spec = {
    scenarioUrl: moduleUrl,
    scenarioLabel: id,
    variant,
    params,
    services: services.addresses,
    seed,
    tempDir,
  };
  const executor = await createExecutor(spec, 0);
  try {
    const tasks = await Promise.all(
      makeInputs(scenario, id, params, seed, inputCount).map((input) => executor.execute(input)),
    );
    expect(tasks.map((task) => task.error)).toEqual(tasks.map(() => null));
    const digest = scenario.digest ?? digestOutput;
    const digests = tasks.map((task) => digest(task.output));
    const travelled = tasks.map((task) => digest(JSON.parse(JSON.stringify(task.output))));
    expect(travelled).toEqual(digests); // Also where processes talk JSON.
    return digests;
  } finally {
    await executor.close();
  }
}

describe.each(available)('$id', (builtIn) => {
  const variants = ['default', ...Object.keys(builtIn.scenario.variants ?? {})];

  test.each(paramSets(builtIn.scenario))(
    '%j: two executors and all variants do the same work',
    async (params) => {
      const sides = [...variants, 'default'].map((variant) => digestsOf(builtIn, params, variant));
      const [first, ...others] = await Promise.all(sides);
      expect(new Set(first).size).toBe(inputCount);
      for (const other of others) expect(other).toEqual(first);
    },
  );

  test('another seed is other work', async () => {
    const params = paramSets(builtIn.scenario)[0]!;
    expect(await digestsOf(builtIn, params, 'default', 2)).not.toEqual(
      await digestsOf(builtIn, params, 'default', 1),
    );
  });
});

describe('small files', () => {
  test('are made once, although many executors make them at the same time', async () => {
    const folder = join(tempDir, 'race');
    const made = await Promise.all(
      Array.from({ length: 8 }, () => makeSeededFiles(folder, { seed: 5, count: 16, bytes: 8192 })),
    );
    expect(new Set(made).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
    expect(await readdir(made[0]!)).toHaveLength(16);
  });
});
