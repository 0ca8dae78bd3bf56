/** Chooses the blocks of a tune while it is measured: search until the answer is stable or time is short, then fresh blocks. */
import { MAX_CELLS_PER_BLOCK, TUNE } from '../config/defaults.ts';
import type { Plan, PlannedBlock, PlannedCell, PlannedRate } from '../plan.ts';
import type { RunDocument } from '../result/schema.ts';
import type { Steering } from '../run/run-context.ts';
import { type Decision, decide } from './decide.ts';
import { NO_POOL } from './fit-sizes.ts';
import { feasibilityOf, judgeLimits, type Limits } from './limits.ts';
import { type ObjectiveId, readBlocks, roundsByBlock } from './read-blocks.ts';
import { type SearchRules, type SearchSpace, type SearchState, searchStep } from './search.ts';
import { hasTimeForBlock } from './search-time.ts';
import { isPlaces, type TuneTarget } from './target.ts';
import { type NamedSetting, planTune, type TunePlan } from './tune-plan.ts';
import { groupSettings, type Validated, validatedSettings } from './validated.ts';

export interface TuneRequest {
  readonly target: TuneTarget;
  /** Knobs of the model that are the same at every size. */
  readonly fixed: Readonly<Record<string, string | number>>;
  readonly settings: readonly NamedSetting[];
  readonly objective: ObjectiveId;
  readonly limits: Limits;
  /** Null: a fixed number of tasks in flight. */
  readonly rate: PlannedRate | null;
  readonly exhaustive: boolean;
  /** Null: as long as it takes. */
  readonly budgetMs: number | null;
  readonly cores: number;
  /** One line about what is done next. */
  readonly tell: (line: string) => void;
}

export type StopReason = 'stable' | 'budget' | 'all-measured' | 'failed';

/** So many blocks without a valid figure, and a size is left alone. */
const MOST_FRUITLESS_BLOCKS = 4;
const SIZES_PER_BLOCK = MAX_CELLS_PER_BLOCK - 1;

/**
 * Of connections and the like as many as there are tasks in flight leave no queue. Threads and processes wait for cores instead. Not
 * known where tasks come at a rate, and where the number of tasks in flight is what is tuned.
 */
export function unqueuedFrom({ target, rate }: Pick<TuneRequest, 'target' | 'rate'>): number | null {
  return rate === null && target.kind === 'param' && isPlaces(target.id) ? target.inFlight : null;
}

/** What is known of the search at any moment: read anew from the document, so that nothing can go out of step. */
export class TuneSteering implements Steering {
  readonly expectedBlockCount: number;
  /** Index of the first fresh block, once there is one. */
  validationFrom: number | null = null;
  stoppedBecause: StopReason | null = null;
  #plan: TunePlan | null = null;
  readonly #request: TuneRequest;
  readonly #plannedCounts = new Map<number, number>();
  #validation: PlannedBlock[] = [];
  #blockCount = 0;
  readonly #nominalBlockMs: number;

