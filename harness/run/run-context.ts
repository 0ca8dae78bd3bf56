/** What the walk through a plan is handed: everything that it may use, real or simulated. */
import type { ResolvedConfig } from '../config/options.ts';
import type { ExecutorSpec } from '../model.ts';
import type { Plan, PlannedBlock } from '../plan.ts';
import type { RunDocument } from '../result/schema.ts';
import type { RoundHost } from '../round/host.ts';
import type { RunListener } from '../run-events.ts';
import type { Gathered, RunHeader } from './gathered.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Machine } from './machine.ts';

/** Who chooses block after block by what was measured so far, instead of a plan made beforehand. */
export interface Steering {
  /** Conditions and cells; its blocks are none. */
  readonly plan: (config: ResolvedConfig, usableCores: number) => Plan;
  /** Asked before every block; null ends the run. */
  readonly next: (plan: Plan, document: RunDocument) => PlannedBlock | null;
  /** For progress alone. */
  readonly expectedBlockCount: number;
}

export interface RunContext {
  readonly config: ResolvedConfig;
  readonly plan: Plan;
  readonly gathered: Gathered;
  readonly machine: Machine;
  readonly host: RoundHost;
  readonly journal: Pick<Journal, 'append'>;
  /** Blocks of this plan that an earlier part of the run has measured, in their order. */
  readonly saved: readonly JournalEntry[];
  readonly startedMs: number;
  readonly header: RunHeader;
  readonly executor: Pick<ExecutorSpec, 'services' | 'tempDir'>;
  /** Of `crossover ab`: services of which the head has a version of its own. */
  readonly headServices: ExecutorSpec['services'];
  /** Our processes besides the rounds. */
  readonly ownPids: () => readonly number[];
  /** Why a service ended by itself, or null while all of them live. */
  readonly serviceFailure: () => Error | null;
  /** Asked once, at the first of two looks: how many further blocks each condition gets; null for as planned. */
  readonly dealAfterFirstLook: (document: RunDocument) => ReadonlyMap<string, number> | null;
  readonly steering?: Steering;
  readonly onEvent: RunListener;
  readonly signal: AbortSignal;
}
