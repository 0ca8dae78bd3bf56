import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sampleConfig } from '../harness/config/sample-config.ts';
import type { SlicePlan } from '../harness/measure/closed-loop.ts';
import { knownModels, models } from '../harness/models/index.ts';
import { type PlannedCell, plan } from '../harness/plan.ts';
import { createForkHost } from '../harness/round/fork-host.ts';
import type { OpenReading, RoundRequest, SliceReading } from '../harness/round/protocol.ts';
import { type RunningServices, startServices } from '../harness/services/start-services.ts';
import { builtInScenarios } from '../scenarios/index.ts';
import { isRequired } from '../scenarios/testable.ts';

const DEADLINE_MS = 30_000;
const IN_FLIGHT = 4;
/**
 * Does it run, and is it the same work? Nothing is claimed about its pace: a busy machine may hold all tasks up until the window is over, which ends
 * at four times its length.
 */
const PLAN = { leadInMs: 0, windowMs: 50, minCompletions: 1 };
/** Whoever loads a server has to connect first. */
const SERVER_PLAN = { leadInMs: 100, windowMs: 300, minCompletions: 1 };

/** What a server is missing for is left out with a word; in CI nothing is that can be had there. */
const missing = builtInScenarios.flatMap(({ id, scenario }) => {
  const obstacle = scenario.whyUnavailable?.() ?? null;
  return obstacle === null ? [] : [{ id, obstacle }];
});
const available = builtInScenarios.filter(({ id }) => !missing.some((one) => one.id === id));
for (const { id, obstacle } of missing) console.warn(`NOT TESTED: ${id}: ${obstacle}`);

const CORE_MODELS = ['sequential', 'single-loop', 'worker-threads', 'child-processes'];
/** One process and several: the first server has the other models as well. */
const SERVERS_OF_ALL = ['single-loop', 'cluster'];
const OTHER_MODELS = models.map(({ id }) => id).filter((id) => !CORE_MODELS.includes(id));

const host = createForkHost();
let services: RunningServices;
let tempDir: string;
beforeAll(async () => {
  tempDir = await mkdtemp(join(tmpdir(), 'crossover-every-'));
  const refs = available.flatMap(({ scenario }) => scenario.services ?? []);
  services = await startServices(refs, { deadlineMs: DEADLINE_MS });
});
afterEach(() => host.killAll());
afterAll(async () => {
  await services.stop();
  await rm(tempDir, { recursive: true, force: true });
});

/**
 * Cells of the scenario at its first params: `default` under the models that everybody uses, other variants where they travel (frameworks of
 * servers on a loop). A model never learns which
 * scenario it runs, so that the others share the scenarios out among them; the first scenario has them all.
 */
function planScenario(scenario: (typeof builtInScenarios)[number], index: number) {
  const selected = { ...scenario, label: scenario.id, isBuiltIn: true };
  const others = OTHER_MODELS.filter((_id, place) => index === 0 || place === index % OTHER_MODELS.length);
  const isServer = scenario.scenario.server !== undefined;
  const isFirstServer = builtInScenarios.find((one) => one.scenario.server !== undefined)?.id === scenario.id;
  const serving = knownModels
    .filter(({ id, serves }) => serves !== undefined && (isFirstServer || SERVERS_OF_ALL.includes(id)))
    .map(({ id }) => id);
  // A loop that takes one task at a time is the same loop: once is enough.
  const core = CORE_MODELS.filter((id) => index === 0 || id !== 'sequential');
  // Pools of two are tested where pools are; here it is the scenario that is new to them.
  const knobs = { poolSize: [1] };
  const options = {
    models: isServer ? serving : [...core, ...others],
    inFlight: [IN_FLIGHT],
    blocks: 1,
    ...(index === 0 ? {} : { knobs }),
  };
  const { conditions } = plan(sampleConfig(options, [selected]), 2);
  const possible = conditions[0]!.cells.filter(({ cannot }) => cannot === null);
  const travels = !isServer && possible.some(({ model }) => model.id === 'child-processes');
  const ofVariants = travels ? 'child-processes' : 'single-loop';
  const cells = possible.filter(
    ({ variant, model }: PlannedCell) => variant === 'default' || model.id === ofVariants,
  );
  return { condition: conditions[0]!, cells };
}

async function measure(
  request: Omit<RoundRequest, 'modelId' | 'knobs'>,
  { model, knobs, variant }: PlannedCell,
  plan: SlicePlan,
): Promise<{ opened: OpenReading; slice: SliceReading }> {
  const whole = { ...request, modelId: model.id, knobs, executor: { ...request.executor, variant } };
  const round = await host.start(whole);
  const opened = await round.send('open', whole, DEADLINE_MS);
  // A deploy asks at half the pace of the warm-up: without one it would ask once a second, and wait for it.
  if (plan === SERVER_PLAN) await round.send('warmUp', { maxMs: 100 }, DEADLINE_MS);
  const slice = await round.send('slice', plan, DEADLINE_MS);
  await round.send('finish', null, DEADLINE_MS);
  return { opened, slice };
}

test('in CI every server is there that can be had', () =>
  expect(missing.filter(({ id }) => isRequired(id))).toEqual([]));

describe.each(available.map((scenario, index) => ({ ...scenario, index })))(
  '$id',
  ({ index, ...scenario }) => {
    const { condition, cells } = planScenario(scenario, index);

    test(`${cells.map(({ label }) => label).join(', ')}: the same work, and all of it accounted for`, async () => {
      const request = {
        executor: {
          scenarioUrl: scenario.moduleUrl,
          scenarioLabel: scenario.id,
          variant: 'default',
          params: condition.params,
          services: services.addresses,
          seed: 3,
          tempDir,
        },
        scenarioId: scenario.id,
        inFlight: IN_FLIGHT,
        inputCount: 4,
        userInputs: null,
        taskDeadlineMs: DEADLINE_MS,
      };
      const slicePlan = scenario.scenario.server === undefined ? PLAN : SERVER_PLAN;
      const digests = new Map<string, string>();
      for (const cell of cells) {
        const { opened, slice } = await measure(request, cell, slicePlan);
        digests.set(cell.label, opened.digest);
        expect(slice, cell.label).toMatchObject({ error: null });
        expect(slice.tasks.ok, cell.label).toBeGreaterThan(0);
        expect(slice.tasks.ok, cell.label).toBe(slice.tasks.offered);
      }
      const reference = digests.get('single-loop');
      expect(Object.fromEntries(digests)).toEqual(
        Object.fromEntries(cells.map(({ label }) => [label, reference])),
      );
    });
  },
);
