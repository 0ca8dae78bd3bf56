/** Rounds in real processes: each leads a process group of its own, so that its whole tree can be ended at once. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { environmentOf } from '../config/common-knobs.ts';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { waitAtMost } from '../executor/wait-at-most.ts';
import { guard, RUN_MARK } from '../guardian.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';
import type { RoundHandle, RoundHost } from './host.ts';
import { endLeftovers, ROUND_VARIABLE } from './leftovers.ts';
import {
  isRoundMessage,
  type LifeSign,
  type ResumeSign,
  type RoundCommand,
  type RoundCommands,
} from './protocol.ts';

const STDERR_TAIL_LENGTH = 2_000;
/** What a round that is not blocked needs at the most, beyond a task's deadline, to report the task itself. */
const REPORT_MS = 1_000;
/** How long the news of an end may stay behind the end of the channel. */
const EXIT_NEWS_MS = 500;
/** What Node calls a channel whose other end is gone, by the moment at which it notices. */
const BROKEN_CHANNEL = new Set(['EPIPE', 'ECONNRESET', 'ERR_IPC_CHANNEL_CLOSED']);
const HANGS_IN_A_TASK = 'A task that blocks or never settles does this. Give it longer with --task-deadline.';
const HANGS_BEFORE_TASKS =
  'Look for a top-level await, an inputs(), open() or digest() of the scenario that blocks or never settles.';

/** An error that came out of a round as data, thrown again with everything that it carried. */
export class RoundError extends Error {
  readonly record: ErrorRecord;
  constructor(record: ErrorRecord) {
    super(record.message);
    this.name = record.name;
    this.record = record;
  }
}

/** The one command that a round is carrying out. */
interface PendingCommand {
  resolve(reading: unknown): void;
  reject(error: Error): void;
  /** Which deadline counts from here: a task's, or the command's own. */
  onLifeSign(sign: LifeSign): void;
  onRest(): void;
  onResume(): void;
}

/**
 * V8 collects a heap anew after some 6 s without work, on all its threads: 40 to 110 ms of CPU out of a process that should sleep while
 * another is measured, which made every second round of servers void. Under load it never comes to that, so what is measured
 * does not change. Processes that the round forks inherit it.
 */
const NO_IDLE_COLLECTIONS = '--no-memory-reducer';

let roundCount = 0;

/** One round in its own process; `entry` is the script that obeys the commands, `environment` adds to ours. */
export class ForkedRound implements RoundHandle {
  readonly #mark = `${RUN_MARK}/${roundCount++}`;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  #stderr = '';
  #pending: PendingCommand | null = null;

