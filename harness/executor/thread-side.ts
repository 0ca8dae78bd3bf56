/** The thread's side of a pool of threads: opens the scenario when the thread starts, then carries tasks out. */
import { BroadcastChannel } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readOwnNewSpaceBytes } from '../measure/own-meters.ts';
import { createExecutor, type ExecutedTask, type Executor } from './create-executor.ts';
import { shieldParent } from './shield-parent.ts';
import {
  REPLACEMENT_ENDED,
  WORKER_FIELDS,
  WORKER_STATES,
  type WorkerData,
  type WorkerReply,
} from './thread-protocol.ts';

/** A thrown DOMException (what cannot be cloned) reaches the pool as an empty object: say it in a plain error. */
export function throwPlainErrors(): void {
  process.on('uncaughtException', (thrown) => {
    if (process.listenerCount('uncaughtException') > 1) return; // the scenario handles its own
    const { name, code, message, stack } = toErrorRecord(thrown, 'CROSSOVER_EXECUTOR_DIED');
    throw Object.assign(new Error(message), { name, code, stack });
  });
}

/** Takes the thread's number, and gives its part of the shared fields. Throws where all numbers are taken. */
function claimFields({ shared, claims }: WorkerData): { executorIndex: number; fields: Float64Array } {
  const executorIndex = Atomics.add(new Int32Array(claims), 0, 1);
  const startByte = executorIndex * WORKER_FIELDS.count * Float64Array.BYTES_PER_ELEMENT;
  if (startByte >= shared.byteLength) throw new Error(REPLACEMENT_ENDED);
  const fields = new Float64Array(shared, startByte, WORKER_FIELDS.count);
  monitorGc(({ count, pauseMs }) => {
    fields[WORKER_FIELDS.gcCount] = count;
    fields[WORKER_FIELDS.gcPauseMs] = pauseMs;
    fields[WORKER_FIELDS.newSpaceBytes] = readOwnNewSpaceBytes();
  });
  return { executorIndex, fields };
}

export function toReply({ output, startedMs, endedMs, error }: ExecutedTask, index: number): WorkerReply {
  return [output, startedMs, endedMs, index, error];
}

/**
 * Begins to open the scenario, and gives what the library calls for each task; a task that returned synchronously costs
 * no extra promise. `toSent` makes what the library sends back.
 */
export function startThread<Sent>(
  data: WorkerData,
  toSent: (task: ExecutedTask, executorIndex: number) => Sent,
): (input: unknown) => Sent | WorkerReply | Promise<Sent | WorkerReply> {
  shieldParent();
  const { executorIndex, fields } = claimFields(data);
  throwPlainErrors();
  let executor: Executor | null = null;
  let openError: ErrorRecord | null = null;
  const opening = createExecutor(data.executor, executorIndex).then(
    (opened) => {
      executor = opened;
      fields[WORKER_FIELDS.state] = WORKER_STATES.ready;
    },
    (error: unknown) => {
      openError = toErrorRecord(error, 'CROSSOVER_OPEN_FAILED');
      fields[WORKER_FIELDS.state] = WORKER_STATES.failed;
    },
  );
  const channel = new BroadcastChannel(data.channelName);
  channel.unref();
  channel.onmessage = () => {
    void executor
      ?.close()
      .catch(() => {}) // there is no task left that it could fail
      .then(() => {
        fields[WORKER_FIELDS.state] = WORKER_STATES.closed;
      });
  };
  const send = (task: ExecutedTask): Sent => toSent(task, executorIndex);
  const waitAndRun = async (input: unknown): Promise<Sent | WorkerReply> => {
    await opening;
    if (executor !== null) return send(await executor.execute(input));
    const atMs = nowMs();
    return [undefined, atMs, atMs, executorIndex, openError];
  };
  return (input) => {
    if (executor === null) return waitAndRun(input);
    const task = executor.execute(input);
    return task instanceof Promise ? task.then(send) : send(task);
  };
}
