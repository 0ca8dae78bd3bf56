/**
 * `threads:tinypool`: Tinypool, the fork of Piscina behind Vitest, with a fixed number of threads. Its atomics are off: like
 * Piscina's default they freeze the event loop of an idle worker.
 */
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { whyUnusable } from '../executor/optional-package.ts';
import { openThreadPool } from '../executor/thread-pool.ts';
import type { ExecutionModel, ModelSession, OpenRequest } from '../model.ts';
import { WatchedTinypool } from './threads-tinypool-exits.ts';

async function open(request: OpenRequest): Promise<ModelSession> {
  const { Tinypool } = await import('tinypool');
  return openThreadPool(
    request,
    (workerData, workerCount) =>
      new WatchedTinypool(
        new Tinypool({
          filename: fileURLToPath(builtUrl('harness/models/threads-tinypool-entry.js')),
          runtime: 'worker_threads',
          workerData,
          minThreads: workerCount,
          maxThreads: workerCount,
          concurrentTasksPerWorker: Number(request.knobs.tasksPerWorker),
          useAtomics: false,
        }),
      ),
  );
}

export const threadsTinypool: ExecutionModel = {
  id: 'threads:tinypool',
  summary: 'a Tinypool pool of worker threads: parallel CPU work, inputs and outputs are cloned',
  guidance:
    'Wins where a small pool of threads is wanted, without dependencies of its own. Costs: as worker-threads; besides, a task is never answered whose thread calls process.exit, and its own default (atomics) stops the timers of an idle worker.',
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
  executors: 'threads',
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  messageFormat: () => 'clone',
  whyUnavailable: () => whyUnusable('tinypool', 2),
  open,
};
