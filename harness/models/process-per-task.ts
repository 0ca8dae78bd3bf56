/**
 * `process-per-task`: `fork` for each task, ended after it. Full isolation at the price of a Node.js start: start-up and
 * import of the scenario stand in the receipt as `send`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import {
  failedReceipt,
  type OneTask,
  type OneTaskAnswer,
  probe,
  receiptOf,
} from '../executor/one-task-protocol.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';
import { nowMs } from '../measure/clock.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutionModel, ModelSession, OpenRequest, TaskReceipt } from '../model.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;
const ENTRY = fileURLToPath(builtUrl('harness/models/process-per-task-entry.js'));
const STDERR_TAIL_LENGTH = 2_000;

function isAnswer(message: unknown): message is OneTaskAnswer {
  return typeof message === 'object' && message !== null && 'startedMs' in message && 'cpuMs' in message;
}

function describeUnsendable(thrown: unknown): ErrorRecord {
  const record = toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE');
  const message = `${record.message} Inputs travel between processes: make them plain data.`;
  return { ...record, code: 'CROSSOVER_NOT_CLONABLE', message };
}

async function open({ executor, taskDeadlineMs }: OpenRequest): Promise<ModelSession> {
  const alive = new Set<ChildProcess>();
  const gc = monitorGc();
  const ended = { cpuMs: 0, gcCount: 0, gcPauseMs: 0 };
  const run = (input: unknown, isProbe = false): Promise<TaskReceipt> => {
    const submittedMs = nowMs();
    return new Promise((settle) => {
      const child = fork(ENTRY, [], {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      alive.add(child);
      let stderr = '';
      let receipt: TaskReceipt | null = null;
      const fail = (error: ErrorRecord): void => {
        receipt ??= failedReceipt(error, submittedMs);
        child.kill('SIGKILL');
      };
      const timer = scheduleTimer(() => {
        const message = `A task did not end within ${taskDeadlineMs} ms; its process was ended. Give it longer with --task-deadline.`;
        fail({ code: 'CROSSOVER_DEADLINE', name: 'CrossoverError', message });
      }, taskDeadlineMs);
      child.stderr?.on('data', (text: Buffer) => {
        stderr = (stderr + text.toString()).slice(-STDERR_TAIL_LENGTH);
      });
      child.on('message', (message: unknown) => {
        if (!isAnswer(message)) return;
        ended.cpuMs += message.cpuMs;
        ended.gcCount += message.gcCount;
        ended.gcPauseMs += message.gcPauseMs;
        receipt ??= receiptOf(message, submittedMs);
        child.kill('SIGKILL'); // whatever the task left behind would keep it alive
      });
      child.on('error', (error) => fail(toErrorRecord(error, 'CROSSOVER_EXECUTOR_DIED')));
      // The answer counts when the process is gone: until then it holds its memory and may hold a core.
      child.once('exit', (code, signal) => {
        cancelTimer(timer);
        alive.delete(child);
        child.stderr?.destroy();
        const message = `The process of a task ended (${describeEnd(code, signal)}) before it answered. ${adviseAfterEnd(stderr, signal)}`;
        settle(
          receipt ??
            failedReceipt({ code: 'CROSSOVER_EXECUTOR_DIED', name: 'CrossoverError', message }, submittedMs),
        );
      });
      const task: OneTask = { executor, input, isProbe };
      try {
        child.send(task, () => {}); // a channel that is closed is followed by the child's end
      } catch (thrown) {
        fail(describeUnsendable(thrown));
      }
    });
  };
  await probe(run);
  return {
    executorCount: 1,
    childPids: [],
    run: (input) => run(input),
    metrics: async () => {
      const own = gc.read();
      return {
        cpuMs: readOwnCpuMs() + ended.cpuMs,
        gcCount: own.count + ended.gcCount,
        gcPauseMs: own.pauseMs + ended.gcPauseMs,
        heapUsedBytes: null,
        newSpaceBytes: Number.POSITIVE_INFINITY, // no heap lives long enough to grow
      };
    },
    close: async () => {
      gc.stop();
      const last = [...alive].map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of alive) child.kill('SIGKILL');
      await Promise.all(last);
    },
  };
}

export const processPerTask: ExecutionModel = {
  id: 'process-per-task',
  summary:
    'a process forked for each task and ended after it: full isolation, and a Node.js start every time',
  guidance:
    'Wins where every task needs a process of its own, for safety or because it must be killed. Costs: each task pays the start of Node.js, some 97 ms, and the import of its code.',
  knobs: [],
  onlyOneInFlight: false,
  sharesInputs: false,
  executors: 'processes',
  spawnsWhileRunning: true,
  mergesQueueAndSend: false,
  messageFormat: () => 'clone',
  open,
};
