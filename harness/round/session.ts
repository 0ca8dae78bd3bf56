/** A round from the inside: opens a model for one cell, warms it up, measures slices. Lives in the round's process. */
import { SLICE } from '../config/defaults.ts';
import { digestOutput } from '../digest.ts';
import type { ErrorRecord } from '../errors.ts';
import type { InputStock } from '../executor/input-stock.ts';
import { createMove, type Move } from '../executor/move-inputs.ts';
import { Alarm } from '../measure/alarm.ts';
import { nowMs } from '../measure/clock.ts';
import { type DriveOutcome, driveClosedLoop, type SlicePlan } from '../measure/closed-loop.ts';
import { leadInOf } from '../measure/lead-in.ts';
import { readProcessScheduling, readPssBytes } from '../measure/linux-sources.ts';
import { forceCollection, turnLoop } from '../measure/live-memory.ts';
import { planProbe } from '../measure/loop-probe.ts';
import { measureMessageMs } from '../measure/message-cost.ts';
import { driveOpenLoop, type OpenLoopOutcome } from '../measure/open-loop.ts';
import { Outcomes } from '../measure/outcomes.ts';
import { readOwnRssBytes } from '../measure/own-meters.ts';
import { Recorder } from '../measure/recorder.ts';
import type { Relay } from '../measure/relay.ts';
import { readLongestMs, readWindow } from '../measure/slice-reading.ts';
import { warmUp } from '../measure/warm-up.ts';
import { leaveYoungGarbage } from '../measure/young-garbage.ts';
import type { ExecutionModel, ModelSession } from '../model.ts';
import type { Scenario } from '../scenario.ts';
import type { ServerSession } from '../servers/for-rounds.ts';
import { createRandom, type Random } from '../stats/random.ts';
import {
  type BarrierRun,
  changedInputs,
  createBoundedRun,
  digestAll,
  digestInputs,
  digestOf,
  passBarrier,
  variesByItself,
} from './barrier.ts';
import { LoopMeters, type LoopReading } from './loop-meters.ts';
import { MovedInputs } from './moved-inputs.ts';
import { importServers, type PreparedRound } from './prepare.ts';
import type {
  CollectionReading,
  FinishReading,
  LiveMemory,
  OpenReading,
  RoundRequest,
  ServerSliceReading,
  ShutdownReading,
  SliceReading,
  WarmUpReading,
  WarmUpRequest,
} from './protocol.ts';
import { serveSession } from './serve-session.ts';
import { countBatches, countStarted, toOpenLoop } from './slice-counts.ts';

/** A slice may be faster than any before, and its window may be prolonged. */
const STOCK_HEADROOM = 1.5;

/** What one stretch of load gave. */
interface Load {
  readonly outcome: DriveOutcome & Partial<OpenLoopOutcome>;
  readonly loop: LoopReading;
  readonly server?: ServerSliceReading;
}

function toLiveMemory(beforeBytes: number | null, afterBytes: number | null): LiveMemory | null {
  return beforeBytes === null || afterBytes === null ? null : { beforeBytes, afterBytes };
}

/** Only tasks that run in this very process have their memory in it. Of several at a time nothing is collected, so that old places would pile up. */
function redrawsMemory(request: RoundRequest, { sharesInputs }: ExecutionModel, inFlight: number): boolean {
  return request.redrawsMemory === true && sharesInputs && inFlight === 1;
}

/** More inputs than a window of whole cycles holds: all cells of a turn take the same ones. */
function takesSomeInputs({ turnSeed, wholeCycles, minCompletions }: SlicePlan, inputCount: number): boolean {
  return turnSeed !== undefined && wholeCycles !== undefined && inputCount > minCompletions;
}

/** How often the pace after a collection is read, at the most, and from which share of the pace before on it is not read again. */
const PACE_READINGS = 3;
const KEPT_PACE_RATIO = 0.9;

export class RoundSession {
  readonly #request: RoundRequest;
  readonly #model: ExecutionModel;
  readonly #inputs: readonly unknown[];
  readonly #session: ModelSession;
  /** What the session takes as inputs; with a stock they are indices. */
  #offered: readonly unknown[];
  readonly #stock: InputStock | null;
  /** Null where inputs stay where they are. */
  readonly #moved: MovedInputs | null;
  readonly #scenario: Scenario;
  readonly #digests: readonly string[];
  readonly #inFlight: number;
  readonly #recorder: Recorder;
  readonly #outcomes: Outcomes | null;
  readonly opened: OpenReading;
  readonly #random: Random;
  /** Null where tasks are carried out without a server. */
  readonly #server: ServerSession | null;
  #cursor = 0;
  /** The fastest that tasks were offered so far: what the stock of inputs is made for. */
  #offersPerMs = 0;
  #alarm: Alarm | null = null;
  /** Tasks per second of the warm-up. */
  #warmPerSec = 0;

