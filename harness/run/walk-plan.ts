/** The heart of a run: block after block, void cells again, events as it goes. Works on a fake host as on a real one. */
import { MAX_CELLS_PER_BLOCK } from '../config/defaults.ts';
import { toErrorRecord } from '../errors.ts';
import type { PlannedBlock, PlannedCell, PlannedCondition } from '../plan.ts';
import { planFurtherBlocks } from '../plan-sides.ts';
import type { Round, RunDocument } from '../result/schema.ts';
import type { CellProgress } from '../run-events.ts';
import { auditRound } from './audit.ts';
import type { BlockOutcome } from './block.ts';
import { toCondition } from './gathered.ts';
import type { JournalEntry } from './journal.ts';
import { NULL_BLOCK_MS, withNullTasks } from './null-tasks.ts';
import { withNumbersOnly } from './numbers-only.ts';
import { allotBlockMs, allowsRepeat, estimateLeftMs, leavesRoomFor, type PaceInput } from './pace.ts';
import { toRound } from './round-value.ts';
import type { RunContext, Steering } from './run-context.ts';
import { StoredBlocks } from './stored-blocks.ts';
import { type AskedBlock, takeBlock } from './take-block.ts';

/** How far beyond a budget that the user named turns may end; closing and the report come on top. */
const MOST_OVERRUN_RATIO = 0.1;

class Walk {
  readonly #context: RunContext;
  /** The plan's, until the first of two looks deals those after it anew. */
  #planned: readonly PlannedBlock[];
  #roundCount: number;
  readonly #durations: { readonly condition: PlannedCondition; readonly ms: number }[] = [];
  readonly #stored: StoredBlocks;
  /** Conditions that had a block. */
  readonly #measured = new Set<PlannedCondition>();
  /** Conditions whose further blocks are left out, and counted as done, since a version failed. */
  readonly #lost = new Set<PlannedCondition>();
  #doneRounds = 0;
  #journalIsLost = false;
  #blocksLeft: number;

  constructor(context: RunContext) {
    this.#context = context;
    this.#stored = new StoredBlocks(context.saved);
    const { plan, steering } = context;
    this.#planned = plan.blocks;
    this.#blocksLeft = steering?.expectedBlockCount ?? this.#planned.length;
    this.#roundCount =
      steering === undefined ? countRounds(this.#planned) : steering.expectedBlockCount * MAX_CELLS_PER_BLOCK;
  }

  async go(): Promise<void> {
    const { plan, steering, onEvent, header, signal } = this.#context;
    onEvent({
      type: 'run-started',
      runId: header.runId,
      environment: header.environment,
      conditions: plan.conditions.map(toCondition),
      roundCount: this.#roundCount,
      blockCount: steering?.expectedBlockCount ?? plan.blocks.length,
      etaMs: this.#etaMs(),
    });
    for (const [index, block] of this.#blocks()) {
      if (signal.aborted) return;
      const later = this.#planned.slice(index + 1);
      const boxMs = this.#allotMs(block, index, later);
      if (boxMs === null) this.#leaveBehind(block);
      else await this.#runBlock(block, index, boxMs);
      const isLast = !later.some(({ condition }) => condition === block.condition);
      if (steering === undefined && isLast) this.#tellConditionEnded(block);
    }
  }

  /** The blocks in their order; what comes after the first of two looks is dealt when its turn has come. */
  *#blocks(): Generator<[number, PlannedBlock]> {
    const { plan, steering, signal } = this.#context;
    if (steering !== undefined) return yield* this.#steeredBlocks(steering);
    const firstLookAt = plan.blocks.findIndex(({ blockIndex }) => blockIndex === plan.firstLookBlocks);
    for (let index = 0; index < this.#planned.length; index++) {
      if (index === firstLookAt && !signal.aborted) this.#dealFurther(index);
      const block = this.#planned[index];
      if (block !== undefined) yield [index, block];
    }
  }

  /** What is chosen one after the other by what was measured so far. */
  *#steeredBlocks(steering: Steering): Generator<[number, PlannedBlock]> {
    for (let index = 0; ; index++) {
      const block = steering.next(this.#context.plan, this.#document());
      if (block === null) return;
      yield [index, block];
    }
  }

