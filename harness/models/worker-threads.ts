/**
 * `worker-threads`: a Piscina pool of fixed size. Three of Piscina's defaults are not used, because each makes
 * figures that mean something else: `stricterFIFO` (without it tasks starve in the queue), `atomics: 'async'` (the
 * default freezes the event loop of an idle worker), and a fixed number of workers (growing pools thrash).
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import { type GcReading, monitorGc } from '../measure/gc-monitor.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutionModel, ExecutorMetrics, ModelSession, OpenRequest, TaskReceipt } from '../model.ts';
import {
  WORKER_FIELDS,
  WORKER_STATES,
  type WorkerData,
  type WorkerReply,
} from './worker-threads-protocol.ts';
import { describeRejection, isSequel, type Pool, WorkerWatch } from './worker-threads-watch.ts';

// Captured before any scenario is loaded, which may replace them.
const scheduleTimer = setTimeout;
const scheduleImmediate = setImmediate;
const POLL_MS = 1;
/** How long the scenario's close() may take in a worker; it is then ended with its thread. */
const CLOSE_MS = 500;

/** What a session knows of its workers. */
interface WorkerStates {
  readonly fields: Float64Array;
  readonly workerCount: number;
}

function countInState({ fields, workerCount }: WorkerStates, state: number): number {
  let count = 0;
  for (let index = 0; index < workerCount; index++) {
    if (fields[index * WORKER_FIELDS.count] === state) count += 1;
  }
  return count;
}

/** Looks every millisecond; false when `isOver` said so before every worker was in the state. */
async function waitForState(states: WorkerStates, state: number, isOver: () => boolean): Promise<boolean> {
  while (countInState(states, state) < states.workerCount) {
    if (isOver()) return false;
    await new Promise((resolve) => scheduleTimer(resolve, POLL_MS));
  }
  return true;
}

/** Cumulative figures: CPU of the whole process, which holds all threads; collections of this thread and the workers. */
function readMetrics(fields: Float64Array, workerCount: number, ofLoop: GcReading): ExecutorMetrics {
  let gcCount = ofLoop.count;
  let gcPauseMs = ofLoop.pauseMs;
  let newSpaceBytes = Number.POSITIVE_INFINITY;
  for (let index = 0; index < workerCount; index++) {
    gcCount += fields[index * WORKER_FIELDS.count + WORKER_FIELDS.gcCount]!;
    gcPauseMs += fields[index * WORKER_FIELDS.count + WORKER_FIELDS.gcPauseMs]!;
    newSpaceBytes = Math.min(
      newSpaceBytes,
      fields[index * WORKER_FIELDS.count + WORKER_FIELDS.newSpaceBytes]!,
    );
  }
  return { cpuMs: readOwnCpuMs(), gcCount, gcPauseMs, heapUsedBytes: null, newSpaceBytes };
}

/** Asks every worker to call the scenario's close(), and waits for that. */
async function closeScenarios(states: WorkerStates, channel: BroadcastChannel): Promise<void> {
  const lastMs = nowMs() + CLOSE_MS;
  channel.postMessage('close');
  await waitForState(states, WORKER_STATES.closed, () => nowMs() > lastMs);
}

async function open(request: OpenRequest): Promise<ModelSession> {
  const { Piscina } = await import('piscina');
  const workerCount = Number(request.knobs.poolSize);
  const shared = new SharedArrayBuffer(WORKER_FIELDS.count * workerCount * Float64Array.BYTES_PER_ELEMENT);
  const claims = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const states: WorkerStates = { fields: new Float64Array(shared), workerCount };
  const channelName = `crossover-${randomUUID()}`;
  const workerData: WorkerData = { executor: request.executor, shared, claims, channelName };
  const pool: Pool = new Piscina<unknown, WorkerReply>({
    filename: fileURLToPath(builtUrl('harness/models/worker-threads-load.cjs')),
    workerData,
    minThreads: workerCount,
    maxThreads: workerCount,
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: Number(request.knobs.tasksPerWorker),
    stricterFIFO: true,
    atomics: 'async',
    recordTiming: false,
  });
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
    metrics: async () => readMetrics(states.fields, workerCount, gc.read()),
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

/** The worker keeps why it could not open; any task that reaches it brings the reason back. */
async function explainOpenFailure(pool: Pool): Promise<ErrorRecord> {
  const [, , , , error] = await pool.run(undefined);
  const message = 'A worker thread could not open the scenario.';
  return error ?? { code: 'CROSSOVER_OPEN_FAILED', name: 'CrossoverError', message };
}

function runOnPool(pool: Pool, watch: WorkerWatch, input: unknown): Promise<TaskReceipt> {
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

export const workerThreads: ExecutionModel = {
  id: 'worker-threads',
  summary: 'a Piscina pool of worker threads: parallel CPU work, inputs and outputs are cloned',
  knobs: [
    { id: 'poolSize', summary: 'number of threads', type: 'count', defaultValue: 'cores' },
    {
      id: 'tasksPerWorker',
      summary: 'tasks that one worker may have at a time (1 for cpu scenarios, else in flight ÷ poolSize)',
      type: 'count',
      defaultValue: 'share-of-in-flight',
    },
  ],
  onlyOneInFlight: false,
  sharesInputs: false,
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  open,
};
