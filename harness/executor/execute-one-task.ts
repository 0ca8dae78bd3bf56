/** The executor's side of the models that start one for each task: load, open, carry out, close, answer. */
import { toErrorRecord } from '../errors.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { createExecutor } from './create-executor.ts';
import type { OneTask, OneTaskAnswer } from './one-task-protocol.ts';

/** Never rejects: what goes wrong is in the answer. The scenario's close() is part of what a task costs here. */
export async function executeOneTask(
  { executor: spec, input, isProbe }: OneTask,
  readCpuMs: () => number,
): Promise<OneTaskAnswer> {
  const gc = monitorGc();
  try {
    const executor = await createExecutor(spec, 0);
    const atMs = nowMs();
    const nothing = { output: undefined, error: null, startedMs: atMs, endedMs: atMs };
    const { output, error, startedMs, endedMs } = isProbe ? nothing : await executor.execute(input);
    await executor.close().catch(() => {}); // there is no task left that it could fail
    return { output, error, startedMs, endedMs, ...readGc(gc), cpuMs: readCpuMs() };
  } catch (thrown) {
    const atMs = nowMs();
    const error = toErrorRecord(thrown, 'CROSSOVER_OPEN_FAILED');
    return { output: undefined, error, startedMs: atMs, endedMs: atMs, ...readGc(gc), cpuMs: readCpuMs() };
  }
}

function readGc(gc: ReturnType<typeof monitorGc>): Pick<OneTaskAnswer, 'gcCount' | 'gcPauseMs'> {
  const { count, pauseMs } = gc.read();
  return { gcCount: count, gcPauseMs: pauseMs };
}
