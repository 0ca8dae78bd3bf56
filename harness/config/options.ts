/** What a user may say, and what it becomes: one complete, validated configuration. */
import type { ArrivalKind } from '../measure/arrivals.ts';
import type { ExecutionModel, Knobs, KnobValue } from '../model.ts';
import type { ErrorRecordDocument } from '../result/schema.ts';
import type { ParamValue, Scenario } from '../scenario.ts';
import type { PresetId } from './defaults.ts';

/** As given on the command line or by a caller of the library; everything is optional. */
export interface UserOptions {
  readonly preset?: PresetId;
  readonly models?: readonly string[];
  readonly budgetMs?: number;
  readonly blocks?: number;
  /** Lists of values per knob: `{ poolSize: [1, 2, 4], serialization: ['json'] }`. */
  readonly knobs?: Readonly<Record<string, readonly KnobValue[]>>;
  readonly inFlight?: readonly number[];
  /** Open loop: tasks come so many times a second, whatever becomes of them. */
  readonly ratesPerSec?: readonly number[];
  readonly arrivals?: ArrivalKind;
  readonly params?: Readonly<Record<string, readonly ParamValue[]>>;
  readonly seed?: number;
  readonly marginRatio?: number;
  readonly taskDeadlineMs?: number;
  readonly pin?: boolean;
  /** Null tasks and floors beside every cell: what the models themselves cost. */
  readonly anatomy?: boolean;
  readonly sides?: Sides;
}

/** Two versions of the same scenarios, to be measured side by side: `crossover ab`. */
export interface Sides {
  /** What people call them: a ref with its commit, a folder, a file. */
  readonly baseName: string;
  readonly headName: string;
  /** The head's scenarios; those of the base are the configuration's own. */
  readonly heads: readonly SelectedScenario[];
  /** At most so many cells measure the base against itself as well; by default {@link AB}'s few. */
  readonly mostControls?: number;
  /** Whether cells that are settled after half of the blocks get no more. */
  readonly looksTwice?: boolean;
  /** Only these cells, by their ids without a side; by default all. */
  readonly only?: readonly string[];
}

/** A scenario that is ready to be planned: found, compiled and loaded. */
export interface SelectedScenario {
  readonly id: string;
  /** What every executor imports. */
  readonly moduleUrl: string;
  /** What the user wrote, for messages: an id or a path. */
  readonly label: string;
  readonly isBuiltIn: boolean;
  readonly scenario: Scenario;
  /** Why it cannot run in this installation: all its cells are `cannot` with this reason. */
  readonly unavailable?: string;
  /** Why a service that it needs did not start: all its cells are `failed` with this error. */
  readonly failure?: ErrorRecordDocument;
  /** From `--input`; replaces the scenario's own inputs. */
  readonly userInputs?: readonly unknown[];
  /** The folder in which its executors work, where it is not that of the run. */
  readonly cwd?: string;
  /** `cpu` where the author did not say what the work is, and a look before the run found that it computes. */
  readonly pilotKind?: 'cpu';
}

/** Complete and validated: nothing downstream knows a default. */
export interface ResolvedConfig {
  readonly preset: PresetId;
  readonly seed: number;
  readonly scenarios: readonly SelectedScenario[];
  readonly models: readonly ResolvedModel[];
  readonly blockCount: number;
  /** Whether the user named the number of blocks: a budget then shortens blocks, never their number. */
  readonly blockCountIsGiven: boolean;
  readonly budgetMs: number | null;
  /** Whether the user named the budget: then the number of blocks grows with it. */
  readonly budgetIsGiven: boolean;
  readonly nominalBlockMs: number;
  readonly maxWarmUpMs: number;
  readonly maxAttempts: number;
  readonly inFlight: readonly number[];
  /** Whether the user named it. */
  readonly inFlightIsGiven: boolean;
  /** Open loop instead of tasks kept outstanding, where there are any. */
  readonly ratesPerSec: readonly number[];
  readonly arrivals: ArrivalKind;
  /** Selected values per scenario id and parameter name. */
  readonly params: Readonly<Record<string, Readonly<Record<string, readonly ParamValue[]>>>>;
  readonly marginRatio: number;
  readonly alpha: number;
  readonly taskDeadlineMs: number;
  readonly pin: boolean;
  readonly anatomy: boolean;
  /** Null: models are held against each other, not two versions. */
  readonly sides: Sides | null;
  /** Values of the head's parameters, as `params` has those of the base. */
  readonly headParams: ResolvedConfig['params'];
}

/** A model with the knob combinations that it is to be measured at (at least one). */
export interface ResolvedModel {
  readonly model: ExecutionModel;
  readonly knobs: readonly Knobs[];
  /** Why it cannot run in this installation: its cells are `cannot` with this reason. */
  readonly unavailable?: string;
}
