/**
 * `worker-threads`: a Piscina pool of fixed size. Three of Piscina's defaults are not used, because each makes
 * figures that mean something else: `stricterFIFO` (without it tasks starve in the queue), `atomics: 'async'` (the
 * default freezes the event loop of an idle worker), and a fixed number of workers (growing pools thrash).
 */
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { openThreadPool } from '../executor/thread-pool.ts';
import type { WorkerReply } from '../executor/thread-protocol.ts';
import type { ExecutionModel, ModelSession, OpenRequest } from '../model.ts';

async function open(request: OpenRequest): Promise<ModelSession> {
  const { Piscina } = await import('piscina');
  return openThreadPool(
    request,
    (workerData, workerCount) =>
      new Piscina<unknown, WorkerReply>({
        filename: fileURLToPath(builtUrl('harness/models/worker-threads-load.cjs')),
        workerData,
        minThreads: workerCount,
        maxThreads: workerCount,
        idleTimeout: Number.POSITIVE_INFINITY,
        concurrentTasksPerWorker: Number(request.knobs.tasksPerWorker),
        stricterFIFO: true,
        atomics: 'async',
        recordTiming: false,
      }),
  );
}

export const workerThreads: ExecutionModel = {
  id: 'worker-threads',
  summary: 'a Piscina pool of worker threads: parallel CPU work, inputs and outputs are cloned',
  guidance:
    'Wins where tasks compute for longer than some tenths of a millisecond and cores are free: they run side by side, and the event loop stays free. Costs: inputs and outputs are cloned (10 MB take 7 ms as a Uint8Array, 334 ms as an object), and each thread some 8 MB and 37 ms at the start.',
  knobs: [
    { id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' },
    {
      id: 'tasksPerWorker',
      summary: 'tasks that one worker may have at a time (1 for cpu scenarios, else in flight ÷ poolSize)',
      type: 'count',
      defaultValue: 'share-of-in-flight',
    },
  ],
  onlyOneInFlight: false,
  sharesInputs: false,
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  open,
};
