/**
 * A question that is answered in a process of its own: what imports a user's file may hang, exit, crash or change built-in objects,
 * and must not do that to the process that holds the run.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorCode } from '../errors.ts';
import { guard } from '../guardian.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';

const DEADLINE_MS = 30_000;
const STDERR_TAIL_LENGTH = 2_000;

export interface AskOptions {
  readonly deadlineMs?: number;
  /** Aborting ends the import; the promise then rejects with CROSSOVER_INTERRUPTED. */
  readonly signal?: AbortSignal;
}

export interface ChildQuestion<Answer> {
  /** The built module that answers by one message: `harness/executor/inspect-scenario-entry.js`. */
  readonly entry: string;
  /** The first is the URL of what is imported. */
  readonly args: readonly string[];
  /** What the user wrote. */
  readonly label: string;
  /** Whether a message is the answer, for the user's file may send messages of its own. */
  readonly isAnswer: (message: unknown) => message is Answer;
}

/**
 * The answer of a fresh process. Throws CROSSOVER_SCENARIO_LOAD when it ends, or takes longer than `deadlineMs`. Nothing is
 * left running.
 */
export function askChild<Answer>(
  { entry, args, label, isAnswer }: ChildQuestion<Answer>,
  { deadlineMs = DEADLINE_MS, signal }: AskOptions = {},
): Promise<Answer> {
  const child = fork(fileURLToPath(builtUrl(entry)), [...args], {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const dismiss = guard(child.pid, true);
  let stderr = '';
  child.stderr?.on('data', (text: Buffer) => {
    stderr = (stderr + text.toString()).slice(-STDERR_TAIL_LENGTH);
  });
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL'); // nothing is left of the group, or this system has none
    }
  };
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Answer>((resolve, reject) => {
    const fail = (code: ErrorCode, fact: string, remedy?: string): void =>
      reject(new CrossoverError(code, fact, remedy === undefined ? {} : { remedy }));
    const onAbort = (): void => fail('CROSSOVER_INTERRUPTED', `Stopped while ${label} was imported.`);
    timer = setTimeout(
      () =>
        fail(
          'CROSSOVER_SCENARIO_LOAD',
          `Importing ${label} did not end within ${deadlineMs / 1000} s.`,
          'Look for a loop or an await at the top of the file; what takes long belongs into open().',
        ),
      deadlineMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    child.on('message', (message: unknown) => {
      if (isAnswer(message)) resolve(message);
    });
    child.once('error', (error) =>
      fail('CROSSOVER_SCENARIO_LOAD', `${label} cannot be looked at: ${error.message}.`),
    );
    child.once('close', (code, killedBy) =>
      fail(
        'CROSSOVER_SCENARIO_LOAD',
        `Importing ${label} ended its process (${describeEnd(code, killedBy)}).`,
        adviseAfterEnd(stderr, killedBy),
      ),
    );
  }).finally(() => {
    clearTimeout(timer);
    endGroup();
    dismiss();
    child.stderr?.destroy();
  });
}
