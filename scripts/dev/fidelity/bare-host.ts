/** Starts bare processes for models called `bare:…`, and product rounds for all others. */
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../../../harness/built.ts';
import type { ExecutionModel } from '../../../harness/model.ts';
import { ForkedRound } from '../../../harness/round/fork-host.ts';
import type { RoundHost } from '../../../harness/round/host.ts';

/** Beside the product's rounds, processes that share nothing with it but the commands that they obey. */
export function createBareHost(host: RoundHost): RoundHost {
  return {
    start: async (request) =>
      request.modelId.startsWith('bare:')
        ? new ForkedRound(fileURLToPath(builtUrl('scripts/dev/fidelity/bare-entry.js')))
        : host.start(request),
    killAll: () => host.killAll(),
  };
}

/** A name for a bare process where the block expects a model; it is never opened. */
export function bareModel(id: `bare:${string}`): ExecutionModel {
  return {
    id,
    summary: 'code that does not use the harness',
    guidance: '',
    knobs: [],
    onlyOneInFlight: false,
    sharesInputs: false,
    executors: 'processes',
    spawnsWhileRunning: false,
    mergesQueueAndSend: false,
    open: () => Promise.reject(new Error(`${id} is no model`)),
  };
}
