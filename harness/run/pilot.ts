/** A short look at scenarios whose author did not say what kind of work they are: how many tasks a worker gets depends on it. */
import type { ResolvedConfig, SelectedScenario } from '../config/options.ts';
import type { ExecutorSpec } from '../model.ts';
import type { Params } from '../plan.ts';
import type { RoundHost } from '../round/host.ts';
import type { RoundRequest } from '../round/protocol.ts';

/** The share of its time that a task computes, from which a second one on the same worker would only wait for it. */
const CPU_FROM = 0.75;
const SLICE = { leadInMs: 20, windowMs: 60, minCompletions: 2 };
/** Others who use the CPUs make the share smaller, never larger: one of a few that is large enough suffices. */
const SLICE_COUNT = 3;
/** A task that takes longer is not looked at: it will be measured, or fail, by itself. */
const LONGEST_TASK_MS = 1_000;
const DEADLINE_MS = 10_000;

type PilotConfig = Pick<ResolvedConfig, 'scenarios' | 'params' | 'seed' | 'taskDeadlineMs'>;

async function isComputing(host: RoundHost, request: RoundRequest): Promise<boolean> {
  const round = await host.start(request);
  try {
    await round.send('open', request, DEADLINE_MS);
    for (let index = 0; index < SLICE_COUNT; index++) {
      const { cpuMs, wallMs, runQueueWaitMs } = await round.send('slice', SLICE, DEADLINE_MS);
      // Time in which it would have computed, had the CPU been its own, is not time in which it waited by itself.
      if (cpuMs >= CPU_FROM * (wallMs - (runQueueWaitMs ?? 0))) return true;
    }
    return false;
  } catch {
    return false; // whatever is wrong with it fails its cells by name
  } finally {
    await round.kill();
  }
}

/** The scenarios, with `pilotKind` where they have no `kind` and compute. Never throws for what a scenario does. */
export async function pilotKinds(
  config: PilotConfig,
  host: RoundHost,
  executor: Pick<ExecutorSpec, 'services' | 'tempDir'>,
  signal: AbortSignal,
): Promise<SelectedScenario[]> {
  const scenarios: SelectedScenario[] = [];
  for (const selected of config.scenarios) {
    const request: RoundRequest = {
      modelId: 'sequential',
      knobs: {},
      executor: {
        scenarioUrl: selected.moduleUrl,
        scenarioLabel: selected.label,
        variant: 'default',
        params: firstParams(config, selected),
        seed: config.seed,
        ...executor,
      },
      scenarioId: selected.id,
      inFlight: 1,
      inputCount: 1,
      userInputs: selected.userInputs?.slice(0, 1) ?? null,
      taskDeadlineMs: Math.min(config.taskDeadlineMs, LONGEST_TASK_MS),
    };
    const isUnknown = selected.scenario.kind === undefined && !selected.failure && !signal.aborted;
    const computes = isUnknown && (await isComputing(host, request));
    scenarios.push(computes ? { ...selected, pilotKind: 'cpu' } : selected);
  }
  return scenarios;
}

function firstParams(config: PilotConfig, { id }: SelectedScenario): Params {
  const values = Object.entries(config.params[id] ?? {});
  return Object.fromEntries(
    values.flatMap(([name, [first]]) => (first === undefined ? [] : [[name, first]])),
  );
}
