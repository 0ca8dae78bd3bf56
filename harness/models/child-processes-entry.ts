/** The child's side of `child-processes`: opens the scenario, says so, then carries out what arrives. */

import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { createExecutor, type ExecutedTask, type Executor } from '../executor/create-executor.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import type { FromChild, ToChild } from './child-processes-protocol.ts';

const sendToParent = process.send?.bind(process);
const gc = monitorGc();
let executor: Executor | null = null;

function send(message: FromChild): void {
  sendToParent?.(message);
}

/** An output that cannot be serialised fails its task, not the child. */
function sendOutput(taskNumber: number, task: ExecutedTask): void {
  if (task.error !== null) {
    send([taskNumber, task.startedMs, task.endedMs, null, task.error]);
    return;
  }
  try {
    send([taskNumber, task.startedMs, task.endedMs, task.output]);
  } catch (thrown) {
    send([taskNumber, task.startedMs, task.endedMs, null, describeUnsendable(thrown)]);
  }
}

function describeUnsendable(thrown: unknown): ErrorRecord {
  const record = toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE');
  return {
    ...record,
    code: 'CROSSOVER_NOT_CLONABLE',
    message: `${record.message} Outputs travel between processes: return plain data (no functions, sockets or cyclic objects under json).`,
  };
}

async function openExecutor(
  message: readonly ['open', Parameters<typeof createExecutor>[0], number],
): Promise<void> {
  try {
    executor = await createExecutor(message[1], message[2]);
    send(['ready']);
  } catch (error) {
    send(['open-failed', toErrorRecord(error, 'CROSSOVER_OPEN_FAILED')]);
  }
}

function runTask(taskNumber: number, input: unknown): void {
  if (executor === null) return;
  const task = executor.execute(input);
  if (task instanceof Promise) void task.then((done) => sendOutput(taskNumber, done));
  else sendOutput(taskNumber, task);
}

function sendMetrics(): void {
  const usage = process.cpuUsage();
  const { count, pauseMs } = gc.read();
  send([
    'metrics',
    {
      cpuMs: (usage.user + usage.system) / 1e3,
      gcCount: count,
      gcPauseMs: pauseMs,
      heapUsedBytes: process.memoryUsage().heapUsed,
    },
  ]);
}

process.on('message', (message: ToChild) => {
  if (typeof message[0] === 'number') runTask(message[0], message[1]);
  else if (message[0] === 'open') void openExecutor(message);
  else sendMetrics();
});
// Without its parent a child has no reason to live.
process.on('disconnect', () => {
  void (executor?.close() ?? Promise.resolve()).catch(() => {}).then(() => process.exit(0));
});