  private constructor(
    parts: Pick<RoundSession, 'opened'> & {
      request: RoundRequest;
      model: ExecutionModel;
      inputs: readonly unknown[];
      session: ModelSession;
      offered: readonly unknown[];
      stock: InputStock | null;
      move: Move | null;
      scenario: Scenario;
      digests: readonly string[];
      recorder: Recorder;
      inFlight: number;
      server: ServerSession | null;
    },
  ) {
    this.#request = parts.request;
    this.#model = parts.model;
    this.#inputs = parts.inputs;
    this.#session = parts.session;
    this.#offered = parts.offered;
    this.#stock = parts.stock;
    this.#scenario = parts.scenario;
    this.#digests = parts.digests;
    this.#recorder = parts.recorder;
    // A null task answers nothing of its own, and what a server answers is seen by its load alone.
    const isSilent = parts.request.executor.nullTask !== undefined || parts.server !== null;
    this.#outcomes = isSilent ? null : Outcomes.of(parts.scenario);
    this.#inFlight = parts.inFlight;
    this.opened = parts.opened;
    this.#server = parts.server;
    const random = createRandom(parts.request.executor.seed);
    this.#random = random.fork('loop probe');
    this.#moved = parts.move === null ? null : new MovedInputs(parts.move);
  }

  /** Opens the model (start-up), lets every executor answer once (first task). */
  static async open(
    prepared: PreparedRound,
    showLife: (taskDeadlineMs: number | null) => void,
  ): Promise<RoundSession> {
    const { model, request, executor, scenario, travel, inFlight, batchSize, inputsBefore } = prepared;
    const { inputs, offered, stock, sharesMemory } = travel;
    const startedMs = nowMs();
    const server =
      prepared.servers && scenario.server
        ? await prepared.servers.ServerSession.open(request, scenario.server)
        : null;
    const { knobs, taskDeadlineMs } = request;
    const opening = server ?? (await model.open({ executor, knobs, taskDeadlineMs, inFlight }));
    const startUpMs = nowMs() - startedMs;
    const { session, single } = serveSession(opening, stock, batchSize);
    const barrierOf = (served: ModelSession): BarrierRun => ({
      run: createBoundedRun(served, request.taskDeadlineMs),
      showLife: () => showLife(request.taskDeadlineMs),
      endTasks: () => showLife(null),
    });
    const { firstTaskMs, firstOutput } = await passBarrier(
      session.leastExecutorCount ?? session.executorCount,
      barrierOf(single),
      offered,
    );
    // What a null task answers is an output of some other input, and proves nothing.
    const isNull = executor.nullTask !== undefined;
    const digests = isNull ? [] : await digestAll(barrierOf(session), offered, scenario, inFlight);
    if (inputsBefore !== null && digestInputs(inputs) !== inputsBefore)
      throw changedInputs(executor.scenarioLabel, sharesMemory ? 'in shared memory' : 'on an event loop');
    // In a pool the first tasks overlap; one that varies with that is found out under load.
    const isAlone = session.executorCount === 1;
    if (!isNull && isAlone && digestOf(scenario, firstOutput) !== digests[0])
      throw variesByItself(executor.scenarioLabel);
    const opened: OpenReading = {
      startUpMs,
      firstTaskMs,
      executorCount: server?.workerCount ?? session.executorCount,
      childPids: session.childPids,
      ...(server?.pid ? { loopPid: server.pid } : {}),
      digest: digestOutput(digests),
      baseMemoryBytes: prepared.baseMemoryBytes,
    };
    return new RoundSession({
      request,
      model,
      inputs,
      session,
      offered,
      stock,
      move: redrawsMemory(request, model, inFlight) ? createMove(inputs) : null,
      scenario,
      digests,
      recorder: new Recorder(),
      inFlight,
      opened,
      server,
    });
  }

