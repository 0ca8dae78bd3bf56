/** `threads:workerpool`: the workerpool library with a fixed number of threads. */
import { whyUnusable } from '../executor/optional-package.ts';
import { WorkerpoolSession } from '../executor/workerpool-session.ts';
import type { ExecutionModel } from '../model.ts';

export const threadsWorkerpool: ExecutionModel = {
  id: 'threads:workerpool',
  summary:
    'a workerpool of worker threads, one task each at a time: parallel CPU work, inputs and outputs are cloned',
  guidance:
    'Wins where a worker offers many functions that are called by name. Costs: as worker-threads; besides, a worker has one task at a time, so that workers idle while their tasks wait, and an input that cannot be cloned holds its worker for ever.',
  knobs: [{ id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'threads',
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  messageFormat: () => 'clone',
  whyUnavailable: () => whyUnusable('workerpool', 10),
  open: (request) => WorkerpoolSession.open('threads', request),
};
