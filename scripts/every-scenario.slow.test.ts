import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sampleConfig } from '../harness/config/sample-config.ts';
import { models } from '../harness/models/index.ts';
import { type PlannedCell, plan } from '../harness/plan.ts';
import { createForkHost } from '../harness/round/fork-host.ts';
import type { OpenReading, RoundRequest, SliceReading } from '../harness/round/protocol.ts';
import { type RunningServices, startServices } from '../harness/services/start-services.ts';
import { builtInScenarios } from '../scenarios/index.ts';

const DEADLINE_MS = 30_000;
const IN_FLIGHT = 4;
/** As short as a slice can be: does it run, and is it the same work? Nothing is claimed about its pace. */
const PLAN = { leadInMs: 0, windowMs: 20, minCompletions: 1 };

const host = createForkHost();
let services: RunningServices;
let tempDir: string;
beforeAll(async () => {
  tempDir = await mkdtemp(join(tmpdir(), 'crossover-every-'));
  const refs = builtInScenarios.flatMap(({ scenario }) => scenario.services ?? []);
  services = await startServices(refs, { deadlineMs: DEADLINE_MS });
});
afterEach(() => host.killAll());
afterAll(async () => {
  await services.stop();
  await rm(tempDir, { recursive: true, force: true });
});

/** Every cell of the scenario at its first params: all models, all variants. */
function planScenario(scenario: (typeof builtInScenarios)[number]) {
  const selected = { ...scenario, label: scenario.id, isBuiltIn: true };
  const options = { models: models.map(({ id }) => id), inFlight: [IN_FLIGHT], blocks: 1 };
  const { conditions } = plan(sampleConfig(options, [selected]), 2);
  return { condition: conditions[0]!, cells: conditions[0]!.cells };
}

async function measure(
  request: Omit<RoundRequest, 'modelId' | 'knobs'>,
  { model, knobs, variant }: PlannedCell,
): Promise<{ opened: OpenReading; slice: SliceReading }> {
  const whole = { ...request, modelId: model.id, knobs, executor: { ...request.executor, variant } };
  const round = await host.start(whole);
  const opened = await round.send('open', whole, DEADLINE_MS);
  const slice = await round.send('slice', PLAN, DEADLINE_MS);
  await round.send('finish', null, DEADLINE_MS);
  return { opened, slice };
}

describe.each(builtInScenarios)('$id', (scenario) => {
  const { condition, cells } = planScenario(scenario);

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
    const digests = new Map<string, string>();
    for (const cell of cells) {
      const { opened, slice } = await measure(request, cell);
      digests.set(cell.label, opened.digest);
      expect(slice, cell.label).toMatchObject({ error: null });
      expect(slice.window.credit, cell.label).toBeGreaterThan(0);
      expect(slice.tasks.ok, cell.label).toBe(slice.tasks.offered);
    }
    const reference = digests.get('single-loop');
    expect(Object.fromEntries(digests)).toEqual(
      Object.fromEntries(cells.map(({ label }) => [label, reference])),
    );
  });
});
