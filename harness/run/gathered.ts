/** What a run has gathered so far, and the document that it makes at any moment. */
import { analyse, type RawDocument } from '../analyse/analyse.ts';
import type { RawCell } from '../analyse/summarise-cell.ts';
import { AB, SLICE } from '../config/defaults.ts';
import type { ResolvedConfig } from '../config/options.ts';
import type { Plan, PlannedCell, PlannedCondition } from '../plan.ts';
import {
  type Block,
  type Condition,
  type Environment,
  type Round,
  type RunConfig,
  type RunDocument,
  SCHEMA_VERSION,
  type ScenarioRecord,
} from '../result/schema.ts';
import { readTool } from '../tool.ts';
import type { WindowMode } from './slice-plan.ts';

/** The part of a document that is known before anything is measured. */
export interface RunHeader {
  readonly runId: string;
  readonly startedAt: string;
  readonly command: string;
  readonly environment: Environment;
}

export function toCondition(condition: PlannedCondition): Condition {
  const reference = condition.cells.find(({ isReference }) => isReference) ?? condition.cells[0];
  return {
    id: condition.id,
    scenario: condition.scenario.id,
    params: { ...condition.params },
    inFlight: condition.inFlight,
    ...(condition.rate === undefined ? {} : condition.rate),
    label: condition.label,
    reference: reference?.id ?? '',
    cells: condition.cells.map(({ id }) => id),
  };
}

function toRunConfig(
  config: ResolvedConfig,
  { unmatched, firstLookBlocks }: Plan,
  blockCount: number,
): RunConfig {
  const knobs: Record<string, (string | number)[]> = {};
  for (const { knobs: combinations } of config.models) {
    for (const combination of combinations) {
      for (const [id, value] of Object.entries(combination)) {
        const values = knobs[id] ?? [];
        if (!values.includes(value)) knobs[id] = [...values, value];
      }
    }
  }
  return {
    preset: config.preset,
    seed: config.seed,
    models: config.models.map(({ model }) => model.id),
    scenarios: config.scenarios.map(({ id }) => id),
    blocks: blockCount,
    budgetMs: config.budgetMs,
    marginRatio: config.marginRatio,
    alpha: config.alpha,
    inFlight: [...config.inFlight],
    ...(config.ratesPerSec.length === 0
      ? {}
      : { ratesPerSec: [...config.ratesPerSec], arrivals: config.arrivals }),
    knobs,
    params: Object.fromEntries(
      // By scenario and name: two scenarios may call different things the same.
      Object.entries(config.params).flatMap(([scenario, params]) =>
        Object.entries(params).map(([name, values]) => [`${scenario} ${name}`, [...values]]),
      ),
    ),
    leadInMs: SLICE.leadInMs,
    ...(config.sides === null ? {} : { briefLeadInMs: SLICE.briefLeadInMs }),
    windowMs: SLICE.windowMs,
    minCompletions: SLICE.minCompletions,
    taskDeadlineMs: config.taskDeadlineMs,
    pin: config.pin,
    ...(config.anatomy ? { anatomy: true } : {}),
    ...(config.sides === null
      ? {}
      : {
          sides: {
            baseName: config.sides.baseName,
            headName: config.sides.headName,
            familyAlpha: AB.familyAlpha,
            ...(firstLookBlocks === undefined ? {} : { firstLookBlocks }),
            unmatched: [...unmatched],
          },
        }),
  };
}

function toScenarioRecord({ id, scenario, isBuiltIn }: ResolvedConfig['scenarios'][number]): ScenarioRecord {
  return {
    id,
    kind: scenario.kind ?? 'mixed',
    kindIsMeasured: scenario.kind === undefined,
    summary: scenario.summary ?? null,
    lesson: scenario.lesson ?? null,
    ...(scenario.metrics === undefined ? {} : { metrics: [...scenario.metrics] }),
    isBuiltIn,
  };
}

/** Grows block by block; `toDocument` may be called at any time. */
export class Gathered {
  readonly #config: ResolvedConfig;
  readonly #plan: Plan;
  readonly #header: RunHeader;
  readonly #blocks: Block[] = [];
  readonly #rounds = new Map<string, Round[]>();
  readonly #modes = new Map<string, WindowMode>();
  readonly #executorCounts = new Map<string, number>();

  constructor(config: ResolvedConfig, plan: Plan, header: RunHeader) {
    this.#config = config;
    this.#plan = plan;
    this.#header = header;
  }

  get blockCount(): number {
    return this.#blocks.length;
  }

