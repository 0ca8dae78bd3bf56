/**
 * One block: fresh processes for its cells, prepared beside each other, opened one after the other, then turns in which each measures a slice
 * while the others sleep. A cell that fails is ended and recorded; the others go on.
 */
import { CONTIGUOUS, SLICE } from '../config/defaults.ts';
import { type ErrorRecord, toErrorRecord } from '../errors.ts';
import type { SlicePlan } from '../measure/closed-loop.ts';
import type { SliceDrive } from '../measure/lead-in.ts';
import type { PlannedCell, PlannedCondition } from '../plan.ts';
import type { Block } from '../result/schema.ts';
import { isVarying } from '../round/barrier.ts';
import { RoundError } from '../round/fork-host.ts';
import type { RoundHost } from '../round/host.ts';
import type { RoundRequest } from '../round/protocol.ts';
import type { Random } from '../stats/random.ts';
import { type CovariateReading, type Covariates, contrastCovariates, readCovariates } from './covariates.ts';
import { describeCollections, mayForceCollections, movesInputs } from './forced-collections.ts';
import { inWaves, toWaves } from './in-waves.ts';
import { describeLackOfTime } from './lack-of-time.ts';
import { estimateRoundMs, type LiveRound, pidsOf, toLiveRound } from './live-round.ts';
import type { Machine } from './machine.ts';
import { assertMatchedWork, type Work } from './matched-work.ts';
import { canPin, LoopPins, resizes } from './pin-loops.ts';
import type { SliceMemory, TakenRound } from './round-value.ts';
import { describeRestless } from './sleepers.ts';
import {
  alikeTaskMs,
  drawCpu,
  estimateSliceMs,
  orderTurn,
  planContiguous,
  planSlice,
  type WindowMode,
} from './slice-plan.ts';
import type { Strand } from './strand.ts';
import { readRestCpuRatio, takeBeside, voidTogether } from './take-beside.ts';

const OPEN_DEADLINE_MS = 60_000;
const MARGIN_MS = 5_000;
/** A server that does not end is cut off in steps, which take longer than a round without one. */
const SERVER_FINISH_MS = 15_000;
const MAX_TURNS = 200;
/** On machines with many CPUs a block draws two of them, else a turn on each would take longer than the block has. */
const CPUS_PER_BLOCK = 2;
/** A cycle of turns is begun where this share of it fits into the time that is left. */
const LEAST_CYCLE_RATIO = 0.75;
/** What closing a block takes, kept free at the end of its time. */
const FINISH_MS = 60;

export interface BlockRequest {
  readonly condition: PlannedCondition;
  readonly cells: readonly PlannedCell[];
  /** Its place in the document's blocks[]. */
  readonly index: number;
  readonly attempt: number;
  /** What the block may take altogether; a few turns are measured however short that is. */
  readonly boxMs: number;
  /** On the machine's clock: turns that would not end before are not begun. Null: slow tasks take the time they need. */
  readonly latestEndMs: number | null;
  /** How the blocks before read these cells: so they are read to the end. Null: this block decides. */
  readonly mode: WindowMode | null;
  /** Of the outputs in the blocks before; null where there is none. */
  readonly digest: string | null;
  /** False where a block before showed that forced collections would hide some. */
  readonly mayCollect: boolean;
  /** True where blocks before collected, and so showed that tasks keep their pace. */
  readonly keepsPace: boolean;
  readonly maxWarmUpMs: number;
  readonly pin: boolean;
  readonly taskDeadlineMs: number;
  readonly runStartedMs: number;
  readonly random: Random;
  readonly toRoundRequest: (condition: PlannedCondition, cell: PlannedCell) => RoundRequest;
  /** Processes of ours besides the rounds: their CPU is not "outside load". */
  readonly ownPids: () => readonly number[];
}

export interface BlockOutcome {
  readonly block: Block;
  readonly mode: WindowMode;
  readonly rounds: ReadonlyMap<string, TakenRound>;
  readonly executorCounts: ReadonlyMap<string, number>;
}

const toWork = ({ cell, opened }: LiveRound): Work => ({
  label: cell.label,
  digest: opened?.digest,
  side: cell.side,
});

function toRecord(error: unknown): ErrorRecord {
  return error instanceof RoundError ? error.record : toErrorRecord(error, 'CROSSOVER_INTERNAL');
}

