/** The process of `process-per-task`: waits for its task, answers, and is ended. */
import { toErrorRecord } from '../errors.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import { onOrphaned } from '../on-orphaned.ts';
import { executeOneTask } from './execute-one-task.ts';
import type { OneTask, OneTaskAnswer } from './one-task-protocol.ts';

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
