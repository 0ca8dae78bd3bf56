/** The worker's side of pools that speak with one worker at a time: opens, carries out, tells what it used, closes. */
import { isMainThread } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readOwnCpuMs, readOwnHeapUsedBytes, readOwnNewSpaceBytes } from '../measure/own-meters.ts';
import type { ExecutorSpec } from '../model.ts';
import { createExecutor } from './create-executor.ts';
import type { ExecutedTask, Executor } from './executor.ts';
import type { WorkerReading } from './pool-receipts.ts';

export class PoolWorker {
  readonly #gc = monitorGc();
  #executor: Executor | null = null;

  /** Gives why the scenario could not be opened, or null. */
  async open(spec: ExecutorSpec, index: number): Promise<ErrorRecord | null> {
    try {
      this.#executor = await createExecutor(spec, index);
      return null;
    } catch (thrown) {
      return toErrorRecord(thrown, 'CROSSOVER_OPEN_FAILED');
    }
  }

  /** Throws before the scenario is open: no task is sent then. */
  execute(input: unknown): ExecutedTask | Promise<ExecutedTask> {
    if (this.#executor === null) throw new Error('a task came before the scenario was opened');
    return this.#executor.execute(input);
  }

  read(): WorkerReading {
    const { count, pauseMs } = this.#gc.read();
    return {
      cpuMs: isMainThread ? readOwnCpuMs() : 0,
      gcCount: count,
      gcPauseMs: pauseMs,
      heapUsedBytes: readOwnHeapUsedBytes(),
      newSpaceBytes: readOwnNewSpaceBytes(),
    };
  }

  /** Calls the scenario's close(); what it throws concerns no task any more. */
  async close(): Promise<void> {
    await this.#executor?.close().catch(() => {});
  }
}
