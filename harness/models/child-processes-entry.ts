/** The child's side of `child-processes`: opens the scenario, says so, then carries out what arrives. */
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { createExecutor } from '../executor/create-executor.ts';
import type { ExecutedTask, Executor } from '../executor/executor.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readLiveBytes } from '../measure/live-memory.ts';
import { readOwnCpuMs, readOwnHeapUsedBytes, readOwnNewSpaceBytes } from '../measure/own-meters.ts';
import type { ExecutorSpec } from '../model.ts';
import { onOrphaned } from '../on-orphaned.ts';
import { type FromChild, isMessage, type ToChild, travelsBare } from './child-processes-protocol.ts';

const sendToParent = process.send?.bind(process);
const token = process.argv[2] ?? '';
const gc = monitorGc();
let executor: Executor | null = null;
/** Tasks that were not answered yet, the oldest first: a symbol each, for they need only be told apart. */
const outstanding: symbol[] = [];
let stampsMs: number[] = [];

function send(message: FromChild): void {
  sendToParent?.(message);
}

/** An output that cannot be serialised fails its task, not the child. */
function answer(task: symbol, { output, error, startedMs, endedMs }: ExecutedTask): void {
  const place = outstanding.indexOf(task);
  outstanding.splice(place, 1);
  stampsMs.push(startedMs, endedMs);
  try {
    if (error !== null) send([token, 'failed', place, error]);
    else if (output === undefined) send([token, 'done', place]);
    else if (place === 0 && travelsBare(output)) sendToParent?.(output);
    else send([token, 'done', place, output]);
  } catch (thrown) {
    send([token, 'failed', place, describeUnsendable(thrown)]);
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

async function openExecutor(spec: ExecutorSpec, index: number): Promise<void> {
  try {
    executor = await createExecutor(spec, index);
    send([token, 'ready']);
  } catch (error) {
    send([token, 'open-failed', toErrorRecord(error, 'CROSSOVER_OPEN_FAILED')]);
  }
}

function runTask(input: unknown): void {
  if (executor === null) return;
  const task = Symbol();
  outstanding.push(task);
  const executed = executor.execute(input);
  if (executed instanceof Promise) void executed.then((done) => answer(task, done));
  else answer(task, executed);
}

function sendMetrics(): void {
  const { count, pauseMs } = gc.read();
  const taken = stampsMs;
  stampsMs = [];
  send([
    token,
    'metrics',
    {
      cpuMs: readOwnCpuMs(),
      gcCount: count,
      gcPauseMs: pauseMs,
      heapUsedBytes: readOwnHeapUsedBytes(),
      newSpaceBytes: readOwnNewSpaceBytes(),
      stampsMs: taken,
    },
  ]);
}

process.on('message', (message: unknown) => {
  if (!isMessage<ToChild>(message, token)) runTask(message);
  else if (message[1] === 'open') void openExecutor(message[2], message[3]);
  else if (message[1] === 'metrics') sendMetrics();
  else if (message[1] === 'read-live') void readLiveBytes().then((bytes) => send([token, 'live', bytes]));
  else runTask(message[2]);
});
// Without its parent a child has no reason to live.
onOrphaned(() => {
  void (executor?.close() ?? Promise.resolve()).catch(() => {}).then(() => process.exit(0));
});
