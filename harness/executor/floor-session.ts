/** What sessions of floors share: all threads open before the first task, an end that fails every task, closing. */
import { CrossoverError } from '../errors.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import type { ExecutorMetrics, ModelSession, TaskReceipt } from '../model.ts';
import { EndWatch } from './end-watch.ts';
import { toMetrics, type WorkerReading } from './pool-receipts.ts';
import { waitAtMost } from './wait-at-most.ts';
import type { WatchedThread } from './watched-thread.ts';

/** How long the scenario's close() may take in all threads together. */
const CLOSE_MS = 500;

/** A way to speak with threads. */
export interface FloorChannel {
  readonly threads: readonly WatchedThread[];
  run(input: unknown): Promise<TaskReceipt>;
  /** Asks every thread what it used. */
  readMeters(): Promise<WorkerReading[]>;
  /** Asks every thread to call the scenario's close(). */
  closeScenarios(): Promise<unknown>;
}

/** `connect` starts the threads; what ends one of them is told to the watch, which settles the channel's tasks. */
export async function openFloor(connect: (watch: EndWatch) => FloorChannel): Promise<ModelSession> {
  const watch = new EndWatch();
  const channel = connect(watch);
  const { threads } = channel;
  const gc = monitorGc();
  const readMetrics = async (): Promise<ExecutorMetrics> => {
    const readings = await Promise.race([channel.readMeters(), watch.ended]);
    if (Array.isArray(readings)) return toMetrics(gc.read(), readings);
    throw new CrossoverError('CROSSOVER_EXECUTOR_DIED', (readings as { message: string }).message);
  };
  const close = async (): Promise<void> => {
    gc.stop();
    if (watch.failure === null) {
      await waitAtMost(CLOSE_MS, [channel.closeScenarios(), watch.ended]);
    }
    watch.close();
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  };
  const opened = await Promise.race([Promise.all(threads.map((thread) => thread.opened)), watch.ended]);
  const failure = Array.isArray(opened) ? opened.find((record) => record !== null) : opened;
  if (failure) {
    await close();
    throw new CrossoverError('CROSSOVER_OPEN_FAILED', failure.message, { cause: failure });
  }
  let closing: Promise<void> | undefined;
  return {
    executorCount: threads.length,
    childPids: [],
    run: (input) => channel.run(input),
    metrics: readMetrics,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
