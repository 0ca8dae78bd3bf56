/** What a round does before anything of it is measured: loads the scenario, makes the inputs, notes what the process holds. */
import { type InputTravel, prepareTravel } from '../executor/input-travel.ts';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { readPssBytes } from '../measure/linux-sources.ts';
import { readOwnRssBytes } from '../measure/own-meters.ts';
import type { ExecutionModel, ExecutorSpec } from '../model.ts';
import type { Scenario } from '../scenario.ts';
import { digestInputs } from './barrier.ts';
import { loadWork } from './load-work.ts';
import type { RoundRequest } from './protocol.ts';

/** Loaded once, and by those alone who have a server. */
export const importServers = () => import('../servers/for-rounds.ts');

export interface PreparedRound {
  readonly model: ExecutionModel;
  readonly request: RoundRequest;
  readonly executor: ExecutorSpec;
  readonly scenario: Scenario;
  readonly travel: InputTravel;
  readonly inFlight: number;
  readonly batchSize: number;
  /** Over the inputs, where tasks could change them for each other; else null. */
  readonly inputsBefore: string | null;
  /** Null where tasks are carried out without a server. */
  readonly servers: Awaited<ReturnType<typeof importServers>> | null;
  /** Memory of the process before the model is opened, inputs included. */
  readonly baseMemoryBytes: number;
}

/** Throws what is wrong with the scenario or its inputs. */
export async function prepareRound(model: ExecutionModel, given: RoundRequest): Promise<PreparedRound> {
  const batchSize = Number(given.knobs.batch ?? 1);
  // A task waits for those that travel with it.
  const request = { ...given, taskDeadlineMs: given.taskDeadlineMs * batchSize };
  const executor = batchSize > 1 ? { ...given.executor, isBatched: true } : given.executor;
  const work = await loadWork(request);
  const { scenario } = work;
  // Requests name their inputs by number: the server has made the same.
  const asked = scenario.server ? work.inputs.map((_input, index) => index) : work.inputs;
  const travel = prepareTravel(request.knobs.transfer, scenario, asked, executor.scenarioLabel);
  const inputsBefore = model.sharesInputs || travel.sharesMemory ? digestInputs(travel.inputs) : null;
  const servers = scenario.server ? await importServers() : null;
  collectGarbage(); // what making the inputs left behind is not the model's
  return {
    model,
    request,
    executor,
    scenario,
    travel,
    inFlight: model.onlyOneInFlight ? 1 : request.inFlight,
    batchSize,
    inputsBefore,
    servers,
    baseMemoryBytes: readPssBytes([process.pid]) ?? readOwnRssBytes(),
  };
}
