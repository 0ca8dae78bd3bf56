/** `processes:workerpool`: the workerpool library with a fixed number of processes. */
import { whyUnusable } from '../executor/optional-package.ts';
import { WorkerpoolSession } from '../executor/workerpool-session.ts';
import type { ExecutionModel } from '../model.ts';

export const processesWorkerpool: ExecutionModel = {
  id: 'processes:workerpool',
  summary:
    'a workerpool of child processes, one task each at a time: parallel and isolated, inputs and outputs are serialised',
  knobs: [{ id: 'poolSize', summary: 'number of processes', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  whyUnavailable: () => whyUnusable('workerpool', 10),
  open: (request) => WorkerpoolSession.open('processes', request),
};
