/**
 * The pool behind `child-processes`: forked children, one first-in-first-out queue in the parent, every time stamp ours.
 * Start and end of a task are kept by the child and handed over with its metrics (see the protocol for why).
 * A child that ends or hangs ends the session: figures of a pool that shrank would mean nothing.
 */
import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorCode, type ErrorRecord, toErrorRecord } from '../errors.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';
import { nowMs } from '../measure/clock.ts';
import type { OpenRequest, TaskReceipt } from '../model.ts';
import {
  type ChildMetrics,
  type FromChild,
  isMessage,
  type ToChild,
  type Token,
  travelsBare,
} from './child-processes-protocol.ts';

// Captured before any scenario is loaded, which may replace them.
const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;
const scheduleInterval = setInterval;
const cancelInterval = clearInterval;

interface QueuedTask {
  readonly input: unknown;
  readonly settle: (receipt: TaskReceipt) => void;
}

interface RunningTask {
  readonly settle: (receipt: TaskReceipt) => void;
  readonly submittedMs: number;
}

/** One child and the tasks it has. */
class PoolChild {
  readonly process: ChildProcess;
  readonly index: number;
  /** In the order in which they were sent: the child names its answers by their place here. */
  readonly running: RunningTask[] = [];
  answerCount = 0;
  /** What the watchdog last saw: a task that waits in the child for its turn is not overdue. */
  seenAnswerCount = 0;
  seenAnswerMs = 0;
  /** Of the metrics that were asked for and not yet given. */
  onMetrics: ((metrics: ChildMetrics) => void) | null = null;
  onLiveBytes: ((bytes: number) => void) | null = null;
  onDeath: ((error: ErrorRecord) => void) | null = null;
  #stderr = '';

  constructor(index: number, serialization: 'json' | 'advanced', token: Token) {
    this.index = index;
    const entry = fileURLToPath(builtUrl('harness/models/child-processes-entry.js'));
    this.process = fork(entry, [token], { serialization, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.process.stderr?.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-2_000);
    });
  }

  /** What to say when this child is gone while it was needed. */
  describeDeath(code: number | null, signal: string | null): ErrorRecord {
    return {
      code: 'CROSSOVER_EXECUTOR_DIED',
      name: 'CrossoverError',
      message: `A child process ended (${describeEnd(code, signal)}) while it was needed. ${adviseAfterEnd(this.#stderr, signal)}`,
    };
  }
}

/** Opens, feeds and ends the children. */
export class ForkPool {
  readonly #children: PoolChild[];
  readonly #queue: QueuedTask[] = [];
  readonly #tasksPerWorker: number;
  readonly #watchdog: NodeJS.Timeout;
  readonly #token: Token = randomUUID().slice(0, 8);
  #closing = false;
  #broken: ErrorRecord | null = null;

