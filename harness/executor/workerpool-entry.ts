/** The worker's side of both workerpool models: a thread or a process that offers these methods. */
import { isMainThread } from 'node:worker_threads';
import { worker } from 'workerpool';
import { readLiveBytes } from '../measure/live-memory.ts';
import type { ExecutedTask } from './executor.ts';
import { PoolWorker } from './pool-worker.ts';
import { shieldChannels } from './shield-channels.ts';
import { shieldParent } from './shield-parent.ts';
import type { WorkerReply } from './thread-protocol.ts';
import { throwPlainErrors, toReply } from './thread-side.ts';
import type { WorkerpoolMethods } from './workerpool-workers.ts';

if (!isMainThread) {
  shieldParent();
  throwPlainErrors();
} else if (process.send !== undefined) {
  // The library looks it up for every answer.
  shieldChannels(
    (message) => message === 'ready' || (typeof message === 'object' && message !== null && 'id' in message),
  );
}
const own = new PoolWorker();
let executorIndex = 0;
const reply = (task: ExecutedTask): WorkerReply => toReply(task, executorIndex);

const methods: WorkerpoolMethods = {
  openScenario: (spec, index) => {
    executorIndex = index;
    return own.open(spec, index);
  },
  runTask: (input) => {
    const task = own.execute(input);
    return task instanceof Promise ? task.then(reply) : reply(task);
  },
  readMeters: () => own.read(),
  readLiveBytes,
  closeScenario: () => own.close(),
};
worker({ ...methods });
