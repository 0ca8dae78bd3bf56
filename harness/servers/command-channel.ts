/** Commands to a process over its IPC channel, each answered by its number; an end of the process answers them all. */
import type { ChildProcess } from 'node:child_process';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { describeEnd } from '../last-words.ts';
import { isServerAnswer, type ServerCommands } from './protocol.ts';

interface Waiting {
  readonly resolve: (reading: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** An error that came as data, thrown with everything that it carried. */
export function toError({ name, code, message, stack, cause }: ErrorRecord): Error {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), {
    name,
    code,
    ...(stack === undefined ? {} : { stack }),
  });
}

/** What is asked of: a forked process, or a worker of a cluster. */
export type Channel = Pick<ChildProcess, 'on' | 'send' | 'exitCode' | 'signalCode'>;

export class CommandChannel {
  readonly #process: Channel;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #end: CrossoverError | null = null;
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;

  constructor(process: Channel, what: string) {
    this.#process = process;
    process.on('message', (message: unknown) => {
      if (!isServerAnswer(message)) return;
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.ok) waiting?.resolve(message.reading);
      else waiting?.reject(toError(message.error));
    });
    this.ended = new Promise((resolve) => {
      process.on('exit', (code: number | null, signal: string | null) => {
        const end = describeEnd(code, signal);
        this.#end = new CrossoverError('CROSSOVER_EXECUTOR_DIED', `${what} ended by itself (${end}).`, {
          remedy: 'Look for process.exit() and for errors that nobody catches.',
        });
        for (const { reject } of this.#waiting.values()) reject(this.#end);
        this.#waiting.clear();
        resolve();
      });
    });
    process.on('error', () => {}); // a channel that broke: the end of the process is what counts
  }

  /** How the process ended, or null while it lives. */
  get end(): CrossoverError | null {
    return this.#end;
  }

  send<Name extends keyof ServerCommands>(
    command: Name,
    request: ServerCommands[Name]['request'],
  ): Promise<ServerCommands[Name]['reading']> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) {
        reject(this.#end);
        return;
      }
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, {
        resolve: (reading) => resolve(reading as ServerCommands[Name]['reading']),
        reject,
      });
      this.#process.send({ id: this.#lastId, command, request });
    });
  }
}
