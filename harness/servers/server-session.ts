/** A server as the process that loads it sees it: starts it, asks its routes, reads its meters, ends it. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord, toErrorRecord } from '../errors.ts';
import { waitAtMost } from '../executor/wait-at-most.ts';
import { nowMs } from '../measure/clock.ts';
import type { ProbeStretch } from '../measure/loop-probe.ts';
import type { ExecutorMetrics, ModelSession, TaskReceipt } from '../model.ts';
import type { LoopReading } from '../round/loop-meters.ts';
import type { RoundRequest } from '../round/protocol.ts';
import type { ServerApp } from '../scenario.ts';
import { CommandChannel } from './command-channel.ts';
import { isSuccess, type ServerReading } from './protocol.ts';

/** Connections that may be open at a time where requests come by a schedule. */
const MOST_CONNECTIONS = 512;
const END_MS = 5_000;
const END_NEWS_MS = 300;

/** Who asks has connections of its own, so that none waits in a line that others made. */
export type Asker = 'load' | 'victim';

/** What came of one request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A server that is ready to be loaded. Its tasks are numbers of inputs. */
export class ServerSession implements ModelSession {
  readonly #process: ChildProcess;
  readonly #channel: CommandChannel;
  readonly #reading: ServerReading;
  readonly #pools: Readonly<Record<Asker, Pool>>;
  readonly loadRoute: string;
  readonly victimRoute: string | null;
  /** What the load route answered to each input before the load. */
  readonly bodies = new Map<number, string>();
  /** Who carries out a request is the server's affair. */
  readonly executorCount = 1;
  readonly childPids: readonly number[];
  #closing: Promise<void> | null = null;

  private constructor(parts: {
    process: ChildProcess;
    channel: CommandChannel;
    reading: ServerReading;
    app: ServerApp<unknown, unknown, unknown>;
  }) {
    this.#process = parts.process;
    this.#channel = parts.channel;
    this.#reading = parts.reading;
    this.loadRoute = parts.app.loadRoute;
    this.victimRoute = parts.app.victimRoute ?? null;
    this.childPids = [
      ...(parts.process.pid === undefined ? [] : [parts.process.pid]),
      ...parts.reading.childPids,
    ];
    const createPool = (): Pool => new Pool(this.origin, { connections: MOST_CONNECTIONS, pipelining: 1 });
    this.#pools = { load: createPool(), victim: createPool() };
  }

  /** Resolves when the server accepts connections and whatever carries its work out is ready. */
  static async open(
    request: RoundRequest,
    app: ServerApp<unknown, unknown, unknown>,
  ): Promise<ServerSession> {
    const process = fork(fileURLToPath(builtUrl('harness/servers/server-entry.js')), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const channel = new CommandChannel(process, 'The server');
    try {
      const reading = await channel.send('open', request);
      return new ServerSession({ process, channel, reading, app });
    } catch (error) {
      process.kill('SIGKILL');
      throw error;
    }
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#reading.port}`;
  }

  /** Executors that carry the server's work out. */
  get workerCount(): number {
    return this.#reading.executorCount;
  }

  get pid(): number | null {
    return this.#process.pid ?? null;
  }

  /** Throws what the connection met, and where a deadline is given that nobody answered within it. */
  async ask(path: string, asker: Asker = 'load', deadlineMs?: number): Promise<Answer> {
    const timeouts = deadlineMs === undefined ? {} : { headersTimeout: deadlineMs, bodyTimeout: deadlineMs };
    const { statusCode, body } = await this.#pools[asker].request({ path, method: 'GET', ...timeouts });
    return { status: statusCode, body: await body.text() };
  }

  /** That the server is gone says more than that nobody answered, and comes a little later. */
  async explain(error: ErrorRecord): Promise<ErrorRecord> {
    await waitAtMost(END_NEWS_MS, [this.#channel.ended]);
    const { end } = this.#channel;
    return end === null ? error : toErrorRecord(end, 'CROSSOVER_EXECUTOR_DIED');
  }

  async run(input: unknown): Promise<TaskReceipt> {
    const startedMs = nowMs();
    const receiptOf = (output: unknown, error: TaskReceipt['error']): TaskReceipt => ({
      output,
      error,
      submittedMs: startedMs,
      startedMs,
      endedMs: nowMs(),
      executorIndex: 0,
    });
    try {
      const { status, body } = await this.ask(`/${this.loadRoute}/${String(input)}`);
      if (!isSuccess(status)) return receiptOf(undefined, describeRefusal(status, body));
      if (!this.bodies.has(Number(input))) this.bodies.set(Number(input), body);
      return receiptOf(parseAnswer(body), null);
    } catch (error) {
      return receiptOf(undefined, await this.explain(toErrorRecord(error, 'CROSSOVER_TASK_FAILED')));
    }
  }

  metrics(): Promise<ExecutorMetrics> {
    return this.#channel.send('metrics', null);
  }

  /** Of the server; what this process holds is the load's. */
  liveBytes(): Promise<number | null> {
    return this.#channel.send('readLive', null);
  }

  async watchLoop(stretch: ProbeStretch, seed: number): Promise<void> {
    await this.#channel.send('watch', { stretch, seed });
  }

  readLoop(): Promise<LoopReading> {
    return this.#channel.send('unwatch', null);
  }

  /** As whoever deploys a new version does. Resolves with the time until the process was gone. */
  async terminate(): Promise<number> {
    const startedMs = nowMs();
    this.#process.kill('SIGTERM');
    await waitAtMost(END_MS, [this.#channel.ended]);
    return nowMs() - startedMs;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.destroy()));
    if (this.#channel.end !== null) return;
    await this.terminate();
    if (this.#channel.end !== null) return;
    this.#process.kill('SIGKILL');
    await waitAtMost(END_MS, [this.#channel.ended]);
  }
}

function parseAnswer(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const start = body.slice(0, 100);
    throw new CrossoverError('CROSSOVER_TASK_FAILED', `The server answered what is not JSON: ${start}`, {
      remedy: 'Answer JSON on the load route: by it the work is found equal.',
      cause: error,
    });
  }
}

function describeRefusal(status: number, body: string): NonNullable<TaskReceipt['error']> {
  const { code, name, message } = toErrorRecord(
    new CrossoverError('CROSSOVER_TASK_FAILED', `The server answered ${status}: ${body.slice(0, 300)}`),
    'CROSSOVER_TASK_FAILED',
  );
  return { code, name, message };
}
