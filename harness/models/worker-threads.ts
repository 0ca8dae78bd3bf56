/** `worker-threads`: a Piscina pool, of fixed size unless a knob lets it grow and shrink. */
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { openThreadPool } from '../executor/thread-pool.ts';
import type { WorkerReply } from '../executor/thread-protocol.ts';
import type { ExecutionModel, ModelSession, OpenRequest } from '../model.ts';
import { poolSettingsOf, resizesAt, WORKER_THREADS_KNOBS } from './worker-threads-knobs.ts';

async function open(request: OpenRequest): Promise<ModelSession> {
  const { Piscina } = await import('piscina');
  const { leastThreads, mostThreads, blocksWhenIdle, options } = poolSettingsOf(request.knobs);
  const filename = fileURLToPath(builtUrl('harness/models/worker-threads-load.cjs'));
  return openThreadPool(
    request,
    (workerData) => {
      const pool = new Piscina<unknown, WorkerReply>({ ...options, filename, workerData });
      return {
        run: (input, sending) =>
          sending === undefined
            ? pool.run(input)
            : pool.run(input, { transferList: [...sending.transferList] }),
        on: (event, listener) => pool.on(event, listener),
        destroy: () => pool.destroy(),
      };
    },
    { leastThreads, mostThreads, blocksWhenIdle, isElastic: resizesAt(request.knobs) },
  );
}

export const workerThreads: ExecutionModel = {
  id: 'worker-threads',
  summary: 'a Piscina pool of worker threads: parallel CPU work, inputs and outputs are cloned',
  guidance:
    'Wins where tasks compute for longer than some tenths of a millisecond and cores are free: they run side by side, and the event loop stays free. Costs: inputs and outputs are cloned (10 MB take 7 ms as a Uint8Array, 334 ms as an object), and each thread some 8 MB and 37 ms at the start.',
  knobs: WORKER_THREADS_KNOBS,
  onlyOneInFlight: false,
  serves: 'also',
  sharesInputs: false,
  executors: 'threads',
  spawnsWhileRunning: false,
  resizesAt,
  mergesQueueAndSend: true,
  messageFormat: ({ transfer = 'clone' }) => (transfer === 'clone' ? 'clone' : null),
  open,
};