  constructor(request: OpenRequest) {
    const serialization = request.knobs.serialization === 'json' ? 'json' : 'advanced';
    this.#tasksPerWorker = Number(request.knobs.tasksPerWorker);
    this.#children = Array.from(
      { length: Number(request.knobs.poolSize) },
      (_, index) => new PoolChild(index, serialization, this.#token),
    );
    this.#watchdog = scheduleInterval(
      () => this.#killOverdue(request.taskDeadlineMs),
      request.taskDeadlineMs / 4,
    );
    this.#watchdog.unref();
  }

  get pids(): number[] {
    return this.#children.flatMap((child) => child.process.pid ?? []);
  }

  /** Resolves when every child has opened the scenario. */
  async open(request: OpenRequest): Promise<void> {
    await Promise.all(this.#children.map((child) => this.#openChild(child, request)));
    for (const child of this.#children) {
      child.process.on('message', (message: unknown) => this.#receive(child, message));
      child.process.on('exit', (code, signal) => this.#bury(child, child.describeDeath(code, signal)));
    }
  }

  #openChild(child: PoolChild, request: OpenRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null, signal: string | null): void => {
        reject(new CrossoverError('CROSSOVER_OPEN_FAILED', child.describeDeath(code, signal).message));
      };
      child.process.once('exit', onExit);
      child.process.on('error', reject); // for good: a message to a child that is gone must not end us
      child.process.once('message', (message: FromChild) => {
        child.process.off('exit', onExit);
        if (message[1] === 'ready') resolve();
        else if (message[1] === 'open-failed') {
          reject(new CrossoverError('CROSSOVER_OPEN_FAILED', message[2].message, { cause: message[2] }));
        }
      });
      const open: ToChild = [this.#token, 'open', request.executor, child.index];
      child.process.send(open, () => {}); // as below: the child's end says what it died of
    });
  }

  run(input: unknown): Promise<TaskReceipt> {
    return new Promise((settle) => {
      const child = this.#queue.length === 0 ? this.#freestChild() : null;
      if (child) this.#submit(child, { input, settle });
      else this.#queue.push({ input, settle });
    });
  }

  #freestChild(): PoolChild | null {
    let freest: PoolChild | null = null;
    for (const child of this.#children) {
      if (child.running.length < (freest?.running.length ?? this.#tasksPerWorker)) freest = child;
    }
    return freest;
  }

  #submit(child: PoolChild, task: QueuedTask): void {
    const submittedMs = nowMs();
    if (this.#broken) {
      task.settle(failedReceipt(this.#broken, submittedMs, child.index));
      return;
    }
    const running: RunningTask = { settle: task.settle, submittedMs };
    child.running.push(running);
    try {
      child.process.send(this.#toMessage(task.input) as Serializable);
    } catch (thrown) {
      child.running.splice(child.running.indexOf(running), 1);
      task.settle(failedReceipt(describeUnsendable(thrown), submittedMs, child.index));
    }
  }

  #toMessage(input: unknown): unknown {
    if (travelsBare(input)) return input;
    const wrapped: ToChild = input === undefined ? [this.#token, 'task'] : [this.#token, 'task', input];
    return wrapped;
  }

  #receive(child: PoolChild, message: unknown): void {
    if (!isMessage<FromChild>(message, this.#token)) this.#settle(child, 0, message, null);
    else if (message[1] === 'metrics') child.onMetrics?.(message[2]);
    else if (message[1] === 'live') child.onLiveBytes?.(message[2]);
    else if (message[1] === 'done') this.#settle(child, message[2], message[3], null);
    else if (message[1] === 'failed') this.#settle(child, message[2], undefined, message[3]);
  }

  #settle(child: PoolChild, place: number, output: unknown, error: ErrorRecord | null): void {
    const [task] = child.running.splice(place, 1);
    if (!task) return;
    child.answerCount += 1;
    task.settle({
      output,
      error,
      submittedMs: task.submittedMs,
      startedMs: Number.NaN,
      endedMs: Number.NaN,
      executorIndex: child.index,
    });
    const next = this.#queue.shift();
    if (next) this.#submit(child, next);
  }

  /** A child that ends takes its tasks with it, and the session: figures of a pool that shrank would mean nothing. */
  #bury(child: PoolChild, error: ErrorRecord): void {
    if (this.#closing) return;
    this.#broken ??= error;
    child.onDeath?.(error);
    const atMs = nowMs();
    for (const task of child.running.splice(0)) task.settle(failedReceipt(error, atMs, child.index));
    for (const task of this.#queue.splice(0)) task.settle(failedReceipt(error, atMs, child.index));
  }

  #killOverdue(deadlineMs: number): void {
    const now = nowMs();
    for (const child of this.#children) {
      if (child.answerCount > child.seenAnswerCount) child.seenAnswerMs = now;
      child.seenAnswerCount = child.answerCount;
      for (const task of child.running) {
        if (now - Math.max(task.submittedMs, child.seenAnswerMs) <= deadlineMs) continue;
        this.#bury(child, {
          code: 'CROSSOVER_DEADLINE',
          name: 'CrossoverError',
          message: `A task did not end within ${deadlineMs} ms; its child process was ended. Give it longer with --task-deadline.`,
        });
        child.process.kill('SIGKILL');
        break;
      }
    }
  }

  /** Rejects with what a child died of: one may be killed while all of them sleep. */
  readMetrics(): Promise<ChildMetrics[]> {
    return this.#askAll('metrics', (child, resolve) => {
      child.onMetrics = resolve;
    });
  }

  /** Rejects likewise. */
  readLiveBytes(): Promise<number[]> {
    return this.#askAll('read-live', (child, resolve) => {
      child.onLiveBytes = resolve;
    });
  }

  async #askAll<Answer>(
    what: 'metrics' | 'read-live',
    hear: (child: PoolChild, resolve: (answer: Answer) => void) => void,
  ): Promise<Answer[]> {
    if (this.#broken) throw toThrown(this.#broken);
    return Promise.all(
      this.#children.map(
        (child) =>
          new Promise<Answer>((resolve, reject) => {
            hear(child, resolve);
            child.onDeath = (error) => reject(toThrown(error));
            const message: ToChild = [this.#token, what];
            child.process.send(message, () => {}); // a channel that is closed is followed by the child's end
          }),
      ),
    );
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    cancelInterval(this.#watchdog);
    await Promise.all(this.#children.map(endChild));
  }
}

/** Lets a child leave by itself for half a second, then kills it. */
async function endChild(child: PoolChild): Promise<void> {
  const { process: subprocess } = child;
  if (subprocess.exitCode !== null || subprocess.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = scheduleTimer(() => subprocess.kill('SIGKILL'), 500);
    subprocess.once('exit', () => {
      cancelTimer(timer);
      resolve();
    });
    if (subprocess.connected) subprocess.disconnect();
    else subprocess.kill('SIGKILL');
  });
}

function toThrown({ code, message }: ErrorRecord): CrossoverError {
  return new CrossoverError(code as ErrorCode, message);
}

function failedReceipt(error: ErrorRecord, atMs: number, executorIndex: number): TaskReceipt {
  return { output: undefined, error, submittedMs: atMs, startedMs: atMs, endedMs: atMs, executorIndex };
}

function describeUnsendable(thrown: unknown): ErrorRecord {
  const record = toErrorRecord(thrown, 'CROSSOVER_NOT_CLONABLE');
  return {
    ...record,
    code: 'CROSSOVER_NOT_CLONABLE',
    message: `${record.message} Inputs travel between processes: make them plain data.`,
  };
}
