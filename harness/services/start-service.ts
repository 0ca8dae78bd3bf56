/** The parent's side of one service: fork it, wait until it answers, end it with everything that it started. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { guard } from '../guardian.ts';
import type { ServiceRef } from '../scenario.ts';
import type { ServiceMessage, StopMessage } from './protocol.ts';

/** Longer than the service's own grace: it ends its group first where it can. */
const killAfterMs = 1000;

export type ServiceAddress = Readonly<Record<string, string | number>>;

/** One started service. `failure` is the error of a service that ended before it was stopped, else null. */
export interface StartedService {
  readonly id: string;
  readonly pid: number;
  readonly address: ServiceAddress;
  failure(): CrossoverError | null;
  stop(): Promise<void>;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // No process groups on this platform, or it has ended already.
  }
}

function outputTail(logPath: string): string {
  let text = '';
  try {
    text = readFileSync(logPath, 'utf8');
  } catch {
    // The folder of the run is gone: the message does without.
  }
  const lines = text.trimEnd().split('\n').slice(-12).join('\n');
  return lines === '' ? ' It printed nothing.' : ` It printed last:\n${lines.slice(-2000)}\n`;
}

function serviceError(ref: ServiceRef, logPath: string, fact: string, cause?: ErrorRecord): CrossoverError {
  const reason = cause ? `: ${cause.message}` : '';
  return new CrossoverError(
    'CROSSOVER_SERVICE_FAILED',
    `The service "${ref.id}" (${ref.moduleUrl}) ${fact}${reason}.${outputTail(logPath)}`,
    { remedy: 'Mend the service, or leave out the scenarios that need it.', cause },
  );
}

function waitForAddress(
  child: ChildProcess,
  ref: ServiceRef,
  logPath: string,
  deadlineMs: number,
): Promise<ServiceAddress> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.removeAllListeners('message');
      act();
    };
    const fail = (fact: string, cause?: ErrorRecord): void =>
      settle(() => reject(serviceError(ref, logPath, fact, cause)));
    const timer = setTimeout(() => fail(`did not answer within ${deadlineMs} ms`), deadlineMs);
    child.on('message', (message: ServiceMessage) => {
      if (message.kind === 'ready') settle(() => resolve(message.address));
      else fail('could not start', message.error);
    });
    child.once('error', (error) => fail(`could not be forked: ${error.message}`));
    child.once('exit', (code, signal) =>
      fail(`ended with ${signal ?? `exit code ${code}`} before it answered`),
    );
  });
}

function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function stopChild(child: ChildProcess): Promise<void> {
  const ended = endOf(child);
  const timer = setTimeout(() => killGroup(child), killAfterMs);
  const stop: StopMessage = { kind: 'stop' };
  if (child.connected) child.send(stop, () => {});
  else killGroup(child);
  await ended;
  clearTimeout(timer);
  killGroup(child); // What a crashed service had started may live on in its group.
}

/**
 * Forks `ref` in a process group of its own and resolves when it answers. Its output goes to a file in `logFolder`, not
 * through a pipe: a talking service would wake the orchestrating process while something is measured.
 * Throws CROSSOVER_SERVICE_FAILED with the tail of that output; nothing is left running then.
 */
export async function startService(
  ref: ServiceRef,
  options: { deadlineMs: number; logFolder: string },
): Promise<StartedService> {
  const logPath = join(options.logFolder, `${ref.id.replaceAll(/[^\w.-]/g, '_')}.log`);
  const log = openSync(logPath, 'a');
  const child = fork(fileURLToPath(builtUrl('harness/services/service-entry.js')), [ref.moduleUrl], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  child.once('exit', guard(child.pid, true));
  try {
    const address = await waitForAddress(child, ref, logPath, options.deadlineMs);
    child.unref();
    child.channel?.unref();
    let stopping: Promise<void> | undefined;
    return {
      id: ref.id,
      pid: child.pid!,
      address,
      failure: () => {
        if (stopping !== undefined || (child.exitCode === null && child.signalCode === null)) return null;
        return serviceError(
          ref,
          logPath,
          `ended with ${child.signalCode ?? `exit code ${child.exitCode}`} during the run`,
        );
      },
      stop: () => {
        stopping ??= stopChild(child);
        return stopping;
      },
    };
  } catch (thrown) {
    killGroup(child);
    throw thrown;
  }
}
