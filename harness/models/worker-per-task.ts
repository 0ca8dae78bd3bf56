/**
 * `worker-per-task`: a thread of its own for each task, started for it and ended after it. What people pay who write
 * `new Worker(…)` in a request handler: start-up and import of the scenario stand in the receipt as `send`.
 */
import { Worker } from 'node:worker_threads';
import { builtUrl } from '../built.ts';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import {
  failedReceipt,
  type OneTask,
  type OneTaskAnswer,
  probe,
  receiptOf,
} from '../executor/one-task-protocol.ts';
import { adviseAfterEnd } from '../last-words.ts';
import { nowMs } from '../measure/clock.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutionModel, ModelSession, OpenRequest, TaskReceipt } from '../model.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;
const ENTRY = builtUrl('harness/models/worker-per-task-entry.js');

/** What ends a thread before it answers, as data. */
function describeEnd(thrown: unknown): ErrorRecord {
  const record = toErrorRecord(thrown, 'CROSSOVER_EXECUTOR_DIED');
  const isClone = record.name === 'DataCloneError' || /could not be cloned/.test(record.message);
  if (isClone) return { ...record, code: 'CROSSOVER_NOT_CLONABLE' };
  const lastWords = /^exit code \d+$/.test(record.message) ? '' : record.message;
  const message = `The thread of a task ended before it answered: ${record.message}. ${adviseAfterEnd(lastWords)}`;
  return { ...record, code: 'CROSSOVER_EXECUTOR_DIED', message };
}

async function open({ executor, taskDeadlineMs }: OpenRequest): Promise<ModelSession> {
  const alive = new Set<Worker>();
  let gcCount = 0;
  let gcPauseMs = 0;
  const run = (input: unknown, isProbe = false): Promise<TaskReceipt> => {
    const submittedMs = nowMs();
    return new Promise((settle) => {
      let worker: Worker;
      const workerData: OneTask = { executor, input, isProbe };
      try {
        worker = new Worker(ENTRY, { workerData });
      } catch (thrown) {
        settle(failedReceipt(describeEnd(thrown), submittedMs));
        return;
      }
      alive.add(worker);
      const end = (receipt: TaskReceipt): void => {
        cancelTimer(timer);
        alive.delete(worker);
        // The answer counts when the thread is gone: until then it holds its memory and may hold a core.
        void worker.terminate().then(() => settle(receipt));
      };
      const timer = scheduleTimer(() => {
        const message = `A task did not end within ${taskDeadlineMs} ms; its thread was ended. Give it longer with --task-deadline.`;
        end(failedReceipt({ code: 'CROSSOVER_DEADLINE', name: 'CrossoverError', message }, submittedMs));
      }, taskDeadlineMs);
      worker.once('message', (answer: OneTaskAnswer) => {
        gcCount += answer.gcCount;
        gcPauseMs += answer.gcPauseMs;
        end(receiptOf(answer, submittedMs));
      });
      worker.once('error', (error) => end(failedReceipt(describeEnd(error), submittedMs)));
      worker.once('exit', (code) => {
        if (!alive.has(worker)) return;
        end(failedReceipt(describeEnd(new Error(`exit code ${code}`)), submittedMs));
      });
    });
  };
  await probe(run);
  return {
    executorCount: 1,
    childPids: [],
    run: (input) => run(input),
    metrics: async () => ({
      cpuMs: readOwnCpuMs(),
      gcCount,
      gcPauseMs,
      heapUsedBytes: null,
      newSpaceBytes: Number.POSITIVE_INFINITY, // no heap lives long enough to grow
    }),
    close: async () => {
      await Promise.all([...alive].map((worker) => worker.terminate()));
    },
  };
}

export const workerPerTask: ExecutionModel = {
  id: 'worker-per-task',
  summary:
    'a worker thread started for each task and ended after it: the cold start that a pool pays once, paid every time',
  guidance:
    'Wins where tasks are rare and long and must leave nothing behind; nothing is kept while there is no work. Costs: each task pays the start of a thread, some 37 ms, and the import of its code.',
  knobs: [],
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'threads',
  spawnsWhileRunning: true,
  mergesQueueAndSend: false,
  messageFormat: () => 'clone',
  open,
};
