/**
 * Walks the plan: services, then block after block, each saved as it ends. Prints nothing; tells what happens as
 * events. Whatever goes wrong in a block is data; only what keeps anything from being measured is thrown.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findDifferingKeys } from './compare/machine-keys.ts';
import type { ResolvedConfig, ResolvedModel, SelectedScenario } from './config/options.ts';
import { readEnvironment } from './environment.ts';
import { CrossoverError } from './errors.ts';
import { readFamily } from './measure/linux-sources.ts';
import { measureMicroCosts } from './measure/micro-costs.ts';
import type { ExecutorSpec } from './model.ts';
import { plan } from './plan.ts';
import { planSides } from './plan-sides.ts';
import type { Environment, RunDocument } from './result/schema.ts';
import { writeDocument } from './result/write.ts';
import { createForkHost } from './round/fork-host.ts';
import type { RoundHost } from './round/host.ts';
import { describeBusyMachine } from './run/audit.ts';
import { claimRunFolder } from './run/claim.ts';
import { contrastCovariates, readCovariates } from './run/covariates.ts';
import { Gathered } from './run/gathered.ts';
import {
  continueJournal,
  type Journal,
  type JournalStart,
  openJournal,
  type SavedRun,
} from './run/journal.ts';
import { createMachine, type Machine } from './run/machine.ts';
import { startNeededServices } from './run/needed-services.ts';
import { pilotKinds } from './run/pilot.ts';
import type { RunContext, Steering } from './run/run-context.ts';
import { walkPlan } from './run/walk-plan.ts';
import type { RunListener } from './run-events.ts';
import { makeTempFolder, removeOrphanedFolders } from './temp-folder.ts';
import { readTool } from './tool.ts';

/** The kernel counts in ticks of 10 ms a CPU: long enough to tell a busy machine by. */
const LOOK_AROUND_MS = 300;

export interface RunOptions {
  /** The run's folder is made inside. */
  readonly outDir: string;
  /** The command that reproduces this run, for the document. */
  readonly command: string;
  /** What the caller needs to ask for the same again, as plain data; kept in the journal. */
  readonly request?: unknown;
  /** A run to go on with, in its own folder: the configuration must be that of its beginning. */
  readonly saved?: SavedRun | null;
  /** Where the plan looks twice: further blocks after the first look, by condition. By default, and for null, as planned. */
  readonly dealAfterFirstLook?: (document: RunDocument) => ReadonlyMap<string, number> | null;
  /** Chooses the blocks one after the other; such a run cannot be continued. By default they are planned beforehand. */
  readonly steering?: Steering;
  readonly onEvent: RunListener;
  /** Aborting ends all children at once; the run then resolves with what was finished. */
  readonly signal: AbortSignal;
}

/** `2026-03-04T10-11-12-ab12`: sorts by time, and two runs of one second do not collide. */
function makeRunId(seed: number): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return `${stamp}-${(seed % 0x10000).toString(16).padStart(4, '0')}`;
}

/** How far into its time a run was when its last saved block ended. */
function spentMs({ entries }: SavedRun): number {
  return Math.max(0, ...entries.map(({ block }) => block.startedMs + block.durationMs));
}

/** Figures of two machines, or of two versions of Node.js, make no run. */
function refuseOtherMachine(saved: Environment): void {
  const differing = findDifferingKeys(saved, readEnvironment(null));
  if (differing.length === 0) return;
  const what = differing.map(({ key, base, head }) => `${key} (${base} then, ${head} now)`).join(', ');
  throw new CrossoverError('CROSSOVER_RESUME', `The run was begun on another machine: ${what}.`, {
    remedy: 'Continue it there, or start a new run here.',
  });
}

/** A look at what the author did not say; a continued run keeps what it saw first, for the plan depends on it. */
async function scenariosWithKinds(
  config: ResolvedConfig,
  host: RoundHost,
  executor: Pick<ExecutorSpec, 'services' | 'tempDir'>,
  { saved, onEvent, signal }: RunOptions,
): Promise<readonly SelectedScenario[]> {
  const start = saved?.start;
  if (start) {
    return config.scenarios.map((selected) =>
      start.computing.includes(selected.id) ? { ...selected, pilotKind: 'cpu' as const } : selected,
    );
  }
  if (config.scenarios.some(({ scenario }) => scenario.kind === undefined))
    onEvent({ type: 'phase', text: 'looking at what kind of work it is' });
  return pilotKinds(config, host, executor, signal);
}

/** A look at which models this installation can run; a continued run keeps what it saw first, for the plan depends on it. */
function modelsWithObstacles({ models }: ResolvedConfig, { saved }: RunOptions): readonly ResolvedModel[] {
  const start = saved?.start;
  return models.map((resolved) => {
    const { id, whyUnavailable } = resolved.model;
    const unavailable = start ? start.unavailable?.[id] : whyUnavailable?.();
    return unavailable ? { ...resolved, unavailable } : resolved;
  });
}

/** The same of scenarios: what they need may not be installed. */
function scenariosWithObstacles(
  scenarios: readonly SelectedScenario[],
  { saved }: RunOptions,
): readonly SelectedScenario[] {
  const start = saved?.start;
  return scenarios.map((selected) => {
    const { id, scenario } = selected;
    const unavailable = start ? start.unavailableScenarios?.[id] : scenario.whyUnavailable?.();
    return unavailable ? { ...selected, unavailable } : selected;
  });
}

