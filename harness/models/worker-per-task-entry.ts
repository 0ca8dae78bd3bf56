/** The thread of `worker-per-task`: one task, then nothing. */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorRecord } from '../errors.ts';
import { executeOneTask } from '../executor/execute-one-task.ts';
import type { OneTask, OneTaskAnswer } from '../executor/one-task-protocol.ts';
import { shieldParent } from '../executor/shield-parent.ts';

const post = parentPort?.postMessage.bind(parentPort);
shieldParent();
// No top-level await: Node.js 20 aborts the whole process when a thread is ended while such a module loads.
void executeOneTask(workerData as OneTask, () => 0).then((answer) => {
  try {
    post?.(answer);
  } catch (thrown) {
    const error = { ...toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE'), code: 'CROSSOVER_NOT_CLONABLE' };
    post?.({ ...answer, output: undefined, error } satisfies OneTaskAnswer);
  }
});
