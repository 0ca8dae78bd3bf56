/**
 * Walks the plan: services, then block after block, each saved as it ends. Prints nothing; tells what happens as
 * events. Whatever goes wrong in a block is data; only what keeps anything from being measured is thrown.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedConfig } from './config/options.ts';
import { readEnvironment } from './environment.ts';
import { measureMicroCosts } from './measure/micro-costs.ts';
import { plan } from './plan.ts';
import type { RunDocument } from './result/schema.ts';
import { writeDocument } from './result/write.ts';
import { createForkHost } from './round/fork-host.ts';
import { Gathered } from './run/gathered.ts';
import { openJournal } from './run/journal.ts';
import { createMachine } from './run/machine.ts';
import { pilotKinds } from './run/pilot.ts';
import { type RunContext, walkPlan } from './run/walk-plan.ts';
import type { RunListener } from './run-events.ts';
import { startServices } from './services/start-services.ts';

const SERVICE_DEADLINE_MS = 30_000;

export interface RunOptions {
  /** The run's folder is made inside. */
  readonly outDir: string;
  /** The command that reproduces this run, for the document. */
  readonly command: string;
  readonly onEvent: RunListener;
  /** Aborting ends all children at once; the run then resolves with what was finished. */
  readonly signal: AbortSignal;
}

/** `2026-03-04T10-11-12-ab12`: sorts by time, and two runs of one second do not collide. */
function makeRunId(seed: number): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return `${stamp}-${(seed % 0x10000).toString(16).padStart(4, '0')}`;
}

/**
 * Measures everything in `config`. Writes `journal.ndjson` block by block and `result.json` at the end into
 * `<outDir>/<run id>/`. Throws CROSSOVER_SERVICE_FAILED and CROSSOVER_OUTPUT_FOLDER before anything was measured.
 */
export async function run(config: ResolvedConfig, options: RunOptions): Promise<RunDocument> {
  const { onEvent, signal } = options;
  const machine = createMachine();
  const startedMs = machine.nowMs();
  const runId = makeRunId(config.seed);
  const runDir = join(options.outDir, runId);
  const header = { runId, startedAt: new Date().toISOString(), command: options.command };
  const journal = await openJournal(runDir, { ...header, config: { seed: config.seed } });
  onEvent({ type: 'phase', text: 'calibrating the clock' });
  const environment = readEnvironment(await measureMicroCosts(signal));
  const refs = config.scenarios.flatMap(({ scenario }) => scenario.services ?? []);
  if (refs.length > 0)
    onEvent({ type: 'phase', text: `starting ${[...new Set(refs.map(({ id }) => id))].join(', ')}` });
  // Before the services: what fails here must not leave them running.
  const tempDir = await mkdtemp(join(tmpdir(), 'crossover-run-'));
  const services = await startServices(refs, { deadlineMs: SERVICE_DEADLINE_MS }).catch(
    async (error: unknown) => {
      await rm(tempDir, { recursive: true, force: true });
      throw error;
    },
  );
  const host = createForkHost();
  const killAll = (): void => void host.killAll();
  signal.addEventListener('abort', killAll);
  let gathered: Gathered;
  try {
    const executor = { services: services.addresses, tempDir };
    if (config.scenarios.some(({ scenario }) => scenario.kind === undefined))
      onEvent({ type: 'phase', text: 'looking at what kind of work it is' });
    const known = { ...config, scenarios: await pilotKinds(config, host, executor, signal) };
    const planned = plan(known, machine.usableCores);
    gathered = new Gathered(known, planned, { ...header, environment });
    const context: RunContext = {
      config: known,
      plan: planned,
      gathered,
      machine,
      host,
      journal,
      startedMs,
      header: { ...header, environment },
      executor,
      ownPids: [process.pid, ...services.pids],
      serviceFailure: () => services.failure(),
      onEvent,
      signal,
    };
    await walkPlan(context);
  } finally {
    signal.removeEventListener('abort', killAll);
    await host.killAll();
    await services.stop();
    await rm(tempDir, { recursive: true, force: true });
  }
  const document = gathered.toDocument(machine.nowMs() - startedMs, !signal.aborted);
  await writeDocument(join(runDir, 'result.json'), document);
  onEvent({ type: 'run-ended', document });
  return document;
}