/** What the plan depends on besides the configuration. */
function planFacts({ scenarios, models }: ResolvedConfig): Omit<JournalStart, 'environment'> {
  return {
    computing: scenarios.filter(({ pilotKind }) => pilotKind === 'cpu').map(({ id }) => id),
    unavailableScenarios: Object.fromEntries(
      scenarios.flatMap(({ id, unavailable }) => (unavailable ? [[id, unavailable]] : [])),
    ),
    failedScenarios: Object.fromEntries(
      scenarios.flatMap(({ id, failure }) => (failure ? [[id, failure]] : [])),
    ),
    unavailable: Object.fromEntries(
      models.flatMap(({ model, unavailable }) => (unavailable ? [[model.id, unavailable]] : [])),
    ),
  };
}

/** A run that is under way: where it is written, and when it began. */
interface OpenRun {
  readonly runDir: string;
  readonly header: { readonly runId: string; readonly startedAt: string; readonly command: string };
  readonly journal: Journal;
  readonly machine: Machine;
  readonly startedMs: number;
}

/**
 * Measures everything in `config`. Writes `journal.ndjson` block by block and `result.json` at the end into
 * `<outDir>/<run id>/`. Throws CROSSOVER_OUTPUT_FOLDER before anything was measured, CROSSOVER_SERVICE_FAILED
 * where nothing can be measured for want of a service, and CROSSOVER_RESUME where a saved run cannot be continued here, or still runs.
 */
export async function run(config: ResolvedConfig, options: RunOptions): Promise<RunDocument> {
  const machine = createMachine();
  const saved = options.saved ?? null;
  // As if the time since the last saved block had not been: times in the document go on, and so does the budget.
  const startedMs = machine.nowMs() - (saved === null ? 0 : spentMs(saved));
  if (saved?.start) refuseOtherMachine(saved.start.environment);
  const runId = saved?.header.runId ?? makeRunId(config.seed);
  const runDir = saved?.runDir ?? join(options.outDir, runId);
  const startedAt = saved?.header.startedAt ?? new Date().toISOString();
  const header = { runId, startedAt, command: options.command };
  // Before its journal is touched: another process may be writing it. A new one is exclusive by itself.
  const releaseSaved = saved === null ? null : await claimRunFolder(runDir);
  const toolVersion = readTool().version;
  const journal =
    saved === null
      ? await openJournal(runDir, { ...header, toolVersion, request: options.request ?? null })
      : await continueJournal(saved);
  const release = releaseSaved ?? (await claimRunFolder(runDir));
  try {
    return await measureAndWrite(config, options, { runDir, header, journal, machine, startedMs });
  } finally {
    await release();
  }
}

/** Whoever starts a run beside other work should not learn it from a table of void cells. */
async function tellIfBusy(machine: Machine, { onEvent, signal }: RunOptions): Promise<void> {
  const before = readCovariates(machine, [process.pid]);
  await sleep(LOOK_AROUND_MS, undefined, { signal }).catch(() => {});
  const now = contrastCovariates(before, readCovariates(machine, [process.pid]), machine);
  const warning = describeBusyMachine(now);
  if (warning !== null) onEvent({ type: 'phase', text: warning });
}

async function measureAndWrite(
  asked: ResolvedConfig,
  options: RunOptions,
  { runDir, header, journal, machine, startedMs }: OpenRun,
): Promise<RunDocument> {
  const config = { ...asked, scenarios: scenariosWithObstacles(asked.scenarios, options) };
  const { onEvent, signal, saved } = options;
  let environment = saved?.start?.environment;
  if (environment === undefined) {
    onEvent({ type: 'phase', text: 'calibrating the clock' });
    await tellIfBusy(machine, options);
    environment = readEnvironment(await measureMicroCosts(signal));
  }
  // Before the services: what fails here must not leave them running.
  await removeOrphanedFolders();
  const tempDir = await makeTempFolder('run');
  const services = await startNeededServices(config, saved?.start ?? null, onEvent).catch(
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
    const executor = { services: services.base.addresses, tempDir };
    const known = {
      ...config,
      scenarios: await scenariosWithKinds(
        { ...config, scenarios: services.scenarios },
        host,
        executor,
        options,
      ),
      models: modelsWithObstacles(config, options),
    };
    if (!saved?.start && !signal.aborted) await journal.start({ environment, ...planFacts(known) });
    const makePlan = options.steering?.plan ?? (known.sides === null ? plan : planSides);
    const planned = makePlan(known, machine.usableCores);
    gathered = new Gathered(known, planned, { ...header, environment });
    const context: RunContext = {
      config: known,
      plan: planned,
      gathered,
      machine,
      host,
      journal,
      saved: saved?.entries ?? [],
      startedMs,
      header: { ...header, environment },
      executor,
      headServices: services.head.addresses,
      ownPids: () => [process.pid, ...readFamily([...services.base.pids, ...services.head.pids])],
      serviceFailure: () => services.base.failure() ?? services.head.failure(),
      dealAfterFirstLook: options.dealAfterFirstLook ?? (() => null),
      ...(options.steering === undefined ? {} : { steering: options.steering }),
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
  onEvent({ type: 'run-ended', document }); // first: whoever listens has it, also where it cannot be written
  await writeDocument(join(runDir, 'result.json'), document);
  return document;
}