  #tellConditionEnded({ condition }: Pick<PlannedBlock, 'condition'>): void {
    const { onEvent, signal } = this.#context;
    if (signal.aborted || !this.#measured.has(condition)) return;
    onEvent({ type: 'condition-ended', condition: toCondition(condition), document: this.#document() });
  }

  /** The first of two looks: it rests on the blocks so far alone, so that a continued run, which finds them stored, deals the same. */
  #dealFurther(planIndex: number): void {
    const { plan, config, dealAfterFirstLook, onEvent } = this.#context;
    const counts = dealAfterFirstLook(this.#document());
    if (counts === null) return;
    const further = planFurtherBlocks(plan, counts, config.seed);
    this.#planned = [...this.#planned.slice(0, planIndex), ...further];
    this.#blocksLeft = further.length;
    this.#doneRounds = countRounds(this.#planned.slice(0, planIndex));
    this.#roundCount = countRounds(this.#planned);
    const ended = plan.conditions.filter(({ id }) => counts.get(id) === 0);
    for (const condition of ended) this.#tellConditionEnded({ condition });
    const settled = ended.filter(
      (condition) => this.#measured.has(condition) && !this.#hasLostASide(condition),
    );
    if (settled.length === 0) return;
    const of = `${settled.length} of ${plan.conditions.length}`;
    onEvent({
      type: 'phase',
      text: `first look: ${of} settled after ${plan.firstLookBlocks} blocks, and need no more`,
    });
  }

  /** Null: there is no time for this block, or conditions that have none yet need it more. */
  #allotMs(block: PlannedBlock, planIndex: number, later: readonly PlannedBlock[]): number | null {
    const { condition, blockIndex } = block;
    const { nextPlanIndex } = this.#stored;
    const shares = this.#sharesOf(block, later);
    // So it was decided then, and what was measured stays, also where no budget is left.
    if (nextPlanIndex !== null)
      return nextPlanIndex === planIndex ? shares.shareRatio * this.#context.config.nominalBlockMs : null;
    const pace = { ...this.#pace(condition), ...shares };
    const firstBlocks = later.filter((other) => other.blockIndex === 0).length;
    return blockIndex === 0 || leavesRoomFor(firstBlocks, pace) ? allotBlockMs(pace) : null;
  }

  /** What is steered has blocks of any make, one after the other, and each an equal share. */
  #sharesOf(
    block: PlannedBlock,
    later: readonly PlannedBlock[],
  ): { readonly shareRatio: number; readonly sharesLeft: number } {
    if (this.#context.steering !== undefined) return { shareRatio: 1, sharesLeft: this.#blocksLeft };
    const own = new Map<PlannedCondition, { cells: number; blocks: number }>();
    for (const { condition, cells } of this.#planned) {
      const sum = own.get(condition) ?? { cells: 0, blocks: 0 };
      own.set(condition, { cells: sum.cells + cells.length, blocks: sum.blocks + 1 });
    }
    const shareOf = ({ condition, cells }: PlannedBlock): number => {
      const sum = own.get(condition)!;
      return (cells.length * sum.blocks) / sum.cells;
    };
    const shareRatio = shareOf(block);
    const awaited = later.filter(({ condition }) => !this.#lost.has(condition));
    return { shareRatio, sharesLeft: awaited.reduce((sum, other) => sum + shareOf(other), shareRatio) };
  }

  #blockCountOf(condition: PlannedCondition): number {
    const { steering } = this.#context;
    if (steering !== undefined) return steering.expectedBlockCount;
    return this.#planned.filter((block) => block.condition === condition).length / condition.groups.length;
  }

  /** This block is done with, measured or not. */
  #leaveBehind({ condition, cells }: PlannedBlock): void {
    if (this.#lost.has(condition)) return;
    this.#blocksLeft -= 1;
    this.#doneRounds += cells.length;
  }

  /** Blocks that will not be measured take no share of a budget, and no time to wait for. */
  #leaveLostBehind(block: PlannedBlock, planIndex: number): void {
    if (!this.#hasLostASide(block)) return;
    for (const other of this.#planned.slice(planIndex + 1)) {
      if (other.condition === block.condition) this.#leaveBehind(other);
    }
    this.#lost.add(block.condition);
  }

  #pace(condition: PlannedCondition | null = null): PaceInput {
    const { machine, startedMs, config, plan } = this.#context;
    return {
      nowMs: machine.nowMs(),
      startedMs,
      budgetMs: config.budgetMs,
      nominalBlockMs: config.nominalBlockMs,
      blocksLeft: this.#blocksLeft,
      isFirstCondition: condition === plan.conditions[0],
      meanBlockMs: meanMs(this.#durations),
      ownBlockMs: meanMs(this.#durations.filter((block) => block.condition === condition)),
    };
  }

  /** A budget that the user named binds slow tasks, too; one of a preset only says how much is measured. */
  #latestEndMs(): number | null {
    const { budgetMs, budgetIsGiven } = this.#context.config;
    if (budgetMs === null || !budgetIsGiven) return null;
    return this.#context.startedMs + budgetMs * (1 + MOST_OVERRUN_RATIO);
  }

  #etaMs(): number {
    return estimateLeftMs(this.#pace());
  }

  #document(): RunDocument {
    const { gathered, machine, startedMs } = this.#context;
    return gathered.toDocument(machine.nowMs() - startedMs, false);
  }

  /** A block, and its void cells again with their reference, at most twice and while the budget lasts. */
  async #runBlock(planned: PlannedBlock, planIndex: number, boxMs: number): Promise<void> {
    const { gathered, signal } = this.#context;
    if (this.#isLost(planned, planIndex)) return this.#leaveBehind(planned);
    let cells = planned.cells.filter(({ id }) => !gathered.hasFailed(id));
    const isStored = this.#stored.nextPlanIndex === planIndex;
    for (
      let attempt = 0;
      attempt < this.#context.config.maxAttempts && cells.length > 0 && !signal.aborted;
      attempt++
    ) {
      if (attempt > 0 && !this.#mayRepeat(planned.condition, planIndex)) break;
      const stored = this.#takeOver(planned.condition, this.#stored.take(planned, planIndex, cells));
      const voided = stored ?? (await this.#measureBlock(planned, planIndex, cells, attempt, boxMs));
      if (voided.size === 0 || this.#isLost(planned, planIndex)) break;
      const referenceIsVoid = cells.some(({ id, isReference }) => isReference && voided.has(id));
      cells = cells.filter(
        ({ id, isReference }) =>
          !gathered.hasFailed(id) && (isReference || referenceIsVoid || voided.has(id)),
      );
    }
    this.#leaveBehind(planned);
    this.#leaveLostBehind(planned, planIndex);
    this.#measured.add(planned.condition);
    if (!isStored && !signal.aborted) this.#tellBlockEnded(planned);
  }

  /** What an earlier part of the run measured nevertheless is taken over. */
  #isLost(planned: PlannedBlock, planIndex: number): boolean {
    return this.#hasLostASide(planned) && this.#stored.nextPlanIndex !== planIndex;
  }

  /** Of two versions one failed: whatever the other does is held against nothing. */
  #hasLostASide({ cells }: Pick<PlannedBlock, 'cells'>): boolean {
    return cells.some(
      ({ id, side }) => (side === 'base' || side === 'head') && this.#context.gathered.hasFailed(id),
    );
  }

  #mayRepeat(condition: PlannedCondition, planIndex: number): boolean {
    const { nextPlanIndex } = this.#stored;
    if (nextPlanIndex !== null) return nextPlanIndex === planIndex; // so it was decided then
    return allowsRepeat({ ...this.#pace(condition), blocksLeft: this.#blocksLeft - 1 });
  }

  /** One attempt from the earlier part of the run, or null where it has to be measured. */
  #takeOver(condition: PlannedCondition, entry: JournalEntry | null): ReadonlySet<string> | null {
    if (entry === null) return null;
    const rounds = new Map(Object.entries(entry.rounds));
    const executorCounts = new Map(Object.entries(entry.executorCounts));
    this.#context.gathered.add(entry.block, entry.mode, rounds, executorCounts);
    this.#durations.push({ condition, ms: entry.block.durationMs });
    return voidIn(rounds);
  }

  /** Measures, audits and saves one attempt; gives the ids of the cells that came out void. */
  async #measureBlock(
    planned: PlannedBlock,
    planIndex: number,
    cells: readonly PlannedCell[],
    attempt: number,
    boxMs: number,
  ): Promise<ReadonlySet<string>> {
    const { gathered, onEvent, signal } = this.#context;
    const { condition, blockIndex } = planned;
    onEvent({
      type: 'block-started',
      blockIndex,
      blockCount: this.#blockCountOf(condition),
      condition: toCondition(condition),
      cells: cells.map(({ label }) => label),
      attempt,
    });
    const begunMs = this.#context.machine.nowMs();
    const outcome = await this.#take({ condition, cells, attempt, boxMs, isNull: false });
    if (signal.aborted) return new Set();
    const audited = nameCause(auditBlock(outcome), this.#context.serviceFailure());
    const rounds = await this.#addNullTasks(condition, cells, attempt, audited);
    if (signal.aborted) return new Set();
    this.#durations.push({ condition, ms: this.#context.machine.nowMs() - begunMs });
    gathered.add(outcome.block, outcome.mode, rounds, outcome.executorCounts);
    await this.#save({
      planIndex,
      block: outcome.block,
      mode: outcome.mode,
      executorCounts: Object.fromEntries(outcome.executorCounts),
      rounds: Object.fromEntries(rounds),
    });
    return voidIn(rounds);
  }

