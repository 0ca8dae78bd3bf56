/**
 * `worker-threads`: a Piscina pool of fixed size. Three of Piscina's defaults are not used, because each makes
 * figures that mean something else: `stricterFIFO` (without it tasks starve in the queue), `atomics: 'async'` (the
 * default freezes the event loop of an idle worker), and a fixed number of workers (growing pools thrash).
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord, toErrorRecord } from '../errors.ts';
import { adviseAfterEnd } from '../last-words.ts';
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

// Captured before any scenario is loaded, which may replace them.
const scheduleTimer = setTimeout;
const scheduleImmediate = setImmediate;
const POLL_MS = 1;
/** How long the scenario's close() may take in a worker; it is then ended with its thread. */
const CLOSE_MS = 500;

type Pool = Piscina<unknown, WorkerReply>;

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

/** Where the reason of Piscina alone does not say what to do. */
function adviseOn(reason: string): string {
  if (/memory limit|out of memory/i.test(reason)) return `. ${adviseAfterEnd(reason)}`;
  return /^worker exited with code/.test(reason) ? `. ${adviseAfterEnd('')}` : '';
}

/** What Piscina rejects with, as data: a worker that is gone, or a value that cannot be cloned. */
function describeRejection(rejection: unknown): ErrorRecord {
  const record = toErrorRecord(rejection, 'CROSSOVER_EXECUTOR_DIED');
  if (record.name === 'DataCloneError' || /could not be cloned/.test(record.message)) {
    return {
      ...record,
      code: 'CROSSOVER_NOT_CLONABLE',
      message: `${record.message} Inputs and outputs travel between threads: return plain data (no functions, sockets or class instances with private state).`,
    };
  }
  if (record.code === 'CROSSOVER_EXECUTOR_DIED' || /exit|terminat/i.test(record.message)) {
    const message = `A worker thread ended while it had a task: ${record.message}`;
    return { ...record, code: 'CROSSOVER_EXECUTOR_DIED', message: `${message}${adviseOn(record.message)}` };
  }
  return record;
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

/**
 * Watches for workers that end by themselves. Piscina would replace one, and tasks that it queues would wait for ever;
 * but figures of a pool that lost its warm workers mean nothing, so the session ends with the first of them.
 */
class WorkerWatch {
  #reason: unknown = null;
  /** Whether the reason is only that a worker is gone. */
  #isGeneric = false;
  #isClosing = false;

  constructor(pool: Pool) {
    pool.on('error', (error: unknown) => {
      this.#reason = error;
    });
    pool.on('workerDestroy', () => {
      if (this.#isClosing) return;
      if (this.#reason === null) {
        this.#isGeneric = true;
        this.#reason = new Error(
          'it ended by itself; look for process.exit, an error that nobody caught, or memory that ran out',
        );
      }
      queueMicrotask(() => void this.end(pool));
    });
  }

  /** Why a worker ended, or null while all of them live. */
  get failure(): ErrorRecord | null {
    return this.#reason === null ? null : describeRejection(this.#reason);
  }

  /** A task that saw why its worker ended knows more than the pool, which tells only that it did. */
  learn(rejection: unknown): void {
    if (this.#reason === null || this.#isGeneric) this.#reason = rejection;
    this.#isGeneric = false;
  }

  async end(pool: Pool): Promise<void> {
    this.#isClosing = true;
    await pool.destroy();
  }
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
  if (/Terminating worker thread/.test(record.message)) {
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
