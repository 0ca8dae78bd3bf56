/** `cluster`: several processes that accept connections of one port, each with the whole application on its own loop. */
import { CrossoverError } from '../errors.ts';
import type { ExecutionModel } from '../model.ts';

export const cluster: ExecutionModel = {
  id: 'cluster',
  summary: 'several processes behind one port, each serving on its own loop (servers only)',
  guidance:
    'Wins where requests compute and need nothing of each other: every core serves, and nothing is copied between processes. Costs: whatever was kept in one process (caches, sessions, counters, connection pools) is there once for each, and a request that computes still keeps all others of its process waiting.',
  knobs: [{ id: 'poolSize', summary: 'number of processes', type: 'count', defaultValue: 'cores' }],
  serves: 'only',
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'processes',
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  open: async () => {
    throw new CrossoverError('CROSSOVER_CANNOT', 'cluster serves requests; it carries out no tasks.', {
      remedy: 'Run it with a scenario that serves, such as servers/app.',
    });
  },
};
