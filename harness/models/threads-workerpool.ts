/** `threads:workerpool`: the workerpool library with a fixed number of threads. */
import { whyUnusable } from '../executor/optional-package.ts';
import { WorkerpoolSession } from '../executor/workerpool-session.ts';
import type { ExecutionModel } from '../model.ts';

export const threadsWorkerpool: ExecutionModel = {
  id: 'threads:workerpool',
  summary:
    'a workerpool of worker threads, one task each at a time: parallel CPU work, inputs and outputs are cloned',
  knobs: [{ id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  whyUnavailable: () => whyUnusable('workerpool', 10),
  open: (request) => WorkerpoolSession.open('threads', request),
};
