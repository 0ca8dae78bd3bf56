/**
 * `worker-threads`: a Piscina pool of fixed size. Three of Piscina's defaults are not used, because each makes
 * figures that mean something else: `stricterFIFO` (without it tasks starve in the queue), `atomics: 'async'` (the
 * default freezes the event loop of an idle worker), and a fixed number of workers (growing pools thrash).
 */
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord, toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import type { ExecutionModel, ExecutorMetrics, ModelSession, OpenRequest, TaskReceipt } from '../model.ts';
import { WORKER_FIELDS, type WorkerData, type WorkerReply } from './worker-threads-protocol.ts';

const POLL_MS = 1;

/** Waits until every worker has opened the scenario; rejects with the first worker's failure. */
async function waitForWorkers(
  fields: Float64Array,
  workerCount: number,
  failure: () => Error | null,
): Promise<void> {
  for (;;) {
    const failed = failure();
    if (failed) throw failed;
    let ready = 0;
    for (let index = 0; index < workerCount; index++) ready += fields[index * WORKER_FIELDS.count]!;
    if (ready === workerCount) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
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
    return {
      ...record,
      code: 'CROSSOVER_EXECUTOR_DIED',
      message: `A worker thread ended while it had a task: ${record.message}`,
    };
  }
  return record;
}

/** Cumulative figures: CPU of the whole process, which holds all threads; collections of this thread and the workers. */
function readMetrics(fields: Float64Array, workerCount: number): ExecutorMetrics {
  const usage = process.cpuUsage();
  let gcCount = 0;
  let gcPauseMs = 0;
  for (let index = 0; index < workerCount; index++) {
    gcCount += fields[index * WORKER_FIELDS.count + WORKER_FIELDS.gcCount]!;
    gcPauseMs += fields[index * WORKER_FIELDS.count + WORKER_FIELDS.gcPauseMs]!;
  }
  return { cpuMs: (usage.user + usage.system) / 1e3, gcCount, gcPauseMs, heapUsedBytes: null };
}

async function open(request: OpenRequest): Promise<ModelSession> {
  const { Piscina } = await import('piscina');
  const workerCount = Number(request.knobs.poolSize);
  const shared = new SharedArrayBuffer(WORKER_FIELDS.count * workerCount * Float64Array.BYTES_PER_ELEMENT);
  const claims = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const fields = new Float64Array(shared);
  const workerData: WorkerData = { executor: request.executor, shared, claims };
  let failure: Error | null = null;
  const pool = new Piscina<unknown, WorkerReply>({
    filename: fileURLToPath(builtUrl('harness/models/worker-threads-entry.js')),
    workerData,
    minThreads: workerCount,
    maxThreads: workerCount,
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: Number(request.knobs.tasksPerWorker),
    stricterFIFO: true,
    atomics: 'async',
    recordTiming: false,
  });
  pool.on('error', (error: Error) => {
    failure ??= error;
  });
  const session: ModelSession = {
    executorCount: workerCount,
    childPids: [],
    run: (input) => runOnPool(pool, input),
    metrics: async () => readMetrics(fields, workerCount),
    close: () => pool.destroy(),
  };
  try {
    await waitForWorkers(fields, workerCount, () => failure ?? readOpenFailure(fields, workerCount));
    return session;
  } catch (error) {
    if (error instanceof OpenFailure) failure = await explainOpenFailure(pool);
    await pool.destroy();
    throw failure ?? error;
  }
}

class OpenFailure extends Error {}

function readOpenFailure(fields: Float64Array, workerCount: number): Error | null {
  for (let index = 0; index < workerCount; index++) {
    if (fields[index * WORKER_FIELDS.count]! < 0) return new OpenFailure();
  }
  return null;
}

/** The worker keeps why it could not open; any task that reaches it brings the reason back. */
async function explainOpenFailure(pool: { run(input: unknown): Promise<WorkerReply> }): Promise<Error> {
  const reply = await pool.run(undefined);
  const record = reply.error;
  return new CrossoverError(
    'CROSSOVER_OPEN_FAILED',
    record?.message ?? 'A worker thread could not open the scenario.',
    {
      cause: record,
    },
  );
}

function runOnPool(
  pool: { run(input: unknown): Promise<WorkerReply> },
  input: unknown,
): Promise<TaskReceipt> {
  return pool.run(input).then(toReceipt, (rejection: unknown) => {
    const atMs = nowMs();
    const error = describeRejection(rejection);
    return {
      output: undefined,
      error,
      submittedMs: Number.NaN,
      startedMs: atMs,
      endedMs: atMs,
      executorIndex: 0,
    };
  });
}

function toReceipt(reply: WorkerReply): TaskReceipt {
  return {
    output: reply.output,
    error: reply.error,
    submittedMs: Number.NaN,
    startedMs: reply.startedMs,
    endedMs: reply.endedMs,
    executorIndex: reply.executorIndex,
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
  spawnsWhileRunning: false,
  mergesQueueAndSend: true,
  open,
};
