/**
 * What the scenarios of a run talk to, started before anything is planned. A service that does not start fails the cells of those
 * that need it, and nothing else: only where nothing could be measured without it does the run end.
 */
import type { ResolvedConfig, SelectedScenario } from '../config/options.ts';
import { CrossoverError, toErrorRecord } from '../errors.ts';
import type { RunListener } from '../run-events.ts';
import type { ServiceRef } from '../scenario.ts';
import { type RunningServices, type StartedServices, startWhatStarts } from '../services/start-services.ts';
import type { JournalStart } from './journal.ts';

const SERVICE_DEADLINE_MS = 30_000;

export interface NeededServices {
  /** Of the base, and those that the head has for itself. */
  readonly base: RunningServices;
  readonly head: RunningServices;
  /** All of the configuration, with `failure` where a service is missing. */
  readonly scenarios: readonly SelectedScenario[];
  /** Idempotent; tells what stays behind in servers of somebody else's. */
  stop(): Promise<void>;
}

const canRun = ({ unavailable, failure }: SelectedScenario): boolean =>
  unavailable === undefined && failure === undefined;

/** A continued run keeps what it found at its beginning, for the plan depends on it. */
function withKnownFailures(
  scenarios: readonly SelectedScenario[],
  start: JournalStart | null,
): readonly SelectedScenario[] {
  return scenarios.map((selected) => {
    const failure = start?.failedScenarios?.[selected.id];
    return failure === undefined ? selected : { ...selected, failure };
  });
}

/** Of both versions of a scenario: what they share is one service, and of what differs each has its own. */
interface Needs {
  readonly selected: SelectedScenario;
  readonly shared: readonly ServiceRef[];
  readonly headOnly: readonly ServiceRef[];
}

function needsOf(scenarios: readonly SelectedScenario[], { sides }: ResolvedConfig): readonly Needs[] {
  const running = scenarios.filter(canRun);
  const ofBase = new Set(
    running.flatMap(({ scenario }) => (scenario.services ?? []).map(({ moduleUrl }) => moduleUrl)),
  );
  return running.map((selected) => {
    const head = sides?.heads.find(({ id }) => id === selected.id)?.scenario.services ?? [];
    const headOnly = head.filter(({ moduleUrl }) => !ofBase.has(moduleUrl));
    const shared = head.filter(({ moduleUrl }) => ofBase.has(moduleUrl));
    return { selected, shared: [...(selected.scenario.services ?? []), ...shared], headOnly };
  });
}

/** The head's own are started after those of the base; when they cannot even be asked for, nothing is left running. */
async function startBoth(
  refs: readonly ServiceRef[],
  headRefs: readonly ServiceRef[],
): Promise<{ readonly base: StartedServices; readonly head: StartedServices }> {
  const options = { deadlineMs: SERVICE_DEADLINE_MS };
  const base = await startWhatStarts(refs, options);
  try {
    return { base, head: await startWhatStarts(headRefs, options) };
  } catch (error) {
    await base.running.stop();
    throw error;
  }
}

function tellStarting(needs: readonly Needs[], onEvent: RunListener): void {
  const ids = new Set(needs.flatMap(({ shared, headOnly }) => [...shared, ...headOnly].map(({ id }) => id)));
  if (ids.size > 0) onEvent({ type: 'phase', text: `starting ${[...ids].join(', ')}` });
}

/** A run that is continued was planned with it. */
function missingNow(error: CrossoverError): CrossoverError {
  return new CrossoverError(
    error.code,
    `${error.message} The run was begun with this service, and what was measured is kept: continue it when the service starts again.`,
    { cause: error },
  );
}

/**
 * Starts them all. Throws CROSSOVER_SERVICE_FAILED, with nothing left running, where no scenario can be measured without those that
 * do not start, and where a continued run misses one that it was begun with.
 */
export async function startNeededServices(
  config: ResolvedConfig,
  start: JournalStart | null,
  onEvent: RunListener,
): Promise<NeededServices> {
  const scenarios = withKnownFailures(config.scenarios, start);
  const needs = needsOf(scenarios, config);
  tellStarting(needs, onEvent);
  const { base, head } = await startBoth(
    needs.flatMap(({ shared }) => shared),
    needs.flatMap(({ headOnly }) => headOnly),
  );
  const stop = async (): Promise<void> => {
    const left = await Promise.all([base.running.stop(), head.running.stop()]);
    for (const text of left.flat()) onEvent({ type: 'left-behind', text });
  };
  const failures = new Map<string, CrossoverError>();
  for (const { selected, shared, headOnly } of needs) {
    const error =
      shared.map(({ id }) => base.failures.get(id)).find(Boolean) ??
      headOnly.map(({ id }) => head.failures.get(id)).find(Boolean);
    if (error !== undefined) failures.set(selected.id, error);
  }
  const [first] = failures.values();
  if (first !== undefined && (start !== null || failures.size === needs.length)) {
    await stop();
    throw start === null ? first : missingNow(first);
  }
  for (const [id] of [...base.failures, ...head.failures])
    onEvent({ type: 'phase', text: `${id} did not start: what needs it fails, the rest is measured` });
  return {
    base: base.running,
    head: head.running,
    scenarios: scenarios.map((selected) => {
      const error = failures.get(selected.id);
      if (error === undefined) return selected;
      return { ...selected, failure: toErrorRecord(error, 'CROSSOVER_SERVICE_FAILED') };
    }),
    stop,
  };
}
