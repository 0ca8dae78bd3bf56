/** The parent's side of one service: fork it, wait until it answers, end it with everything that it started. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { waitAtMost } from '../executor/wait-at-most.ts';
import { guard } from '../guardian.ts';
import type { ServiceRef } from '../scenario.ts';
import { LeftBehind } from './left-behind.ts';
import { GUEST_GRACE_MS, type ServiceMessage, STOP_GRACE_MS, type StopMessage } from './protocol.ts';

/** So much longer than the service's own grace: it ends its group first where it can. */
const killAfterGraceMs = 200;
/** For what it has said last and is still on the way when it is gone. */
const lastWordsMs = 200;

export type ServiceAddress = Readonly<Record<string, string | number>>;

/** One started service. `failure` is the error of a service that ended before it was stopped, else null. */
export interface StartedService {
  readonly id: string;
  readonly pid: number;
  readonly address: ServiceAddress;
  failure(): CrossoverError | null;
  /** Idempotent; gives a sentence for everything that stays behind in a server of somebody else's. */
  stop(): Promise<readonly string[]>;
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

function serviceError(
  ref: ServiceRef,
  logPath: string,
  fact: string,
  { cause, remedy }: { readonly cause?: ErrorRecord; readonly remedy?: string } = {},
): CrossoverError {
  const reason = cause ? `: ${cause.message.replace(/\.$/, '')}` : '';
  return new CrossoverError(
    'CROSSOVER_SERVICE_FAILED',
    `The service "${ref.id}" (${ref.moduleUrl}) ${fact}${reason}.${outputTail(logPath)}`,
    { remedy: remedy ?? 'Mend the service, or leave out the scenarios that need it.', cause },
  );
}

/** Between the fact and the remedy. */
function withLines(thrown: unknown, lines: readonly string[]): unknown {
  if (!(thrown instanceof CrossoverError) || lines.length === 0) return thrown;
  const { code, remedy, message, cause } = thrown;
  const fact = remedy === undefined ? message : message.slice(0, -remedy.length).trimEnd();
  return new CrossoverError(code, [fact, ...lines].join(' '), { cause, ...(remedy ? { remedy } : {}) });
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
      child.off('message', hear);
      act();
    };
    const fail = (fact: string, reason?: { cause: ErrorRecord; remedy?: string }): void =>
      settle(() => reject(serviceError(ref, logPath, fact, reason)));
    const timer = setTimeout(() => fail(`did not answer within ${deadlineMs} ms`), deadlineMs);
    const hear = (message: ServiceMessage): void => {
      if (message.kind === 'ready') settle(() => resolve(message.address));
      if (message.kind !== 'failed') return;
      const { error: cause, remedy } = message;
      fail('could not start', { cause, ...(remedy === undefined ? {} : { remedy }) });
    };
    child.on('message', hear);
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

async function stopChild(child: ChildProcess, left: LeftBehind): Promise<void> {
  const ended = endOf(child);
  const graceMs = left.isEmpty ? STOP_GRACE_MS : GUEST_GRACE_MS;
  const timer = setTimeout(() => killGroup(child), graceMs + killAfterGraceMs);
  const stop: StopMessage = { kind: 'stop' };
  if (child.connected) child.send(stop, () => {});
  else killGroup(child);
  await ended;
  clearTimeout(timer);
  killGroup(child); // What a crashed service had started may live on in its group.
  if (!left.isEmpty && child.connected) await waitAtMost(lastWordsMs, [once(child, 'disconnect')]);
}

/**
 * Forks `ref` in a process group of its own and resolves when it answers. Its output goes to a file in `logFolder`, not
 * through a pipe: a talking service would wake the orchestrating process while something is measured.
 * Throws CROSSOVER_SERVICE_FAILED with the tail of that output and what stays behind in a server of somebody else's; nothing is left
 * running then.
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
  const left = new LeftBehind();
  child.on('message', (message: ServiceMessage) => left.note(message));
  try {
    const address = await waitForAddress(child, ref, logPath, options.deadlineMs);
    child.unref();
    child.channel?.unref();
    let stopping: Promise<readonly string[]> | undefined;
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
        stopping ??= stopChild(child, left).then(() => left.toLines());
        return stopping;
      },
    };
  } catch (thrown) {
    if (left.isEmpty) killGroup(child);
    else await stopChild(child, left); // it did not answer in time, and has begun to fill what it must empty again
    throw withLines(thrown, left.toLines());
  }
}