  async warmUp({ maxMs, keepsPace = false }: WarmUpRequest): Promise<WarmUpReading> {
    const reading = await warmUp({
      drive: (plan) => {
        this.#stockUp(plan);
        return this.#drive(plan);
      },
      readMetrics: () => this.#session.metrics(),
      recorder: this.#recorder,
      executorCount: this.#session.executorCount,
      inFlight: this.#inFlight,
      maxMs,
    });
    this.#warmPerSec = reading.throughputPerSec;
    const isWatched = redrawsMemory(this.#request, this.#model, this.#inFlight) && this.#server === null;
    return isWatched
      ? { ...reading, collection: await this.#readCollection(reading.latencyMs, keepsPace) }
      : reading;
  }

  async #readCollection(latencyMs: number, keepsPace: boolean): Promise<CollectionReading> {
    await turnLoop(); // so that every collection so far has been told
    const { gcCount: count, majorGcCount: majorCount = 0 } = await this.#session.metrics();
    // The first has the garbage of the warm-up to clear away.
    const told = { count, majorCount, ...(this.#moved === null ? {} : { movesInputs: true as const }) };
    if (majorCount > 0) return { ...told, forcedMs: null, paceRatio: null };
    const forcedMs = Math.min(await forceCollection(), await forceCollection());
    const paceRatio = keepsPace ? null : await this.#readPaceAfterCollections(latencyMs);
    return { ...told, forcedMs, paceRatio };
  }

  /** The best of a few readings: a neighbour slows one of them, and code that goes with the garbage goes each time. */
  async #readPaceAfterCollections(latencyMs: number): Promise<number | null> {
    let best: number | null = null;
    for (let reading = 0; reading < PACE_READINGS && (best ?? 0) < KEPT_PACE_RATIO; reading++) {
      if (reading > 0) await forceCollection();
      const paceRatio = await this.#readPaceAfterCollection(latencyMs);
      if (paceRatio === null) return null;
      best = Math.max(best ?? 0, paceRatio);
    }
    return best;
  }

  /** As the shortest slice would begin: the pace after its lead-in ÷ that of the warm-up. Of slow tasks, one or two. */
  async #readPaceAfterCollection(latencyMs: number): Promise<number | null> {
    const sliceDrive = { isOneAtATime: true, wakesAlike: true };
    const leadInMs = Math.min(SLICE.leadInMs, leadInOf(latencyMs, sliceDrive));
    const plan = { leadInMs, windowMs: SLICE.windowMs, minCompletions: 1 };
    this.#stockUp(plan);
    const { error, windowStartMs, windowEndMs } = await this.#drive(plan);
    if (error || !(this.#warmPerSec > 0)) return null;
    const { executorCount } = this.#session;
    const { credit, windowMs } = readWindow(
      this.#recorder.tasks(),
      windowStartMs,
      windowEndMs,
      executorCount,
    );
    return ((credit / windowMs) * 1e3) / this.#warmPerSec;
  }

  /** Where each task needs an input of its own: as many as the slice will offer, if it is as fast as the fastest. */
  #stockUp({ leadInMs, windowMs, arrivals }: SlicePlan): void {
    const offersPerMs = arrivals ? arrivals.ratePerSec / 1e3 : this.#offersPerMs;
    const expected = STOCK_HEADROOM * offersPerMs * (leadInMs + windowMs);
    this.#stock?.fill(Math.ceil(expected) + 2 * this.#inFlight, this.#cursor);
  }

  async #drive(
    plan: SlicePlan,
    relay: Relay | null = null,
  ): Promise<DriveOutcome & Partial<OpenLoopOutcome>> {
    const startedMs = nowMs();
    const request = {
      session: this.#session,
      inputs: this.#offered,
      inFlight: this.#inFlight,
      plan,
      recorder: this.#recorder,
      outcomes: this.#outcomes,
      taskDeadlineMs: this.#request.taskDeadlineMs,
      firstInput: this.#cursor,
      ...(relay === null ? {} : { relay }),
    };
    const { arrivals } = plan;
    const outcome = await (arrivals
      ? driveOpenLoop({ ...request, arrivals, wakeAt: await this.#startAlarm() })
      : driveClosedLoop(request));
    this.#cursor += outcome.offeredCount;
    this.#offersPerMs = Math.max(this.#offersPerMs, outcome.offeredCount / (nowMs() - startedMs));
    return outcome;
  }

  /** Wakes up, measures one slice, and reads every counter while nothing runs. */
  async slice(plan: SlicePlan, relay: Relay): Promise<SliceReading> {
    const own = plan.holdTasks === undefined ? null : relay;
    await own?.begin();
    const reading = await this.#takeSlice(plan, own);
    own?.end();
    if (this.#moved === null || reading.error) return reading;
    this.#offered = this.#inputs;
    await this.#moved.giveBack();
    return this.#moved.keepsMemory ? { ...reading, keepsMemory: true } : reading;
  }

  async #takeSlice(plan: SlicePlan, relay: Relay | null): Promise<SliceReading> {
    if (plan.arrivals) await this.#startAlarm(); // before anything is read
    const pids = [process.pid, ...this.#session.childPids];
    const drawn = createRandom(plan.turnSeed ?? this.#drawSeed());
    if (takesSomeInputs(plan, this.#inputs.length))
      this.#cursor = drawn.fork('first input').integer(this.#inputs.length);
    this.#stockUp(plan);
    if (this.#moved !== null) this.#offered = await this.#moveInputs(this.#moved, plan, drawn);
    else if (plan.collects) await forceCollection();
    if (plan.collects && !this.#watchesGrowth) {
      leaveYoungGarbage(drawn.fork('share of new space').next());
      await turnLoop(); // so that a collection which it took is told before
    }
    const copiedBeforeMs = this.#stock?.copiedInsideMs ?? 0;
    const liveBeforeBytes = await this.#readLiveBytes();
    // What reads the most stands outermost: it must not be counted as CPU of the tasks.
    const waitBefore = readProcessScheduling(pids);
    const metricsBefore = await this.#session.metrics();
    const load =
      this.#server === null ? await this.#loadHere(plan, relay) : await this.#loadServer(this.#server, plan);
    const { outcome, loop } = load;
    // Executors that died or hang do not answer, and the failure is the news of this slice.
    const metricsAfter = outcome.error ? metricsBefore : await this.#session.metrics();
    const waitAfter = readProcessScheduling(pids);
    const liveAfterBytes = outcome.error ? null : await this.#readLiveBytes();
    if (metricsAfter.stampsMs && !outcome.error) this.#recorder.fillStamps(metricsAfter.stampsMs);
    const { windowStartMs, windowEndMs } = outcome;
    const population = plan.arrivals ? 'scheduled' : 'settled';
    const window = readWindow(
      this.#recorder.tasks(),
      windowStartMs,
      windowEndMs,
      this.#session.executorCount,
      population,
    );
    const restedMs = outcome.restedMs ?? 0;
    // Waking up from each rest waits for the CPU, and switches to it.
    const isUneven = this.#comesAndGoes || (relay?.rests.count ?? 0) > 0;
    return {
      window: { ...window, windowMs: window.windowMs - restedMs },
      windowStartMs,
      windowEndMs,
      tasks: {
        offered: outcome.offeredCount,
        ok: outcome.okCount,
        failed: outcome.failedCount,
        timedOut: outcome.timedOutCount,
      },
      error: outcome.error ?? this.#outcomes?.error ?? this.#checkSamples(outcome),
      ...(relay === null ? {} : { rests: relay.rests }),
      cpuMs: metricsAfter.cpuMs - metricsBefore.cpuMs - (relay?.rests.messageCpuMs ?? 0),
      runQueueWaitMs: waitAfter && waitBefore && !isUneven ? waitAfter.waitMs - waitBefore.waitMs : null,
      switchCount:
        waitAfter && waitBefore && !isUneven ? waitAfter.switchCount - waitBefore.switchCount : null,
      longestTaskMs: readLongestMs(this.#recorder.tasks()),
      gcCount: metricsAfter.gcCount - metricsBefore.gcCount,
      gcPauseMs: metricsAfter.gcPauseMs - metricsBefore.gcPauseMs,
      ...loop,
      ...(load.server ? { server: load.server } : {}),
      ...(this.#outcomes
        ? {
            outcomes: this.#outcomes.readWindow(
              this.#recorder.tasks(),
              windowStartMs,
              windowEndMs,
              population,
            ),
          }
        : {}),
      ...toOpenLoop(outcome),
      ...countStarted(metricsBefore, metricsAfter),
      ...countBatches(metricsBefore, metricsAfter),
      ...(this.#watchesGrowth ? { liveMemory: toLiveMemory(liveBeforeBytes, liveAfterBytes) } : {}),
      ...(this.#stock ? { inputCopyMs: this.#stock.copiedInsideMs - copiedBeforeMs } : {}),
    };
  }

  #moveInputs(
    moved: MovedInputs,
    { collects, keepsMemory }: SlicePlan,
    drawn: Random,
  ): Promise<readonly unknown[]> {
    // Where memory is watched, nothing is taken beside the inputs.
    const keeps = keepsMemory === true || this.#watchesGrowth;
    return moved.next(collects === true, keeps, drawn.fork('places of inputs'));
  }

  /** Collections empty heaps that others would have filled: they are forced where growth is the lesson, and nowhere else. */
  get #watchesGrowth(): boolean {
    return this.#scenario.metrics?.some(({ id }) => id === 'memory-growth') ?? false;
  }

  async #readLiveBytes(): Promise<number | null> {
    return this.#watchesGrowth ? ((await this.#session.liveBytes?.()) ?? null) : null;
  }

  /** Tasks of this process, whose loop is watched meanwhile. */
  async #loadHere(plan: SlicePlan, relay: Relay | null): Promise<Load> {
    const meters = new LoopMeters(planProbe(nowMs(), plan), this.#drawSeed(), relay);
    const outcome = await this.#drive(plan, relay);
    return { outcome, loop: await meters.end() };
  }

  async #loadServer(server: ServerSession, plan: SlicePlan): Promise<Load> {
    const { loadServer } = await importServers();
    return loadServer({
      server,
      plan,
      driveOpenLoop: () => this.#drive(plan),
      inputCount: this.#inputs.length,
      connections: this.#inFlight,
      recorder: this.#recorder,
      taskDeadlineMs: this.#request.taskDeadlineMs,
      seed: this.#drawSeed(),
    });
  }

  /** Where tasks come by a schedule; its thread lives as long as the round. */
  async #startAlarm(): Promise<Alarm['wakeAt']> {
    this.#alarm ??= await Alarm.start();
    return this.#alarm.wakeAt.bind(this.#alarm);
  }

  #drawSeed(): number {
    return Math.floor(this.#random.next() * 2 ** 31);
  }

  /** Executors start and end while it runs, and take their accounts with them. */
  get #comesAndGoes(): boolean {
    const { spawnsWhileRunning, resizesAt } = this.#model;
    return spawnsWhileRunning || (resizesAt?.(this.#request.knobs) ?? false);
  }

  /** Work must stay equal under load, not only when asked politely before it. */
  #checkSamples(outcome: DriveOutcome): ErrorRecord | null {
    const wrong = outcome.sampledOutputs.find(({ inputIndex, output }) => {
      const expected = this.#digests[inputIndex];
      return expected !== undefined && digestOf(this.#scenario, output) !== expected;
    });
    if (!wrong) return null;
    return {
      code: 'CROSSOVER_UNMATCHED_WORK',
      name: 'CrossoverError',
      message: `Under load, an output of ${this.#request.executor.scenarioLabel} differed from that of the same input (number ${wrong.inputIndex}) before it. Make run() depend on its input alone: tasks that overlap share what is declared outside of it.`,
    };
  }

  async finish(): Promise<FinishReading> {
    const pids = [process.pid, ...this.#session.childPids];
    // Where copies wait for their tasks the process is mostly these, and keeps their memory when they are gone.
    // Nor does any executor live now where each task has its own.
    const isUnknown = this.#stock !== null || this.#model.spawnsWhileRunning;
    await this.#moved?.end();
    const memoryBytes = isUnknown ? null : (readPssBytes(pids) ?? readOwnRssBytes());
    const messageMs = await this.#measureMessages();
    const shutdown = await this.#shutDown();
    await this.#alarm?.stop();
    await this.#session.close();
    return {
      memoryBytes,
      ...(messageMs === null ? {} : { messageMs }),
      ...(shutdown === null ? {} : { shutdown }),
    };
  }

  /** Null where there is no server. */
  async #shutDown(): Promise<ShutdownReading | null> {
    if (this.#server === null) return null;
    const { shutDownUnderLoad } = await importServers();
    const load = { inputCount: this.#inputs.length, pacePerSec: this.#warmPerSec };
    return shutDownUnderLoad(this.#server, load);
  }

  /** In a null round: what the messages of a task alone take, where it is known how they are written. */
  async #measureMessages(): Promise<number | null> {
    const { executor, knobs } = this.#request;
    const format = this.#model.messageFormat?.(knobs) ?? null;
    if (executor.nullTask === undefined || format === null) return null;
    const { output } = await this.#session.run(this.#offered[0]);
    return measureMessageMs(format, this.#inputs, output);
  }
}