  constructor(request: TuneRequest) {
    this.#request = request;
    const { budgetMs, exhaustive, target, rate } = request;
    this.#nominalBlockMs = rate === null ? TUNE.nominalBlockMs : TUNE.rateBlockMs;
    const exhaustiveBlocks = Math.ceil(target.sizes.length / SIZES_PER_BLOCK) * TUNE.exhaustiveBlocks;
    this.expectedBlockCount = Math.max(
      1,
      exhaustive || budgetMs === null
        ? exhaustiveBlocks + TUNE.validationBlocks
        : Math.floor(budgetMs / this.#nominalBlockMs),
    );
  }

  readonly plan: Steering['plan'] = (config, usableCores) => {
    const { target, fixed, settings } = this.#request;
    this.#plan = planTune(config, usableCores, target, fixed, settings);
    return this.#plan;
  };

  /** The plan, once the run has asked for it. */
  get tunePlan(): TunePlan | null {
    return this.#plan;
  }

  readonly next: Steering['next'] = (_plan: Plan, document: RunDocument) => {
    const plan = this.#plan;
    if (plan === null) return null;
    if (this.stoppedBecause === null) {
      const sizes = this.#nextSizes(plan, document);
      if (sizes !== null) return this.#searchBlock(plan, sizes);
      this.#beginValidation(plan, document);
    }
    return this.#validation.shift() ?? null;
  };

  /** The search as the document has it, up to the first fresh block. */
  stateOf(plan: TunePlan, document: RunDocument): SearchState {
    const { objective } = this.#request;
    const space = this.#space(plan, document);
    const blocks = readBlocks(
      document,
      {
        sizes: [...plan.cellOfSize.keys()],
        anchor: space.anchor,
        cellOf: (size) => plan.cellOfSize.get(size)?.id ?? null,
      },
      objective,
      this.validationFrom === null ? {} : { to: this.validationFrom },
    );
    return searchStep(blocks, space, this.#rules(plan, document));
  }

  /** What would be decided without limits: the curve is what it is, whatever may be recommended. */
  freeDecisionOf({ fit, smoothed }: Pick<SearchState, 'fit' | 'smoothed'>): Decision {
    const { deltaRatio, alpha, poolAlpha } = TUNE;
    return decide({ fit, smoothed, deltaRatio, alpha, poolAlpha, feasibilityOf: () => 'kept' });
  }

  #rules(plan: TunePlan, document: RunDocument): SearchRules {
    const { limits, objective } = this.#request;
    const byId = new Map(document.cells.map((cell) => [cell.id, cell]));
    const to = this.validationFrom ?? Number.POSITIVE_INFINITY;
    return {
      deltaRatio: TUNE.deltaRatio,
      alpha: TUNE.alpha,
      poolAlpha: TUNE.poolAlpha,
      ...(objective === 'latency' ? { laws: ['flat'] } : {}), // the others are laws of throughput
      feasibilityOf: (size) => {
        const cell = byId.get(plan.cellOfSize.get(size)?.id ?? '');
        if (cell === undefined) return 'unknown';
        const rounds = [...roundsByBlock(cell).values()].filter(({ block }) => block < to);
        return feasibilityOf(judgeLimits(rounds, limits));
      },
    };
  }

  /** Without sizes that failed, or that give no valid figure however often they are tried. */
  #space({ cellOfSize }: TunePlan, document: RunDocument): SearchSpace {
    const { target } = this.#request;
    const hopeless = (size: number): boolean => {
      const cell = document.cells.find(({ id }) => id === cellOfSize.get(size)?.id);
      if (cell?.status === 'failed' || cell?.status === 'cannot') return true;
      const valid = cell === undefined ? 0 : roundsByBlock(cell).size;
      return valid < 2 && (this.#plannedCounts.get(size) ?? 0) >= MOST_FRUITLESS_BLOCKS;
    };
    return {
      sizes: target.sizes.filter((size) => size === target.anchor || !hopeless(size)),
      anchor: target.anchor,
      landmarks: target.landmarks,
      unqueuedFrom: unqueuedFrom(this.#request),
      sizesPerBlock: SIZES_PER_BLOCK,
    };
  }

  #nextSizes(plan: TunePlan, document: RunDocument): readonly number[] | null {
    const { target, exhaustive } = this.#request;
    const anchorCell = document.cells.find(({ id }) => id === plan.cellOfSize.get(target.anchor)?.id);
    const { sizes } = this.#space(plan, document);
    const others = sizes.filter((size) => size !== target.anchor);
    if (anchorCell?.status === 'failed' || others.length === 0) return this.#stop('failed');
    const state = this.stateOf(plan, document);
    // A block that was chosen and not measured found no time.
    if (this.#blockCount > document.blocks.length || !this.#hasTime(document, state.decision))
      return this.#stop('budget');
    if (exhaustive) {
      const fewest = (size: number): number => this.#plannedCounts.get(size) ?? 0;
      const due = others
        .filter((size) => fewest(size) < TUNE.exhaustiveBlocks)
        .sort((one, other) => fewest(one) - fewest(other) || one - other);
      return due.length === 0 ? this.#stop('all-measured') : due.slice(0, SIZES_PER_BLOCK);
    }
    return state.next ?? this.#stop('stable');
  }

  #stop(reason: StopReason): null {
    this.stoppedBecause = reason;
    return null;
  }

  /** Whether one more block leaves enough time for the fresh ones, which are none while there is nothing to recommend. */
  #hasTime({ durationMs, blocks }: RunDocument, { answer }: Decision): boolean {
    const { budgetMs, settings } = this.#request;
    if (budgetMs === null) return true;
    const spentMs = blocks.reduce((sum, block) => sum + block.durationMs, 0);
    const blockMs = blocks.length === 0 ? this.#nominalBlockMs : spentMs / blocks.length;
    return hasTimeForBlock({
      budgetMs,
      blockCount: blocks.length,
      spentMs: durationMs,
      blockMs,
      settingCount: answer === null ? null : settings.length,
    });
  }

  #searchBlock(plan: TunePlan, sizes: readonly number[]): PlannedBlock {
    for (const size of sizes) this.#plannedCounts.set(size, (this.#plannedCounts.get(size) ?? 0) + 1);
    return this.#block(
      plan,
      sizes.flatMap((size) => plan.cellOfSize.get(size) ?? []),
    );
  }

  /** The anchor first, as in every block. */
  #block({ condition }: TunePlan, cells: readonly PlannedCell[]): PlannedBlock {
    const reference = condition.cells.filter(({ isReference }) => isReference);
    const others = cells.filter((cell) => !reference.includes(cell));
    return { condition, cells: [...reference, ...others], blockIndex: this.#blockCount++ };
  }

  #beginValidation(plan: TunePlan, document: RunDocument): void {
    if (this.stoppedBecause === 'failed') return;
    const { decision } = this.stateOf(plan, document);
    this.validationFrom = document.blocks.length;
    if (decision.answer === null) {
      this.#request.tell('nothing to recommend: no fresh blocks.');
      return;
    }
    const groups = groupSettings(this.validated(plan, decision), SIZES_PER_BLOCK);
    const { answer } = decision;
    const what = answer === NO_POOL ? 'no pool' : `${answer}`;
    const why = this.stoppedBecause === 'stable' ? 'the answer is stable' : 'time for the search is over';
    this.#request.tell(
      `${why}: ${this.#request.target.id} ${what}. Now on fresh blocks, beside other settings.`,
    );
    this.#validation = Array.from({ length: TUNE.validationBlocks }, () => groups)
      .flat()
      .map((cells) => this.#block(plan, cells));
  }

  /** Everything that fresh blocks compare, given what was decided. */
  validated(plan: TunePlan, decision: SearchState['decision']): Validated[] {
    return validatedSettings(plan, this.#request, decision);
  }
}
