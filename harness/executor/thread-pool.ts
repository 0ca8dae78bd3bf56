/** The session around a library's pool of threads: waits until all of them are ready, reads them, notices their end, closes. */
import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readLiveBytes } from '../measure/live-memory.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ModelSession, OpenRequest, TaskReceipt, TransferList } from '../model.ts';
import {
  type Control,
  toControl,
  WORKER_STATES,
  type WorkerData,
  type WorkerReply,
} from './thread-protocol.ts';
import { WorkerSlots } from './thread-slots.ts';
import { describeRejection, isSequel, type ThreadPool, WorkerWatch } from './thread-watch.ts';

// Captured before any scenario is loaded, which may replace them.
const scheduleTimer = setTimeout;
const scheduleImmediate = setImmediate;
/** How long the scenario's close() may take in a worker; it is then ended with its thread. */
const CLOSE_MS = 500;
/** How long workers may take to collect their garbage; more is not known then. */
const COLLECT_MS = 2_000;

/** How many threads a pool has, and what it can be told. */
export interface PoolShape {
  readonly leastThreads: number;
  readonly mostThreads: number;
  /** An idle worker blocks: it hears no channel and turns no loop until the next task. */
  readonly blocksWhenIdle: boolean;
  /** Threads may come and go while tasks run. */
  readonly isElastic: boolean;
}

/** All threads at once, for good. */
const fixedShapeOf = ({ knobs }: OpenRequest): PoolShape => ({
  leastThreads: Number(knobs.poolSize),
  mostThreads: Number(knobs.poolSize),
  blocksWhenIdle: false,
  isElastic: false,
});

/** A pool that is open, and what is known of its workers. */
interface OpenPool {
  readonly pool: ThreadPool;
  readonly watch: WorkerWatch;
  readonly slots: WorkerSlots;
  readonly channelName: string;
  readonly blocksWhenIdle: boolean;
  /** One for all tasks: a closure for each would be garbage of ours among that of the tasks. */
  readonly toRejected: (rejection: unknown) => Promise<TaskReceipt>;
}

/** One for each worker: they all idle, and the pool gives a task to one that does. */
async function tellBlocked(
  { pool, slots, channelName }: OpenPool,
  control: Control,
  mostMs = CLOSE_MS,
): Promise<void> {
  const answers = Array.from({ length: slots.livingCount }, () => pool.run(toControl(channelName, control)));
  const overdue = new Promise((resolve) => scheduleTimer(resolve, mostMs).unref());
  await Promise.race([Promise.allSettled(answers), overdue]);
}

/** Asks every worker to call the scenario's close(), and waits for that. */
async function closeScenarios(open: OpenPool, channel: BroadcastChannel): Promise<void> {
  const lastMs = nowMs() + CLOSE_MS;
  if (open.blocksWhenIdle) await tellBlocked(open, 'close');
  else channel.postMessage('close' satisfies Control);
  await open.slots.waitForState(WORKER_STATES.closed, open.slots.livingCount, () => nowMs() > lastMs);
}

/** Of the pool's own loop and of all workers. */
async function readLiveBytesOf(open: OpenPool, channel: BroadcastChannel): Promise<number | null> {
  const lastMs = nowMs() + COLLECT_MS;
  const tell = (): void => {
    if (open.blocksWhenIdle) void tellBlocked(open, 'read-live', COLLECT_MS);
    else channel.postMessage('read-live' satisfies Control);
  };
  const inWorkers = await open.slots.readLiveBytes(tell, () => nowMs() > lastMs);
  return inWorkers === null ? null : inWorkers + (await readLiveBytes());
}

/** `createPool` starts a library's pool, by default of `poolSize` threads, all of them at once, with the given data in each. */
export async function openThreadPool(
  request: OpenRequest,
  createPool: (workerData: WorkerData, workerCount: number) => ThreadPool,
  shape: PoolShape = fixedShapeOf(request),
): Promise<ModelSession> {
  const { leastThreads, mostThreads, blocksWhenIdle, isElastic } = shape;
  const slots = new WorkerSlots(mostThreads);
  const { shared, claims } = slots;
  const channelName = `crossover-${randomUUID()}`;
  const { executor } = request;
  const pool = createPool({ executor, shared, claims, channelName, blocksWhenIdle }, mostThreads);
  let startedCount = 0;
  if (isElastic) {
    pool.on('workerCreate', () => {
      startedCount += 1;
    });
  }
  const watch = new WorkerWatch(pool, isElastic ? (threadId) => slots.release(threadId) : null);
  const hasFailed = (): boolean => watch.failure !== null || slots.countInState(WORKER_STATES.failed) > 0;
  if (!(await slots.waitForState(WORKER_STATES.ready, leastThreads, hasFailed))) {
    const record = watch.failure ?? (await explainOpenFailure(pool));
    await watch.end(pool);
    throw new CrossoverError('CROSSOVER_OPEN_FAILED', record.message, { cause: record });
  }
  const channel = new BroadcastChannel(channelName);
  channel.unref();
  const gc = monitorGc();
  const toRejected = (rejection: unknown): Promise<TaskReceipt> => toRejectedReceipt(rejection, watch);
  const opened: OpenPool = { pool, watch, slots, channelName, blocksWhenIdle, toRejected };
  let closing: Promise<void> | undefined;
  return {
    executorCount: mostThreads,
    leastExecutorCount: leastThreads,
    childPids: [],
    run: (input, transferList) => runOnPool(opened, input, transferList),
    metrics: async () => {
      if (blocksWhenIdle) await tellBlocked(opened, 'turn'); // else it has told nothing of its collections
      return {
        cpuMs: readOwnCpuMs(),
        ...slots.readGc(gc.read()),
        ...(isElastic ? { startedExecutorCount: startedCount } : {}),
      };
    },
    liveBytes: () => readLiveBytesOf(opened, channel),
    close: () => {
      closing ??= (watch.failure ? Promise.resolve() : closeScenarios(opened, channel)).then(() => {
        channel.close();
        gc.stop();
        return watch.end(pool);
      });
      return closing;
    },
  };
}

/** The worker keeps why it could not open; any task that reaches it brings the reason back. */
async function explainOpenFailure(pool: ThreadPool): Promise<ErrorRecord> {
  const [, , , , error] = await pool.run(undefined);
  const message = 'A worker thread could not open the scenario.';
  return error ?? { code: 'CROSSOVER_OPEN_FAILED', name: 'CrossoverError', message };
}

function runOnPool(
  { pool, watch, toRejected }: OpenPool,
  input: unknown,
  transferList: TransferList | undefined,
): Promise<TaskReceipt> {
  if (watch.failure !== null) return Promise.resolve(toFailedReceipt(watch.failure));
  const sent = transferList === undefined ? pool.run(input) : pool.run(input, { transferList });
  return sent.then(toReceipt, toRejected);
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
