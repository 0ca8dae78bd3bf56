/** The work of a round's request: its scenario and the inputs of its tasks, the same in the round's process and in its server. */
import { makeInputs } from '../executor/inputs.ts';
import { loadScenario } from '../executor/load-scenario.ts';
import type { Scenario } from '../scenario.ts';
import type { RoundRequest } from './protocol.ts';

export interface Work {
  readonly scenario: Scenario;
  readonly inputs: readonly unknown[];
}

/** Throws what is wrong with the scenario or its inputs. */
export async function loadWork(request: RoundRequest): Promise<Work> {
  const { executor, scenarioId, inputCount, userInputs } = request;
  const scenario = await loadScenario(executor.scenarioUrl, executor.scenarioLabel);
  const { params, seed } = executor;
  return {
    scenario,
    inputs: makeInputs(scenario, scenarioId, params, seed, inputCount, userInputs ?? undefined),
  };
}