  constructor(entry: string, environment: Readonly<Record<string, string>> = {}, cwd?: string) {
    this.#process = fork(entry, [], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...environment, [ROUND_VARIABLE]: this.#mark },
      execArgv: [...process.execArgv, NO_IDLE_COLLECTIONS],
      serialization: 'advanced',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const dismiss = guard(this.#process.pid, true);
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-STDERR_TAIL_LENGTH);
    });
    this.#process.on('message', (answer: unknown) => {
      if (!isRoundMessage(answer)) return;
      if ('taskDeadlineMs' in answer) this.#pending?.onLifeSign(answer);
      else if ('rests' in answer) this.#pending?.onRest();
      else if (answer.ok) this.#settle()?.resolve(answer.reading);
      else this.#settle()?.reject(new RoundError(answer.error));
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => {
        dismiss();
        this.#settle()?.reject(this.#describeDeath(code, signal));
        resolve();
      });
    });
    // Where somebody else holds its pipes they stay open.
    this.#process.once('exit', (code, signal) => {
      void waitAtMost(EXIT_NEWS_MS, [this.#exited]).then(() =>
        this.#settle()?.reject(this.#describeDeath(code, signal)),
      );
    });
    this.#process.on('error', (error) => this.#couldNotSend(error));
  }

  get pid(): number | null {
    return this.#process.pid ?? null;
  }

  #settle(): PendingCommand | null {
    const pending = this.#pending;
    this.#pending = null;
    return pending;
  }

  #describeDeath(code: number | null, signal: string | null): CrossoverError {
    return new CrossoverError(
      'CROSSOVER_EXECUTOR_DIED',
      `The process of this cell ended by itself (${describeEnd(code, signal)}).`,
      { remedy: adviseAfterEnd(this.#stderr, signal) },
    );
  }

  /** Its channel is closed before it is known how it ended: the latter is waited for, but not for long. */
  async #explainDeath(): Promise<CrossoverError> {
    const isKnown = this.#process.exitCode !== null || this.#process.signalCode !== null;
    if (!isKnown) await waitAtMost(EXIT_NEWS_MS, [once(this.#process, 'exit')]);
    return this.#describeDeath(this.#process.exitCode, this.#process.signalCode);
  }

  /** A pipe that broke says only that there is no reader: what counts is how the process ended. */
  #couldNotSend(error: Error): void {
    const pending = this.#settle();
    if (pending === null) return;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !BROKEN_CHANNEL.has(code)) pending.reject(error);
    else void this.#explainDeath().then(pending.reject);
  }

  send<Name extends keyof RoundCommands>(
    command: Name,
    request: RoundCommands[Name]['request'],
    deadlineMs: number,
    onRest?: () => void,
  ): Promise<RoundCommands[Name]['reading']> {
    return new Promise((resolve, reject) => {
      if (!this.#process.connected) {
        void this.#explainDeath().then(reject);
        return;
      }
      const endAfter = (ms: number, fact: string, remedy: string): NodeJS.Timeout =>
        setTimeout(() => {
          this.#settle();
          void this.kill();
          reject(new CrossoverError('CROSSOVER_DEADLINE', fact, { remedy }));
        }, ms);
      const endAfterCommand = (): NodeJS.Timeout =>
        endAfter(
          deadlineMs,
          `The cell did not finish "${command}" within ${Math.round(deadlineMs)} ms; it was ended.`,
          command === 'open' || command === 'prepare' ? HANGS_BEFORE_TASKS : HANGS_IN_A_TASK,
        );
      // Whoever waits for its turn is not late.
      let timer = onRest === undefined ? endAfterCommand() : undefined;
      let isItsTurn = false;
      this.#pending = {
        resolve: (reading) => {
          clearTimeout(timer);
          resolve(reading as RoundCommands[Name]['reading']);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
        onLifeSign: ({ taskDeadlineMs }) => {
          clearTimeout(timer);
          timer =
            taskDeadlineMs === null
              ? endAfterCommand()
              : endAfter(
                  taskDeadlineMs + REPORT_MS,
                  `A task kept the event loop for more than ${taskDeadlineMs} ms; its process was ended.`,
                  HANGS_IN_A_TASK,
                );
        },
        onRest: () => {
          if (!isItsTurn) return;
          isItsTurn = false;
          clearTimeout(timer);
          onRest?.();
        },
        onResume: () => {
          isItsTurn = onRest !== undefined;
          clearTimeout(timer);
          timer = endAfterCommand();
        },
      };
      const message = { command, request } as RoundCommand;
      this.#process.send(message, (error) => error && this.#couldNotSend(error));
    });
  }

  resume(): void {
    if (!this.#process.connected) {
      // Its end may never be told, where somebody else holds its pipes.
      const pending = this.#settle();
      if (pending !== null) void this.#explainDeath().then(pending.reject);
      return;
    }
    if (this.#pending === null) return;
    this.#pending.onResume();
    const sign: ResumeSign = { resumes: true };
    this.#process.send(sign, (error) => error && this.#couldNotSend(error));
  }

  /** SIGKILL for the whole process group; one that is gone is fine. */
  #killGroup(leaderPid: number): void {
    try {
      process.kill(-leaderPid, 'SIGKILL');
    } catch {
      this.#process.kill('SIGKILL'); // nothing is left of the group, or this system has none
    }
  }

  async kill(): Promise<void> {
    const { pid } = this.#process;
    if (pid === undefined) return;
    this.#killGroup(pid);
    this.#process.stderr?.destroy(); // a process that left the group may hold on to it for ever
    await this.#exited;
    this.#killGroup(pid); // what the process had started and not yet put to rest
    endLeftovers(this.#mark);
  }
}

/** The host that people's runs use. */
export function createForkHost(): RoundHost {
  const alive = new Set<ForkedRound>();
  return {
    start: async ({ knobs, cwd }) => {
      const entry = fileURLToPath(builtUrl('harness/round/entry.js'));
      const round = new ForkedRound(entry, environmentOf(knobs), cwd);
      alive.add(round);
      return {
        get pid() {
          return round.pid;
        },
        send: (command, request, deadlineMs, onRest) => round.send(command, request, deadlineMs, onRest),
        resume: () => round.resume(),
        kill: async () => {
          await round.kill();
          alive.delete(round);
        },
      };
    },
    killAll: async () => {
      await Promise.all([...alive].map((round) => round.kill()));
      alive.clear();
    },
  };
}