  /**
   * A folder that is full or gone loses the journal, not the run: what is measured goes on, and is shown at the end. After
   * a gap nothing more is written, for a run is continued from a journal without gaps.
   */
  async #save(entry: JournalEntry): Promise<void> {
    if (this.#journalIsLost) return;
    try {
      await this.#context.journal.append(entry);
    } catch (error) {
      this.#journalIsLost = true;
      const { message } = toErrorRecord(error, 'CROSSOVER_OUTPUT_FOLDER');
      this.#context.onEvent({ type: 'phase', text: `measuring goes on, though ${message}` });
    }
  }

  /** Beside what counts, where anybody asked: what its models cost when nothing is computed. */
  async #addNullTasks(
    condition: PlannedCondition,
    cells: readonly PlannedCell[],
    attempt: number,
    rounds: Map<string, Round>,
  ): Promise<Map<string, Round>> {
    const valid = cells.filter(({ id }) => rounds.get(id)?.status === 'ok');
    if (!this.#context.config.anatomy || valid.length === 0) return rounds;
    const outcome = await this.#take({
      condition,
      cells: valid,
      attempt,
      boxMs: NULL_BLOCK_MS,
      isNull: true,
    });
    return withNullTasks(rounds, auditBlock(outcome), outcome.rounds);
  }

  #take(asked: Omit<AskedBlock, 'latestEndMs'>): Promise<BlockOutcome> {
    return takeBlock(this.#context, { ...asked, latestEndMs: this.#latestEndMs() }, () =>
      this.#context.onEvent({
        type: 'turn-ended',
        doneRounds: this.#doneRounds,
        roundCount: this.#roundCount,
        etaMs: this.#etaMs(),
      }),
    );
  }

  #tellBlockEnded({ condition, blockIndex, cells }: PlannedBlock): void {
    const { onEvent, machine } = this.#context;
    const document = this.#document();
    const block = document.blocks.at(-1);
    onEvent({
      type: 'block-ended',
      blockIndex,
      blockCount: this.#blockCountOf(condition),
      condition: toCondition(condition),
      doneRounds: this.#doneRounds,
      roundCount: this.#roundCount,
      etaMs: this.#etaMs(),
      cells: cells.map(({ id, label }): CellProgress => {
        const cell = document.cells.find((candidate) => candidate.id === id);
        return {
          cell: id,
          label,
          status: cell?.status ?? 'void',
          reason: cell?.reason ?? null,
          throughputPerSec: cell?.throughputPerSec ?? null,
        };
      }),
      host: {
        usableCores: machine.usableCores,
        loadAverage: block?.loadAverage ?? null,
        stealRatio: block?.stealRatio ?? null,
        throttledMs: block?.throttledMs ?? null,
      },
    });
  }
}

