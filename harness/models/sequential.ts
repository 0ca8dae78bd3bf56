/** `sequential`: await one task after another, as a plain loop does. */
import { createExecutor } from '../executor/create-executor.ts';
import { createInlineSession, executeInline } from '../executor/inline-session.ts';
import type { ExecutionModel } from '../model.ts';

export const sequential: ExecutionModel = {
  id: 'sequential',
  summary: 'one task after another on one event loop: the plain `for … await`',
  guidance:
    'Wins where tasks must not overlap, and as the yardstick of a task by itself. Costs: while a task waits nothing else is done, and while it computes the event loop serves nobody.',
  knobs: [],
  onlyOneInFlight: true,
  sharesInputs: true,
  executors: 'loop',
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  open: async (request) => {
    const executor = await createExecutor(request.executor, 0);
    return createInlineSession(executor, (input) => executeInline(executor, input));
  },
};
