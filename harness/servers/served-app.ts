/** One process that serves: the application of a scenario, with its work carried out as a model does. */
import { CrossoverError } from '../errors.ts';
import { waitAtMost } from '../executor/wait-at-most.ts';
import type { ProbeStretch } from '../measure/loop-probe.ts';
import type { ExecutionModel, ExecutorMetrics, ExecutorSpec, ModelSession } from '../model.ts';
import { loadWork } from '../round/load-work.ts';
import { LoopMeters, type LoopReading } from '../round/loop-meters.ts';
import type { RoundRequest } from '../round/protocol.ts';
import type { ListeningServer, Scenario, ScenarioEnv, ServerApp } from '../scenario.ts';
import type { Served, ServerReading } from './protocol.ts';

/** What is open longer than this when a server ends is cut off. */
const DRAIN_MS = 3_000;

/** An error that a route threw, as its task failed: name, message and code stay. */
function toThrown({
  name,
  message,
  code,
  stack,
}: NonNullable<Awaited<ReturnType<ModelSession['run']>>['error']>) {
  return Object.assign(new Error(message), { name, code, ...(stack === undefined ? {} : { stack }) });
}

function frameworkOf({ frameworks }: ServerApp<unknown, unknown, unknown>, spec: ExecutorSpec) {
  const framework = frameworks[spec.variant];
  if (framework) return framework;
  throw new CrossoverError('CROSSOVER_USAGE', `${spec.scenarioLabel} has no framework "${spec.variant}".`, {
    remedy: `It has: ${Object.keys(frameworks).join(', ')}; \`server.frameworks\` needs one for every variant.`,
  });
}

export class ServedApp implements Served {
  readonly #model: ExecutionModel;
  #session: ModelSession | null = null;
  #server: ListeningServer | null = null;
  #closeRoutes: (() => Promise<void>) | null = null;
  #meters: LoopMeters | null = null;
  #closing: Promise<void> | null = null;

  /** `model` carries out what the routes offload. */
  constructor(model: ExecutionModel) {
    this.#model = model;
  }

  async open(request: RoundRequest): Promise<ServerReading> {
    const { executor, knobs, taskDeadlineMs, inFlight } = request;
    const { scenario, inputs } = await loadWork(request);
    const app = serverOf(scenario, executor);
    const open = this.#model.openToServe ?? this.#model.open;
    const session = await open({ executor, knobs, taskDeadlineMs, inFlight });
    this.#session = session;
    const { params, services, seed, tempDir } = executor;
    const env: ScenarioEnv<unknown> = { params, services, seed, tempDir };
    const offload = async (input: unknown): Promise<unknown> => {
      const { error, output } = await session.run(input);
      if (error !== null) throw toThrown(error);
      return output;
    };
    const { routes, close } = await app.createRoutes({ env, inputs, offload });
    this.#closeRoutes = close;
    this.#server = await frameworkOf(app, executor)(routes);
    return {
      port: this.#server.port,
      executorCount: session.executorCount,
      childPids: [...session.childPids],
    };
  }

  async metrics(): Promise<ExecutorMetrics> {
    if (this.#session === null)
      throw new CrossoverError('CROSSOVER_INTERNAL', 'A server was asked before it was opened.');
    const { stampsMs: _kept, ...metrics } = await this.#session.metrics();
    return metrics;
  }

  async liveBytes(): Promise<number | null> {
    return (await this.#session?.liveBytes?.()) ?? null;
  }

  async watch(stretch: ProbeStretch, seed: number): Promise<void> {
    this.#meters = new LoopMeters(stretch, seed);
  }

  async unwatch(): Promise<LoopReading> {
    if (this.#meters === null)
      throw new CrossoverError('CROSSOVER_INTERNAL', 'A loop was read that nobody watched.');
    return this.#meters.end();
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /** In the order in which a server should end: no new work, what is under way, then what that needs. */
  async #end(): Promise<void> {
    await waitAtMost(DRAIN_MS, [this.#server?.close() ?? Promise.resolve()]);
    await waitAtMost(DRAIN_MS, [this.#closeRoutes?.() ?? Promise.resolve()]);
    await this.#session?.close();
  }
}

/** The application of a scenario that has one. */
export function serverOf(
  scenario: Scenario,
  { scenarioLabel }: ExecutorSpec,
): ServerApp<unknown, unknown, unknown> {
  if (scenario.server) return scenario.server;
  throw new CrossoverError('CROSSOVER_INTERNAL', `${scenarioLabel} serves nothing.`);
}
