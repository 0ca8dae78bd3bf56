/** The worker's side of `worker-threads`: what Piscina calls for each task. */
import { workerData } from 'node:worker_threads';
import type { ExecutedTask } from '../executor/executor.ts';
import { type Moved, moveWith } from '../executor/piscina-move.ts';
import type { WorkerData, WorkerReply } from '../executor/thread-protocol.ts';
import { startThread, toReply } from '../executor/thread-side.ts';

/** With a transfer list where the task asked for one; Piscina takes the reply out again before it reaches the pool. */
function toSent(task: ExecutedTask, executorIndex: number): WorkerReply | Moved {
  const reply = toReply(task, executorIndex);
  return task.moved === undefined ? reply : moveWith(task.moved, reply);
}

export const { opening, run: runTask } = startThread(workerData as WorkerData, toSent);
