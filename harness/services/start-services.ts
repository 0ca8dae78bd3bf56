/** Starts everything that the scenarios of a run talk to, once, each in a process of its own. */
import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CrossoverError } from '../errors.ts';
import { type CompiledScenario, compileScenario } from '../executor/compile.ts';
import type { ServiceRef } from '../scenario.ts';
import { makeTempFolder } from '../temp-folder.ts';
import { type ServiceAddress, type StartedService, startService } from './start-service.ts';

/** The services of a run. `stop` is idempotent and leaves nothing running. */
export interface RunningServices {
  /** By service id; what executors get as `env.services`. */
  readonly addresses: Readonly<Record<string, ServiceAddress>>;
  readonly pids: readonly number[];
  /** The error of the first service that ended by itself, else null: the cause behind failing tasks. */
  failure(): CrossoverError | null;
  /** Gives a sentence for everything that stays behind in a server of somebody else's. */
  stop(): Promise<readonly string[]>;
}

/** Several scenarios may name one service; it is started once. Throws when one id means two modules. */
function withoutRepeats(refs: readonly ServiceRef[]): ServiceRef[] {
  const byId = new Map<string, ServiceRef>();
  for (const ref of refs) {
    const known = byId.get(ref.id);
    if (known !== undefined && known.moduleUrl !== ref.moduleUrl) {
      throw new CrossoverError(
        'CROSSOVER_SERVICE_FAILED',
        `Two services are called "${ref.id}": ${known.moduleUrl} and ${ref.moduleUrl}.`,
        { remedy: 'Give one of them another id.' },
      );
    }
    byId.set(ref.id, ref);
  }
  return [...byId.values()];
}

/** A user's service may be TypeScript, like the scenario that names it. */
async function compileService(ref: ServiceRef): Promise<CompiledScenario> {
  const isFile = ref.moduleUrl.startsWith('file:');
  if (!isFile || !/^\.[mc]?tsx?$/.test(extname(ref.moduleUrl))) {
    return { moduleUrl: ref.moduleUrl, dispose: async () => {} };
  }
  return compileScenario(fileURLToPath(ref.moduleUrl));
}

async function startCompiled(
  ref: ServiceRef,
  deadlineMs: number,
  logFolder: string,
): Promise<StartedService> {
  const compiled = await compileService(ref);
  try {
    return await startService({ id: ref.id, moduleUrl: compiled.moduleUrl }, { deadlineMs, logFolder });
  } finally {
    await compiled.dispose(); // Imported by now, or failed.
  }
}

/** What has started, and why the others have not, by service id. */
export interface StartedServices {
  readonly running: RunningServices;
  readonly failures: ReadonlyMap<string, CrossoverError>;
}

const toError = (thrown: unknown): CrossoverError =>
  thrown instanceof CrossoverError
    ? thrown
    : new CrossoverError('CROSSOVER_SERVICE_FAILED', String(thrown), { cause: thrown });

function toRunning(started: readonly StartedService[], logFolder: string): RunningServices {
  const stopAll = async (): Promise<readonly string[]> => {
    const left = await Promise.all(started.map((service) => service.stop()));
    await rm(logFolder, { recursive: true, force: true });
    return left.flat();
  };
  let stopping: Promise<readonly string[]> | undefined;
  return {
    addresses: Object.fromEntries(started.map((service) => [service.id, service.address])),
    pids: started.map((service) => service.pid),
    failure: () => started.map((service) => service.failure()).find((error) => error !== null) ?? null,
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

/**
 * Starts every service in `refs` and resolves when each of them answers or has failed; each has `deadlineMs` to do so. Throws
 * CROSSOVER_SERVICE_FAILED where one id means two modules.
 */
export async function startWhatStarts(
  refs: readonly ServiceRef[],
  options: { deadlineMs: number },
): Promise<StartedServices> {
  const wanted = withoutRepeats(refs);
  const logFolder = await makeTempFolder('services');
  const outcomes = await Promise.allSettled(
    wanted.map((ref) => startCompiled(ref, options.deadlineMs, logFolder)),
  );
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [[wanted[index]!.id, toError(outcome.reason)] as const] : [],
  );
  return { running: toRunning(started, logFolder), failures: new Map(failures) };
}

/** The same where all are needed: throws the error of the first that does not start, after stopping the others. */
export async function startServices(
  refs: readonly ServiceRef[],
  options: { deadlineMs: number },
): Promise<RunningServices> {
  const { running, failures } = await startWhatStarts(refs, options);
  const [error] = failures.values();
  if (error === undefined) return running;
  await running.stop();
  throw error;
}
