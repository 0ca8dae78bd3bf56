/** The worker's side of `worker-threads`: opens the scenario when the thread starts, then carries tasks out. */
import { BroadcastChannel, threadId, workerData } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { createExecutor, type ExecutedTask, type Executor } from '../executor/create-executor.ts';
import { type Moved, moveWith } from '../executor/piscina-move.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readOwnNewSpaceBytes } from '../measure/own-meters.ts';
import {
  REPLACEMENT_ENDED,
  toControl,
  WORKER_FIELDS,
  WORKER_STATES,
  type WorkerData,
  type WorkerReply,
} from './worker-threads-protocol.ts';
import { takeSlot } from './worker-threads-slots.ts';

const scheduleImmediate = setImmediate;
/** Collections reach their observer by way of two queues of the loop. */
const TURN_COUNT = 3;

shieldParent();
const { executor: spec, shared, claims, channelName, blocksWhenIdle } = workerData as WorkerData;
const slot = takeSlot(new Int32Array(claims), threadId);
if (slot === null) throw new Error(REPLACEMENT_ENDED);
const executorIndex = slot;
const fields = new Float64Array(
  shared,
  executorIndex * WORKER_FIELDS.count * Float64Array.BYTES_PER_ELEMENT,
  WORKER_FIELDS.count,
);
fields.fill(0);
monitorGc(({ count, pauseMs }) => {
  fields[WORKER_FIELDS.gcCount] = count;
  fields[WORKER_FIELDS.gcPauseMs] = pauseMs;
  fields[WORKER_FIELDS.newSpaceBytes] = readOwnNewSpaceBytes();
});

// A thrown DOMException (what cannot be cloned) reaches the pool as an empty object: say it in a plain error.
process.on('uncaughtException', (thrown) => {
  if (process.listenerCount('uncaughtException') > 1) return; // the scenario handles its own
  const { name, code, message, stack } = toErrorRecord(thrown, 'CROSSOVER_EXECUTOR_DIED');
  throw Object.assign(new Error(message), { name, code, stack });
});

let executor: Executor | null = null;
let openError: ErrorRecord | null = null;
export const opening = createExecutor(spec, executorIndex).then(
  (opened) => {
    executor = opened;
    fields[WORKER_FIELDS.state] = WORKER_STATES.ready;
  },
  (error: unknown) => {
    openError = toErrorRecord(error, 'CROSSOVER_OPEN_FAILED');
    fields[WORKER_FIELDS.state] = WORKER_STATES.failed;
  },
);

const channel = new BroadcastChannel(channelName);
channel.unref();
channel.onmessage = () => void close();

async function close(): Promise<void> {
  await executor?.close().catch(() => {}); // there is no task left that it could fail
  fields[WORKER_FIELDS.state] = WORKER_STATES.closed;
}

function toReply(task: ExecutedTask): WorkerReply {
  return [task.output, task.startedMs, task.endedMs, executorIndex, task.error];
}

/** What Piscina's worker sends: with a transfer list where the task asked for one. */
function toSent(task: ExecutedTask): WorkerReply | Moved {
  const reply = toReply(task);
  // Piscina takes the reply out again before it reaches the pool.
  return task.moved === undefined ? reply : moveWith(task.moved, reply);
}

async function waitAndRun(input: unknown): Promise<WorkerReply | Moved> {
  await opening;
  if (executor !== null) return toSent(await executor.execute(input));
  const atMs = nowMs();
  return [undefined, atMs, atMs, executorIndex, openError];
}

/** A task that returned synchronously costs no extra promise. */
function runTask(input: unknown): WorkerReply | Moved | Promise<WorkerReply | Moved> {
  if (executor === null) return waitAndRun(input);
  const task = executor.execute(input);
  return task instanceof Promise ? task.then(toSent) : toSent(task);
}

/** A worker that blocks while it idles is told by a task what others hear on the channel. */
function runOrObey(input: unknown): ReturnType<typeof runTask> {
  if (input === toControl(channelName, 'close')) return close().then(answerControl);
  if (input === toControl(channelName, 'turn')) return turnLoop().then(answerControl);
  return runTask(input);
}

async function turnLoop(): Promise<void> {
  for (let turn = 0; turn < TURN_COUNT; turn++) await new Promise((resolve) => scheduleImmediate(resolve));
}

function answerControl(): WorkerReply {
  const atMs = nowMs();
  return [undefined, atMs, atMs, executorIndex, null];
}

/** What Piscina calls for each task. */
export default blocksWhenIdle ? runOrObey : runTask;