export class BlockRunner {
  readonly #request: BlockRequest;
  readonly #host: RoundHost;
  readonly #machine: Machine;
  readonly #onTurn: () => void;
  readonly #signal: AbortSignal;
  readonly #rounds: LiveRound[];
  readonly #startedMs: number;
  /** Whether garbage is collected before every slice. */
  #collects = false;
  /** A process cannot give back the memory of moved inputs: then none does, or versions would differ by their pages. */
  #keepsMemory = false;
  readonly #pins: LoopPins;
  /** The round that has just answered; the others have been asleep for longer. */
  #lastAwake: LiveRound | null = null;

  constructor(
    request: BlockRequest,
    host: RoundHost,
    machine: Machine,
    onTurn: () => void,
    signal: AbortSignal,
  ) {
    this.#request = request;
    this.#host = host;
    this.#machine = machine;
    this.#onTurn = onTurn;
    this.#signal = signal;
    this.#startedMs = machine.nowMs();
    this.#rounds = request.cells.map(toLiveRound);
    this.#pins = new LoopPins(machine);
  }

  get #live(): LiveRound[] {
    return this.#rounds.filter((round) => round.error === null);
  }

  /** Runs one step of one round; what it throws ends that round only. */
  async #attempt(round: LiveRound, step: () => Promise<void>): Promise<void> {
    try {
      this.#signal.throwIfAborted();
      await step();
    } catch (error) {
      round.error = toRecord(error);
      await round.handle?.kill();
    }
  }

  async measure(): Promise<BlockOutcome> {
    const cores = this.#machine.usableCores;
    const together = toWaves(this.#rounds, cores, () => 1);
    await inWaves(together, (round) => this.#attempt(round, () => this.#prepare(round)));
    const toOpen = toWaves(this.#live, cores, (round) => this.#coresFor(round));
    await inWaves(toOpen, (round) => this.#attempt(round, () => this.#open(round)));
    for (const round of this.#live) await this.#attempt(round, async () => this.#checkDigest(round));
    const toWarm = toWaves(this.#live, cores, (round) => this.#coresFor(round));
    await inWaves(toWarm, (round) => this.#attempt(round, () => this.#warmUp(round)));
    const warmUps = this.#live.map(({ warmedUp }) => warmedUp);
    const mayCollect = this.#request.mayCollect && mayForceCollections(warmUps, this.#request.keepsPace);
    const mode = this.#planSlices(mayCollect);
    this.#collects = mode === 'sliced' && mayCollect;
    const covariates = await this.#watchMachine(() => this.#takeTurns(mode));
    for (const round of this.#rounds) await this.#finish(round);
    return {
      block: this.#describeBlock(covariates),
      mode,
      rounds: new Map(this.#rounds.map((round) => [round.cell.id, this.#toTaken(round)])),
      executorCounts: new Map(
        this.#rounds.flatMap(({ cell, opened }) => (opened ? [[cell.id, opened.executorCount]] : [])),
      ),
    };
  }

  /** Reads the machine's counters around the turns. A round that died meanwhile took its CPU account with it. */
  async #watchMachine(turns: () => Promise<void>): Promise<Covariates> {
    const rounds = this.#live.flatMap(pidsOf);
    const liveCount = this.#live.length;
    // Services may start and end processes meanwhile: what ended is in the account of who had started it.
    const read = (): CovariateReading =>
      readCovariates(this.#machine, [...this.#request.ownPids(), ...rounds]);
    const before = read();
    await turns();
    const covariates = contrastCovariates(before, read(), this.#machine);
    return this.#live.length === liveCount ? covariates : { ...covariates, outsideCpuRatio: null };
  }

  async #prepare(round: LiveRound): Promise<void> {
    const request = this.#request.toRoundRequest(this.#request.condition, round.cell);
    round.handle = await this.#host.start(request);
    await round.handle.send('prepare', request, OPEN_DEADLINE_MS + this.#request.taskDeadlineMs);
  }

  async #open(round: LiveRound): Promise<void> {
    const request = this.#request.toRoundRequest(this.#request.condition, round.cell);
    const deadlineMs = OPEN_DEADLINE_MS + this.#request.taskDeadlineMs;
    round.opened = (await round.handle?.send('open', request, deadlineMs)) ?? null;
  }

  /**
   * How many cores are busy while it is opened or warms up. Models are held against each other by their start-up and first task: one at a time.
   * Two versions of tasks that compute on a loop, one at a time, may do so beside each other, where a core is left for each; whatever starts
   * threads or processes, or has a service, wants all of them.
   */
  #coresFor({ cell, opened }: LiveRound): number {
    const { condition } = this.#request;
    const isOneAtATime = (cell.inFlight ?? condition.inFlight) === 1 && cell.model.executors === 'loop';
    const hasServices = this.#servesRequests || (condition.scenario.scenario.services ?? []).length > 0;
    const isAlone = cell.side === undefined || !isOneAtATime || hasServices;
    return isAlone ? Number.POSITIVE_INFINITY : (opened?.executorCount ?? 1);
  }

  /** All cells of a condition must give the same outputs as its reference, or as its first cell that opened. */
  #checkDigest(round: LiveRound): void {
    const varying = this.#rounds.find(({ error }) => error !== null && isVarying(error));
    // A task that varies by itself on one loop does so everywhere, seen or not.
    if (varying?.error) throw new RoundError(varying.error);
    const reference = this.#rounds.find(({ cell, opened }) => cell.isReference && opened) ?? this.#live[0];
    assertMatchedWork(toWork(round), reference && toWork(reference), this.#request.digest);
  }

  async #warmUp(round: LiveRound): Promise<void> {
    const executors = round.opened?.executorCount ?? 1;
    const maxMs = this.#request.maxWarmUpMs * Math.max(1, executors / this.#machine.usableCores);
    const deadlineMs = maxMs + this.#request.taskDeadlineMs + MARGIN_MS;
    const { keepsPace } = this.#request;
    round.warmedUp = (await round.handle?.send('warmUp', { maxMs, keepsPace }, deadlineMs)) ?? null;
  }

  /**
   * Slices when every cell fits into one, else long windows for all of them: cells of a block are read alike, and all blocks
   * as the first, or a pace near the limit would change the way of reading in mid-run. A pool that shrinks loses its threads while its process sleeps, and does not get them back within the lead-in of a slice.
   */
  #planSlices(mayCollect: boolean): WindowMode {
    const warm = this.#live.flatMap((round) => (round.warmedUp ? [{ round, reading: round.warmedUp }] : []));
    const taskMs = alikeTaskMs(
      warm.map(({ reading }) => reading),
      warm.map(({ round: { cell } }) => (cell.side === 'control' ? 'base' : (cell.side ?? cell.id))),
    );
    const sliced = warm.map(({ round, reading }, index) =>
      planSlice(reading, this.#driveOf(round, mayCollect), taskMs[index]),
    );
    const fits = sliced.every(({ leadInMs, windowMs }) => leadInMs + windowMs <= SLICE.maxWindowMs);
    const isOpenLoop = this.#request.condition.rate !== undefined;
    const wantsLong =
      isOpenLoop ||
      this.#servesRequests ||
      this.#request.condition.scenario.scenario.window === 'contiguous' ||
      this.#live.some(({ cell }) => resizes(cell.model, cell.knobs));
    const mode = this.#request.mode ?? (fits && !wantsLong ? 'sliced' : 'contiguous');
    const shareMs = this.#remainingMs() / (2 * Math.max(1, warm.length));
    for (const [index, { round, reading }] of warm.entries()) {
      const leastMs = this.#servesRequests ? CONTIGUOUS.leastServerWindowMs : CONTIGUOUS.leastWindowMs;
      const leadInMs = isOpenLoop ? CONTIGUOUS.openLoopLeadInMs : CONTIGUOUS.leadInMs;
      round.plan = mode === 'sliced' ? sliced[index]! : planContiguous(reading, shareMs, leastMs, leadInMs);
    }
    return mode;
  }

  #driveOf({ cell }: LiveRound, mayCollect: boolean): SliceDrive {
    const { condition } = this.#request;
    const isVersion = cell.side !== undefined && cell.model.sharesInputs;
    const isAboutTheLoop = this.#live.some(({ cell: { scenario = condition.scenario } }) =>
      scenario.scenario.metrics?.some(({ id }) => id === 'loop-delay'),
    );
    // Old places of moved inputs are swept for some 20 ms where they are not collected; of a lead-in the loop's delay is read more often.
    const wakesAlike =
      isVersion &&
      !isAboutTheLoop &&
      (mayCollect || !this.#live.some(({ warmedUp }) => movesInputs(warmedUp)));
    const isOneAtATime = cell.model.onlyOneInFlight || (cell.inFlight ?? condition.inFlight) === 1;
    const canRest = this.#live.length > 1 && this.#live.every(({ handle }) => handle?.resume !== undefined);
    return { isOneAtATime, wakesAlike, takesTurns: isOneAtATime && wakesAlike && canRest };
  }

  get #servesRequests(): boolean {
    return this.#request.condition.scenario.scenario.server !== undefined;
  }

  #remainingMs(): number {
    return this.#startedMs + this.#request.boxMs - FINISH_MS - this.#machine.nowMs();
  }

  /**
   * Turns until the block's time is over, in whole cycles: every drawn CPU equally often, mirrored turns in pairs.
   */
  async #takeTurns(mode: WindowMode): Promise<void> {
    const allowed = this.#request.pin && canPin(this.#live) ? this.#machine.pinnableCpus : [];
    const cpus = this.#request.random.fork('cpus of the block').shuffle(allowed).slice(0, CPUS_PER_BLOCK);
    const cycle = Math.max(2, cpus.length);
    const startedMs = this.#machine.nowMs();
    if (!this.#hasTimeFor(this.#estimateTurnMs())) {
      for (const round of this.#live) round.notTaken = this.#describeLackOfTime();
      return;
    }
    for (let turn = 0; turn < MAX_TURNS && this.#live.length > 0; turn++) {
      const meanTurnMs = (this.#machine.nowMs() - startedMs) / Math.max(1, turn);
      const isWhole = turn > 0 && turn % cycle === 0;
      if (isWhole && LEAST_CYCLE_RATIO * cycle * meanTurnMs > this.#remainingMs()) return;
      if (!this.#hasTimeFor(meanTurnMs)) return;
      const cpu = await this.#pins.pinAll(this.#live, drawCpu(cpus, turn, this.#request.random));
      await this.#takeTurn(orderTurn(this.#live, mode, turn, this.#request.random), turn, cpu);
      this.#onTurn();
    }
  }

  async #takeTurn(order: readonly LiveRound[], turn: number, cpu: number | null): Promise<void> {
    if (!this.#takesTurns) {
      for (const round of order) await this.#attempt(round, () => this.#takeSlice(round, turn, cpu));
      return;
    }
    const restless = await takeBeside({
      order,
      machine: this.#machine,
      take: (round, strand) => this.#attempt(round, () => this.#takeSlice(round, turn, cpu, strand)),
      untilTurn: (round) => this.#wake(round, []),
    });
    voidTogether(this.#rounds, turn, restless);
  }

  /** Its own processes may run from now on. Until then only those of the round before were awake: all `others`, where there was none. */
  async #wake(round: LiveRound, others: readonly number[]): Promise<void> {
    await this.#machine.untilAsleep(this.#lastAwake === null ? others : pidsOf(this.#lastAwake));
    this.#lastAwake = round;
  }

  get #takesTurns(): boolean {
    return this.#rounds.some(({ plan }) => plan?.holdTasks !== undefined);
  }

  #estimateTurnMs(): number {
    return this.#live.reduce((sum, round) => sum + estimateRoundMs(round), 0);
  }

  #hasTimeFor(turnMs: number): boolean {
    const { latestEndMs } = this.#request;
    return latestEndMs === null || this.#machine.nowMs() + turnMs <= latestEndMs;
  }

  #describeLackOfTime(): string {
    const leftMs = (this.#request.latestEndMs ?? 0) - this.#machine.nowMs();
    const asked = this.#live.map((round) => ({ label: round.cell.label, sliceMs: estimateRoundMs(round) }));
    return describeLackOfTime(asked, leftMs);
  }

  async #takeSlice(round: LiveRound, turn: number, cpu: number | null, strand?: Strand): Promise<void> {
    const { plan, warmedUp, handle } = round;
    if (!plan || !warmedUp || !handle) return;
    const sleepers = strand ? [] : this.#live.filter((other) => other !== round).flatMap(pidsOf);
    if (!strand) await this.#wake(round, sleepers);
    const sleeperBeforeMs = this.#machine.readCpuMs(sleepers);
    const readMemory = this.#watchMemory(pidsOf(round));
    const sentMs = this.#machine.nowMs();
    const deadlineMs =
      estimateSliceMs(plan, warmedUp) + 4 * plan.windowMs + this.#request.taskDeadlineMs + MARGIN_MS;
    const reading = await handle.send('slice', this.#planTurn(plan, turn), deadlineMs, strand?.rest);
    if (reading.keepsMemory) this.#keepsMemory = true;
    const endedMs = this.#machine.nowMs();
    const startedMs = strand?.startedMs ?? sentMs;
    const sleeperAfterMs = this.#machine.readCpuMs(sleepers);
    const memory = readMemory();
    const idleCpuRatio =
      sleeperBeforeMs === null || sleeperAfterMs === null
        ? null
        : Math.max(0, sleeperAfterMs - sleeperBeforeMs) / (endedMs - startedMs);
    const sleeperCpuRatio =
      reading.rests && this.#machine.readCpuMs(pidsOf(round)) !== null
        ? readRestCpuRatio(reading.rests)
        : idleCpuRatio;
    const voidReason = describeRestless(sleeperCpuRatio);
    round.slices.push({
      turn,
      cpu,
      startedMs: startedMs - this.#request.runStartedMs,
      reading,
      sleeperCpuRatio,
      voidReason,
      memory,
    });
    if (reading.error) throw new RoundError(reading.error);
  }

  /** All cells of a turn get the same arrivals. */
  #planTurn(given: SlicePlan, turn: number): SlicePlan {
    const { rate } = this.#request.condition;
    const plan: SlicePlan = {
      ...given,
      turnSeed: Math.floor(this.#request.random.fork(`draws of turn ${turn}`).next() * 2 ** 31),
      ...(this.#collects ? { collects: true } : {}),
      ...(this.#keepsMemory ? { keepsMemory: true } : {}),
    };
    if (rate === undefined) return plan;
    const seed = Math.floor(this.#request.random.fork(`arrivals of turn ${turn}`).next() * 2 ** 31);
    return { ...plan, arrivals: { kind: rate.arrivals, ratePerSec: rate.ratePerSec, seed } };
  }

  /** From outside, before and after a slice. */
  #watchMemory(pids: readonly number[]): () => SliceMemory | null {
    const knowsPeak = this.#machine.resetPeakMemory(pids);
    const before = this.#machine.readMemory(pids);
    return () => {
      const after = this.#machine.readMemory(pids);
      if (before === null || after === null) return null;
      return {
        beforeBytes: before.heldBytes,
        afterBytes: after.heldBytes,
        peakBytes: knowsPeak ? after.peakBytes : null,
      };
    };
  }

  async #finish(round: LiveRound): Promise<void> {
    await this.#attempt(round, async () => {
      if (round.error !== null) return;
      const deadlineMs = this.#servesRequests ? SERVER_FINISH_MS : MARGIN_MS;
      round.finished = (await round.handle?.send('finish', null, deadlineMs)) ?? null;
    });
    await round.handle?.kill();
  }

  #describeBlock(covariates: Covariates): Block {
    return {
      index: this.#request.index,
      condition: this.#request.condition.id,
      cells: this.#request.cells.map(({ id }) => id),
      attempt: this.#request.attempt,
      startedMs: this.#startedMs - this.#request.runStartedMs,
      durationMs: this.#machine.nowMs() - this.#startedMs,
      ...describeCollections(
        this.#collects,
        this.#rounds.flatMap(({ warmedUp }) => warmedUp ?? []),
      ),
      ...(this.#takesTurns ? { takesTurns: true } : {}),
      ...(this.#keepsMemory ? { keepsMemory: true } : {}),
      ...covariates,
    };
  }

  #toTaken(round: LiveRound): TakenRound {
    return {
      block: this.#request.index,
      opened: round.opened,
      warmedUp: round.warmedUp,
      finished: round.finished,
      slices: round.slices,
      error: round.error,
      notTaken: round.notTaken,
      mergesQueueAndSend: round.cell.model.mergesQueueAndSend,
    };
  }
}
