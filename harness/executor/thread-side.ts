/** The thread's side of a pool of threads: opens the scenario when the thread starts, then carries tasks out. */
import { BroadcastChannel, threadId } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readLiveBytes, turnLoop } from '../measure/live-memory.ts';
import { readOwnNewSpaceBytes } from '../measure/own-meters.ts';
import { createExecutor } from './create-executor.ts';
import type { ExecutedTask, Executor } from './executor.ts';
import { shieldParent } from './shield-parent.ts';
import {
  type Control,
  REPLACEMENT_ENDED,
  readControl,
  WORKER_FIELDS,
  WORKER_STATES,
  type WorkerData,
  type WorkerReply,
} from './thread-protocol.ts';
import { takeSlot } from './thread-slots.ts';

/** A thrown DOMException (what cannot be cloned) reaches the pool as an empty object: say it in a plain error. */
export function throwPlainErrors(): void {
  process.on('uncaughtException', (thrown) => {
    if (process.listenerCount('uncaughtException') > 1) return; // the scenario handles its own
    const { name, code, message, stack } = toErrorRecord(thrown, 'CROSSOVER_EXECUTOR_DIED');
    throw Object.assign(new Error(message), { name, code, stack });
  });
}

/** Takes a free place, and gives its part of the shared fields. Throws where all places are taken. */
function claimFields({ shared, claims }: WorkerData): { executorIndex: number; fields: Float64Array } {
  const executorIndex = takeSlot(new Int32Array(claims), threadId);
  if (executorIndex === null) throw new Error(REPLACEMENT_ENDED);
  const startByte = executorIndex * WORKER_FIELDS.count * Float64Array.BYTES_PER_ELEMENT;
  const fields = new Float64Array(shared, startByte, WORKER_FIELDS.count);
  fields.fill(0);
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

/** What a thread has begun: the scenario is open (or failed to) when `opening` ends; `run` is what the library calls for each task. */
export interface StartedThread<Sent> {
  readonly opening: Promise<void>;
  readonly run: (input: unknown) => Sent | WorkerReply | Promise<Sent | WorkerReply>;
}

/**
 * Begins to open the scenario, and gives what the library calls for each task; a task that returned synchronously costs
 * no extra promise. `toSent` makes what the library sends back.
 */
export function startThread<Sent>(
  data: WorkerData,
  toSent: (task: ExecutedTask, executorIndex: number) => Sent,
): StartedThread<Sent> {
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
  const close = async (): Promise<void> => {
    await executor?.close().catch(() => {}); // there is no task left that it could fail
    fields[WORKER_FIELDS.state] = WORKER_STATES.closed;
  };
  const obey = async (control: Control): Promise<void> => {
    if (control === 'close') await close();
    else if (control === 'turn') await turnLoop();
    else fields[WORKER_FIELDS.liveBytes] = await readLiveBytes();
  };
  channel.onmessage = (event) => void obey((event as { readonly data: Control }).data);
  const send = (task: ExecutedTask): Sent => toSent(task, executorIndex);
  const waitAndRun = async (input: unknown): Promise<Sent | WorkerReply> => {
    await opening;
    if (executor !== null) return send(await executor.execute(input));
    const atMs = nowMs();
    return [undefined, atMs, atMs, executorIndex, openError];
  };
  const run = (input: unknown): Sent | WorkerReply | Promise<Sent | WorkerReply> => {
    if (executor === null) return waitAndRun(input);
    const task = executor.execute(input);
    return task instanceof Promise ? task.then(send) : send(task);
  };
  if (!data.blocksWhenIdle) return { opening, run };
  const obeyed = (): WorkerReply => {
    const atMs = nowMs();
    return [undefined, atMs, atMs, executorIndex, null];
  };
  // A worker that blocks while it idles is told by a task what others hear on the channel.
  const runOrObey: typeof run = (input) => {
    const control = readControl(data.channelName, input);
    return control === null ? run(input) : obey(control).then(obeyed);
  };
  return { opening, run: runOrObey };
}