const countRounds = (blocks: readonly PlannedBlock[]): number =>
  blocks.reduce((sum, { cells }) => sum + cells.length, 0);

function meanMs(durations: readonly { readonly ms: number }[]): number | null {
  const total = durations.reduce((sum, { ms }) => sum + ms, 0);
  return durations.length === 0 ? null : total / durations.length;
}

function voidIn(rounds: ReadonlyMap<string, Round>): ReadonlySet<string> {
  return new Set([...rounds].filter(([, { status }]) => status === 'void').map(([id]) => id));
}

/** Figures and status of every round of a block. */
function auditBlock({ rounds, block }: BlockOutcome): Map<string, Round> {
  return new Map(
    [...rounds].map(([id, taken]) => [id, withNumbersOnly(auditRound(toRound(taken), taken, block), taken)]),
  );
}

/** Tasks that fail because a service is gone say so: what they saw of it is a refused connection. */
function nameCause(rounds: Map<string, Round>, failure: Error | null): Map<string, Round> {
  if (failure === null) return rounds;
  const record = toErrorRecord(failure, 'CROSSOVER_SERVICE_FAILED');
  return new Map(
    [...rounds].map(([id, round]) => {
      if (round.error === null) return [id, round];
      const message = `${record.message} (the task said: ${round.error.message})`;
      return [id, { ...round, error: { ...record, message } }];
    }),
  );
}

/** Measures the blocks of the plan in order until they are done, the budget is used up or the signal aborts. */
export function walkPlan(context: RunContext): Promise<void> {
  return new Walk(context).go();
}
