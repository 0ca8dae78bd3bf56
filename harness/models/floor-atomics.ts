/**
 * `floor:atomics`: tasks through shared memory, without a message: the parent writes into a ring and wakes the thread, which
 * sleeps in Atomics.wait; the parent itself waits by Atomics.waitAsync, so its event loop stays free.
 */
import { openFloor } from '../executor/floor-session.ts';
import type { ExecutionModel } from '../model.ts';
import { AtomicsChannel } from './floor-atomics-channel.ts';

export const floorAtomics: ExecutionModel = {
  id: 'floor:atomics',
  summary:
    'tasks through shared memory to worker threads that block between them, one task each at a time: the limit of any hand-over, never recommended',
  knobs: [{ id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  isFloor: true,
  open: (request) => openFloor((watch) => new AtomicsChannel(request, watch)),
};
