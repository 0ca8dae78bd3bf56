/** The session around a library's pool of threads: waits until all of them are ready, reads them, notices their end, closes. */
import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import type { ModelSession, OpenRequest, TaskReceipt } from '../model.ts';
import { WORKER_FIELDS, WORKER_STATES, type WorkerData, type WorkerReply } from './thread-protocol.ts';
import { countInState, readThreadMetrics, type WorkerStates, waitForState } from './thread-states.ts';
import { describeRejection, isSequel, type ThreadPool, WorkerWatch } from './thread-watch.ts';

// Captured before any scenario is loaded, which may replace it.
const scheduleImmediate = setImmediate;
/** How long the scenario's close() may take in a worker; it is then ended with its thread. */
const CLOSE_MS = 500;

/** `createPool` starts a library's pool of `poolSize` threads, all of them at once, with the given data in each. */
export async function openThreadPool(
  request: OpenRequest,
  createPool: (workerData: WorkerData, workerCount: number) => ThreadPool,
): Promise<ModelSession> {
  const workerCount = Number(request.knobs.poolSize);
  const shared = new SharedArrayBuffer(WORKER_FIELDS.count * workerCount * Float64Array.BYTES_PER_ELEMENT);
  const claims = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const states: WorkerStates = { fields: new Float64Array(shared), workerCount };
  const channelName = `crossover-${randomUUID()}`;
  const pool = createPool({ executor: request.executor, shared, claims, channelName }, workerCount);
  const watch = new WorkerWatch(pool);
  const hasFailed = (): boolean => watch.failure !== null || countInState(states, WORKER_STATES.failed) > 0;
  if (!(await waitForState(states, WORKER_STATES.ready, hasFailed))) {
    const record = watch.failure ?? (await explainOpenFailure(pool));
    await watch.end(pool);
    throw new CrossoverError('CROSSOVER_OPEN_FAILED', record.message, { cause: record });
  }
  const channel = new BroadcastChannel(channelName);
  channel.unref();
  const gc = monitorGc();
  let closing: Promise<void> | undefined;
  return {
    executorCount: workerCount,
    childPids: [],
    run: (input) => runOnPool(pool, watch, input),
    metrics: async () => readThreadMetrics(states, gc.read()),
    close: () => {
      closing ??= (watch.failure ? Promise.resolve() : closeScenarios(states, channel)).then(() => {
        channel.close();
        gc.stop();
        return watch.end(pool);
      });
      return closing;
    },
  };
}

/** Asks every worker to call the scenario's close(), and waits for that. */
async function closeScenarios(states: WorkerStates, channel: BroadcastChannel): Promise<void> {
  const lastMs = nowMs() + CLOSE_MS;
  channel.postMessage('close');
  await waitForState(states, WORKER_STATES.closed, () => nowMs() > lastMs);
}

/** The worker keeps why it could not open; any task that reaches it brings the reason back. */
async function explainOpenFailure(pool: ThreadPool): Promise<ErrorRecord> {
  const [, , , , error] = await pool.run(undefined);
  const message = 'A worker thread could not open the scenario.';
  return error ?? { code: 'CROSSOVER_OPEN_FAILED', name: 'CrossoverError', message };
}

function runOnPool(pool: ThreadPool, watch: WorkerWatch, input: unknown): Promise<TaskReceipt> {
  if (watch.failure !== null) return Promise.resolve(toFailedReceipt(watch.failure));
  return pool.run(input).then(toReceipt, (rejection) => toRejectedReceipt(rejection, watch));
}

/** Tasks that a pool drops when it ends come back before the one that ended it: they wait for its reason. */
async function toRejectedReceipt(rejection: unknown, watch: WorkerWatch): Promise<TaskReceipt> {
  const record = describeRejection(rejection);
  if (record.code !== 'CROSSOVER_EXECUTOR_DIED') return toFailedReceipt(record);
  if (isSequel(rejection)) {
    await new Promise((resolve) => scheduleImmediate(resolve));
    return toFailedReceipt(watch.failure ?? record);
  }
  watch.learn(rejection);
  return toFailedReceipt(record);
}

function toFailedReceipt(error: ErrorRecord): TaskReceipt {
  const atMs = nowMs();
  return {
    output: undefined,
    error,
    submittedMs: Number.NaN,
    startedMs: atMs,
    endedMs: atMs,
    executorIndex: 0,
  };
}

/** By index: a destructuring pattern would walk an iterator for every task. */
function toReceipt(reply: WorkerReply): TaskReceipt {
  return {
    output: reply[0],
    error: reply[4],
    submittedMs: Number.NaN,
    startedMs: reply[1],
    endedMs: reply[2],
    executorIndex: reply[3],
  };
}
