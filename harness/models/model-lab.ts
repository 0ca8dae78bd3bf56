/** Models opened for tests: scenarios written as text into a folder of their own, sessions that are always closed. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nowMs } from '../measure/clock.ts';
import type {
  ExecutionModel,
  ExecutorSpec,
  Knobs,
  ModelSession,
  OpenRequest,
  TaskReceipt,
} from '../model.ts';

/** A receipt with what only the caller sees. */
export interface DrivenTask extends TaskReceipt {
  readonly offeredMs: number;
  readonly settledMs: number;
}

export class ModelLab {
  readonly folder: string;
  readonly #sessions: ModelSession[] = [];
  #fileCount = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<ModelLab> {
    return new ModelLab(await mkdtemp(join(tmpdir(), 'crossover-models-')));
  }

  /** An empty folder inside the lab's own. */
  makeFolder(): Promise<string> {
    return mkdtemp(join(this.folder, 'temp-'));
  }

  listFolder(folder: string): Promise<string[]> {
    return readdir(folder);
  }

  /** Writes a module and gives what an executor needs to load it. */
  async write(source: string, overrides: Partial<ExecutorSpec> = {}): Promise<ExecutorSpec> {
    this.#fileCount += 1;
    const path = join(this.folder, `scenario-${this.#fileCount}.mjs`);
    await writeFile(path, source);
    return {
      scenarioUrl: pathToFileURL(path).href,
      scenarioLabel: './scenario.mjs',
      variant: 'default',
      params: {},
      services: {},
      seed: 7,
      tempDir: this.folder,
      ...overrides,
    };
  }

  /** Pools have two executors unless told otherwise. */
  async start(
    model: ExecutionModel,
    source: string,
    options: { knobs?: Knobs; executor?: Partial<ExecutorSpec>; taskDeadlineMs?: number } = {},
  ): Promise<ModelSession> {
    const knobs = { ...defaultKnobs(model), ...options.knobs };
    const executor = await this.write(source, options.executor);
    const request: OpenRequest = {
      executor,
      knobs,
      taskDeadlineMs: options.taskDeadlineMs ?? 20_000,
      inFlight: 4,
    };
    const session = await model.open(request);
    this.#sessions.push(session);
    return session;
  }

  /** Closes all sessions; the folder stays until `remove`. */
  async closeAll(): Promise<void> {
    await Promise.all(this.#sessions.splice(0).map((session) => session.close()));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function defaultKnobs(model: ExecutionModel): Knobs {
  const knobs: Record<string, string | number> = {};
  for (const { id, defaultValue } of model.knobs) {
    if (defaultValue === 'cores') knobs[id] = 2;
    else knobs[id] = defaultValue === 'share-of-in-flight' ? 1 : defaultValue;
  }
  return knobs;
}

/** Whether a model's tasks leave the thread of their caller. */
export function hasExecutorsOfItsOwn(model: ExecutionModel): boolean {
  return model.knobs.some(({ id }) => id === 'poolSize');
}

/**
 * Whether an executor of the model carries out one task at a time, also where tasks wait: so does every pool without a knob
 * that says otherwise, but for the floor that posts each task at once.
 */
export function takesOneAtATime(model: ExecutionModel): boolean {
  const isSaid = model.knobs.some(({ id }) => id === 'tasksPerWorker');
  return hasExecutorsOfItsOwn(model) && !isSaid && model.id !== 'floor:message';
}

export async function runTask(session: ModelSession, input: unknown): Promise<DrivenTask> {
  const offeredMs = nowMs();
  const receipt = await session.run(input);
  return { ...receipt, offeredMs, settledMs: nowMs() };
}

/** A process that has ended and was not yet fetched by its parent counts as gone. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Threads of this process; null where the system does not tell. */
export function countThreads(): number | null {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return null;
  }
}