  add(
    block: Block,
    mode: WindowMode,
    rounds: ReadonlyMap<string, Round>,
    executorCounts: ReadonlyMap<string, number>,
  ): void {
    this.#blocks.push(block);
    for (const [cell, round] of rounds) {
      this.#rounds.set(cell, [...(this.#rounds.get(cell) ?? []), round]);
      this.#modes.set(cell, mode);
    }
    for (const [cell, count] of executorCounts) this.#executorCounts.set(cell, count);
  }

  /** The digest of a condition's outputs, from its first valid round; null before that. All its cells have the same. */
  digestOf({ cells }: PlannedCondition): string | null {
    for (const { id } of cells) {
      const round = this.#rounds.get(id)?.find(({ status, digest }) => status === 'ok' && digest !== null);
      if (round) return round.digest;
    }
    return null;
  }

  /** How these cells were read so far; null before their first block. The reference is read in every group's way. */
  modeOf(cells: readonly PlannedCell[]): WindowMode | null {
    const own = cells.filter(({ isReference }) => !isReference);
    for (const { id } of own.length === 0 ? cells : own) {
      const mode = this.#modes.get(id);
      if (mode) return mode;
    }
    return null;
  }

  /** Whether a process of a condition collected its old generation by itself: from there on forced collections would hide some. */
  hasCollectedItself({ id }: PlannedCondition): boolean {
    return this.#blocks.some(({ condition, collectsItself }) => condition === id && collectsItself === true);
  }

  /**
   * Whether garbage was collected in two blocks of this condition in which both versions lived: none of their processes lost its pace by it. One
   * block alone might be luck.
   */
  keepsPace({ id, cells }: PlannedCondition): boolean {
    const versions = cells.filter(({ side }) => side === 'base' || side === 'head');
    const telling = this.#blocks.filter(
      (block) =>
        block.condition === id &&
        block.collects === true &&
        versions.every((cell) => block.cells.includes(cell.id)),
    );
    return telling.length >= 2;
  }

  /** A cell that failed once is not tried again: its figures would be about a part of the work. */
  hasFailed(cell: string): boolean {
    return this.#rounds.get(cell)?.some(({ status }) => status === 'failed') ?? false;
  }

  toDocument(durationMs: number, complete: boolean): RunDocument {
    const blocksPerCondition = this.#plan.isSteered
      ? this.#blocks.length
      : Math.max(0, ...this.#plan.blocks.map(({ blockIndex }) => blockIndex + 1));
    const conditions = this.#plan.conditions.map((condition) => this.#withMeasuredCells(condition));
    const raw: RawDocument = {
      schemaVersion: SCHEMA_VERSION,
      documentKind: 'run',
      tool: { ...readTool() },
      ...this.#header,
      durationMs,
      complete,
      config: toRunConfig(this.#config, this.#plan, blocksPerCondition),
      scenarios: this.#config.scenarios.map(toScenarioRecord),
      conditions: conditions.map(toCondition),
      blocks: [...this.#blocks],
      cells: conditions.flatMap((condition) =>
        condition.cells.map((cell) => this.#toRawCell(condition, cell)),
      ),
    };
    return analyse(raw);
  }

  /** Where blocks are chosen on the way, most sizes that might have been measured never are. */
  #withMeasuredCells(condition: PlannedCondition): PlannedCondition {
    if (!this.#plan.isSteered) return condition;
    return {
      ...condition,
      cells: condition.cells.filter(({ id, isReference }) => isReference || this.#rounds.has(id)),
    };
  }

  #toRawCell(condition: PlannedCondition, cell: PlannedCell): RawCell {
    const { failure } = condition.scenario;
    return {
      id: cell.id,
      condition: condition.id,
      scenario: condition.scenario.id,
      variant: cell.variant,
      model: cell.model.id,
      knobs: { ...cell.knobs },
      params: { ...(cell.params ?? condition.params) },
      label: cell.label,
      isReference: cell.isReference,
      executorCount: this.#executorCounts.get(cell.id) ?? null,
      inFlight: cell.model.onlyOneInFlight ? 1 : (cell.inFlight ?? condition.inFlight),
      ...(condition.rate === undefined ? {} : { ratePerSec: condition.rate.ratePerSec }),
      window: this.#modes.get(cell.id) ?? 'sliced',
      blocks: this.#rounds.get(cell.id) ?? [],
      ...(cell.side === undefined ? {} : { side: cell.side }),
      ...(cell.model.isFloor ? { isFloor: true } : {}),
      ...(cell.cannot !== null
        ? { status: 'cannot', reason: cell.cannot }
        : failure && { status: 'failed', error: failure }),
    };
  }
}
