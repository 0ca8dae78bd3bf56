/** Whole runs in milliseconds: the real plan, walk, audit and analysis over a simulated machine and host. */
import type { ResolvedConfig, SelectedScenario, UserOptions } from '../config/options.ts';
import { sampleConfig } from '../config/sample-config.ts';
import { type Plan, plan } from '../plan.ts';
import { planSides } from '../plan-sides.ts';
import type { Environment, RunDocument } from '../result/schema.ts';
import type { RunEvent } from '../run-events.ts';
import { Gathered } from './gathered.ts';
import type { JournalEntry } from './journal.ts';
import type { Steering } from './run-context.ts';
import { SimulatedHost, type SimulatedHostOptions } from './simulated-host.ts';
import { type MachineTruth, SimulatedMachine } from './simulated-machine.ts';
import { walkPlan } from './walk-plan.ts';

export interface SimulatedRunOptions extends SimulatedHostOptions {
  readonly config?: UserOptions;
  readonly scenarios?: readonly SelectedScenario[];
  readonly machine?: MachineTruth;
  /** For what {@link sampleConfig} cannot say, such as a model that exists only here. */
  readonly adapt?: (config: ResolvedConfig) => ResolvedConfig;
  readonly onEvent?: (event: RunEvent, host: SimulatedHost) => void;
  readonly signal?: AbortSignal;
  readonly serviceFailure?: () => Error | null;
  readonly dealAfterFirstLook?: (document: RunDocument) => ReadonlyMap<string, number> | null;
  readonly steering?: Steering;
  readonly saved?: readonly JournalEntry[];
  /** How far into its time the run was when it was cut off. */
  readonly spentMs?: number;
  /** How many entries the journal takes before its folder is full. */
  readonly journalHolds?: number;
}

export interface SimulatedRun {
  readonly plan: Plan;
  readonly document: RunDocument;
  readonly events: readonly RunEvent[];
  readonly journal: readonly JournalEntry[];
  readonly host: SimulatedHost;
}

function describeEnvironment(machine: SimulatedMachine, hasCounters: boolean): Environment {
  return {
    cpuModel: 'simulated',
    cpuCount: machine.usableCores,
    usableCores: machine.usableCores,
    cpuQuota: null,
    memoryBytes: 8e9,
    platform: 'linux',
    arch: 'x64',
    kernel: '6.0.0',
    node: '22.12.0',
    v8: '12.4',
    execArgv: [],
    nodeOptions: null,
    uvThreadpoolSize: null,
    isContainer: false,
    ci: null,
    loadAverageAtStart: 0,
    canPin: machine.pinnableCpus.length > 0,
    sources: hasCounters ? ['schedstat', 'pss', 'cgroup', 'psi'] : [],
    microCosts: null,
  };
}

export async function simulateRun(options: SimulatedRunOptions = {}): Promise<SimulatedRun> {
  const machine = new SimulatedMachine(options.machine);
  const host = new SimulatedHost(machine, options);
  const config = (options.adapt ?? ((given) => given))(sampleConfig(options.config, options.scenarios));
  const makePlan = options.steering?.plan ?? (config.sides === null ? plan : planSides);
  const planned = makePlan(config, machine.usableCores);
  const header = {
    runId: 'simulated',
    startedAt: '2026-01-01T00:00:00.000Z',
    command: 'crossover run',
    environment: describeEnvironment(machine, options.machine?.hasCounters !== false),
  };
  const gathered = new Gathered(config, planned, header);
  const events: RunEvent[] = [];
  const journal: JournalEntry[] = [];
  const startedMs = machine.nowMs() - (options.spentMs ?? 0);
  const signal = options.signal ?? new AbortController().signal;
  await walkPlan({
    config,
    plan: planned,
    gathered,
    machine,
    host,
    journal: {
      append: async (entry) => {
        if (journal.length === options.journalHolds) throw new Error('the folder is full');
        journal.push(entry);
      },
    },
    saved: options.saved ?? [],
    startedMs,
    header,
    executor: { services: {}, tempDir: '/nowhere' },
    headServices: {},
    ownPids: () => [],
    serviceFailure: options.serviceFailure ?? (() => null),
    dealAfterFirstLook: options.dealAfterFirstLook ?? (() => null),
    ...(options.steering === undefined ? {} : { steering: options.steering }),
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event, host);
    },
    signal,
  });
  const document = gathered.toDocument(machine.nowMs() - startedMs, !signal.aborted);
  return { plan: planned, document, events, journal, host };
}

/** The contrasts with the reference, without those between rivals. */
export const againstReference = ({ contrasts, conditions }: RunDocument): RunDocument['contrasts'] =>
  contrasts.filter((contrast) => conditions.some(({ reference }) => reference === contrast.reference));
