/** `processes:workerpool`: the workerpool library with a fixed number of processes. */
import { whyUnusable } from '../executor/optional-package.ts';
import { WorkerpoolSession } from '../executor/workerpool-session.ts';
import type { ExecutionModel } from '../model.ts';

export const processesWorkerpool: ExecutionModel = {
  id: 'processes:workerpool',
  summary:
    'a workerpool of child processes, one task each at a time: parallel and isolated, inputs and outputs are serialised',
  guidance:
    'Wins where child-processes does, with a library that keeps names and codes of errors and replaces a process that ended. Costs: as child-processes; besides, a process has one task at a time, an input that cannot be written out holds its process for ever, and its own default is JSON, which has no word for BigInt or Map.',
  knobs: [{ id: 'poolSize', summary: 'number of processes', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'processes',
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  messageFormat: () => 'clone',
  whyUnavailable: () => whyUnusable('workerpool', 10),
  open: (request) => WorkerpoolSession.open('processes', request),
};
