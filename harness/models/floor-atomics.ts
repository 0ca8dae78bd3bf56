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
  guidance:
    'No way to run work, but what a hand-over between threads can cost at the least: numbers travel as they are, everything else is serialised into shared memory. A thread blocks between its tasks, so that its timers and sockets get a turn every 10 ms at best, and it waits for each task that waits.',
  knobs: [{ id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' }],
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'threads',
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  messageFormat: () => 'clone',
  isFloor: true,
  open: (request) => openFloor((watch) => new AtomicsChannel(request, watch)),
};
