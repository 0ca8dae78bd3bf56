/** The thread of `floor:message`: opens the scenario, says so, then answers what its port brings. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ExecutedTask } from '../executor/executor.ts';
import { describeUnsendable } from '../executor/pool-receipts.ts';
import { PoolWorker } from '../executor/pool-worker.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { throwPlainErrors } from '../executor/thread-side.ts';
import {
  CLOSE_SCENARIO,
  type FromThread,
  READ_METERS,
  type ThreadData,
  type ToThread,
} from './floor-message-protocol.ts';

const port = parentPort!;
const post = port.postMessage.bind(port);
shieldParent();
throwPlainErrors();
const { executor, executorIndex } = workerData as ThreadData;
const own = new PoolWorker();

const send = (message: FromThread): void => post(message);

function answer(id: number, { output, startedMs, endedMs, error }: ExecutedTask): void {
  try {
    send([id, output, startedMs, endedMs, error]);
  } catch (thrown) {
    send([id, undefined, startedMs, endedMs, describeUnsendable(thrown, 'threads')]);
  }
}

// No top-level await: Node.js 20 aborts the whole process when a thread is ended while such a module loads.
void own.open(executor, executorIndex).then((opened) => {
  post(opened);
  port.on('message', ([id, input]: ToThread) => {
    if (id === READ_METERS) send([READ_METERS, own.read()]);
    else if (id === CLOSE_SCENARIO) void own.close().then(() => send([CLOSE_SCENARIO]));
    else {
      const task = own.execute(input);
      if (task instanceof Promise) void task.then((done) => answer(id, done));
      else answer(id, task);
    }
  });
});
