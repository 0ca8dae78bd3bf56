/**
 * A user's file is first imported in a process of its own: an import that hangs, exits, crashes or changes built-in
 * objects must not do that to the process that holds the run. Executors load the file by path later on, each for itself.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import { CrossoverError, type ErrorCode, type ErrorRecord } from '../errors.ts';
import { guard } from '../guardian.ts';
import { adviseAfterEnd, describeEnd } from '../last-words.ts';
import type { Scenario } from '../scenario.ts';
import { isInspectAnswer, type ScenarioDescription } from './inspect-protocol.ts';

const DEADLINE_MS = 30_000;
const STDERR_TAIL_LENGTH = 2_000;

export interface InspectOptions {
  readonly deadlineMs?: number;
  /** Aborting ends the import; the promise then rejects with CROSSOVER_INTERRUPTED. */
  readonly signal?: AbortSignal;
}

/** Functions stay where the file is loaded; whoever calls these here has mistaken the process. */
function neverHere(): never {
  throw new CrossoverError(
    'CROSSOVER_INTERNAL',
    'A scenario was asked to run in the process that holds the run.',
  );
}

function toScenario({ plain, variants, server }: ScenarioDescription): Scenario {
  return {
    ...plain,
    run: neverHere,
    ...(variants.length === 0
      ? {}
      : { variants: Object.fromEntries(variants.map((name) => [name, neverHere])) }),
    ...(server === undefined
      ? {}
      : {
          server: {
            ...server,
            createRoutes: neverHere,
            frameworks: Object.fromEntries(server.frameworks.map((name) => [name, neverHere])),
          },
        }),
  };
}

/** The message holds its remedy already. */
function toError({ code, message }: ErrorRecord): CrossoverError {
  return new CrossoverError(code as ErrorCode, message);
}

/**
 * What the module at `moduleUrl` declares, with functions that only say that they are elsewhere. `label` is what the
 * user wrote. Throws CrossoverError: SCENARIO_LOAD when the import fails, ends its process or takes longer than
 * `deadlineMs`, SCENARIO_SHAPE when it is no scenario. Nothing is left running.
 */
export function inspectScenario(
  moduleUrl: string,
  label: string,
  { deadlineMs = DEADLINE_MS, signal }: InspectOptions = {},
): Promise<Scenario> {
  const child = fork(
    fileURLToPath(builtUrl('harness/executor/inspect-scenario-entry.js')),
    [moduleUrl, label],
    { serialization: 'advanced', detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  );
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
  return new Promise<Scenario>((resolve, reject) => {
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
      if (!isInspectAnswer(message)) return;
      if ('error' in message) reject(toError(message.error));
      else resolve(toScenario(message.description));
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
