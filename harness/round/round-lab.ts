/** Rounds opened in real processes for tests: scenarios written as text, every model with a small pool. */
import type { ExecutorSpec, Knobs } from '../model.ts';
import { models } from '../models/index.ts';
import { ModelLab } from '../models/model-lab.ts';
import { createForkHost } from './fork-host.ts';
import type { RoundHandle } from './host.ts';
import type { OpenReading, RoundRequest } from './protocol.ts';

/** What tests set of a pool's knobs; the rest has its defaults. */
const SMALL: Knobs = { poolSize: 2, tasksPerWorker: 1, serialization: 'advanced' };
/** All but those that start an executor for every task, which have tests of their own. */
const KNOBS: Readonly<Record<string, Knobs>> = Object.fromEntries(
  models
    .filter(({ spawnsWhileRunning }) => !spawnsWhileRunning)
    .map(({ id, knobs }) => [
      id,
      Object.fromEntries(knobs.flatMap((knob) => (knob.id in SMALL ? [[knob.id, SMALL[knob.id]!]] : []))),
    ]),
);
export const MODEL_IDS = Object.keys(KNOBS);
/** Whether tasks leave the loop of the round's process. */
export function hasPool(modelId: string): boolean {
  return KNOBS[modelId]?.poolSize !== undefined;
}
/** Of a command that should simply come to its end. */
export const DEADLINE_MS = 20_000;
export const HASH = `import { createHash } from 'node:crypto';
export default {
  inputs: (params, random, count) => Array.from({ length: count }, () => random.integer(1e6)),
  run: (input) => createHash('sha256').update('x'.repeat(20_000) + input).digest('hex'),
};`;

export interface StartedRound {
  readonly round: RoundHandle;
  readonly request: RoundRequest;
  readonly open: () => Promise<OpenReading>;
}

export class RoundLab {
  readonly files: ModelLab;
  readonly #host = createForkHost();

  private constructor(files: ModelLab) {
    this.files = files;
  }

  static async open(): Promise<RoundLab> {
    return new RoundLab(await ModelLab.open());
  }

  async start(
    modelId: string,
    source: string,
    options: Partial<RoundRequest> & { spec?: Partial<ExecutorSpec> } = {},
  ): Promise<StartedRound> {
    const { spec, knobs, ...overrides } = options;
    const request: RoundRequest = {
      modelId,
      knobs: { ...KNOBS[modelId], ...knobs },
      executor: await this.files.write(source, spec),
      scenarioId: 'lab/scenario',
      inFlight: 4,
      inputCount: 4,
      userInputs: null,
      taskDeadlineMs: 5_000,
      ...overrides,
    };
    const round = await this.#host.start(request);
    return { round, request, open: () => round.send('open', request, DEADLINE_MS) };
  }

  killAll(): Promise<void> {
    return this.#host.killAll();
  }

  remove(): Promise<void> {
    return this.files.remove();
  }
}
