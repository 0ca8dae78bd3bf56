/** The process of `process-per-task`: waits for its task, answers, and is ended. */
import { toErrorRecord } from '../errors.ts';
import { executeOneTask } from '../executor/execute-one-task.ts';
import type { OneTask, OneTaskAnswer } from '../executor/one-task-protocol.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import { onOrphaned } from '../on-orphaned.ts';

const sendToParent = process.send?.bind(process);
shieldParent();
onOrphaned(() => process.exit(0));
process.once('message', async (task: OneTask) => {
  const answer = await executeOneTask(task, readOwnCpuMs);
  try {
    sendToParent?.(answer);
  } catch (thrown) {
    const error = { ...toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE'), code: 'CROSSOVER_NOT_CLONABLE' };
    sendToParent?.({ ...answer, output: undefined, error } satisfies OneTaskAnswer);
  }
});
