/** A round from the inside: opens a model for one cell, warms it up, measures slices. Lives in the round's process. */
import { digestOutput } from '../digest.ts';
import type { ErrorRecord } from '../errors.ts';
import { makeInputs } from '../executor/inputs.ts';
import { loadScenario } from '../executor/load-scenario.ts';
import { nowMs } from '../measure/clock.ts';
import { type DriveOutcome, driveClosedLoop, type SlicePlan } from '../measure/closed-loop.ts';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { readMainThreadScheduling, readProcessScheduling, readPssBytes } from '../measure/linux-sources.ts';
import { LoopProbe, planProbe, readLoopWaits } from '../measure/loop-probe.ts';
import { readLoopIdleMs, readOwnRssBytes } from '../measure/own-meters.ts';
import { Recorder } from '../measure/recorder.ts';
import { readWindow } from '../measure/slice-reading.ts';
import { warmUp } from '../measure/warm-up.ts';
import type { ExecutionModel, ModelSession } from '../model.ts';
import type { Scenario } from '../scenario.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { createRandom, type Random } from '../stats/random.ts';
import {
  changedInputs,
  createBoundedRun,
  digestAll,
  digestInputs,
  digestOf,
  passBarrier,
} from './barrier.ts';
import type { FinishReading, OpenReading, RoundRequest, SliceReading, WarmUpReading } from './protocol.ts';

const scheduleTimer = setTimeout;

/** Lets the scheduler book the CPU time of a thread that has just been busy. */
function settleAccounts(): Promise<void> {
  return new Promise((resolve) => scheduleTimer(resolve, 1));
}

export class RoundSession {
  readonly #request: RoundRequest;
  readonly #session: ModelSession;
  readonly #inputs: readonly unknown[];
  readonly #scenario: Scenario;
  readonly #digests: readonly string[];
  readonly #inFlight: number;
  readonly #recorder: Recorder;
  readonly opened: OpenReading;
  readonly #random: Random;
  #cursor = 0;

  private constructor(
    parts: Pick<RoundSession, 'opened'> & {
      request: RoundRequest;
      session: ModelSession;
      inputs: readonly unknown[];
      scenario: Scenario;
      digests: readonly string[];
      recorder: Recorder;
      inFlight: number;
    },
  ) {
    this.#request = parts.request;
    this.#session = parts.session;
    this.#inputs = parts.inputs;
    this.#scenario = parts.scenario;
    this.#digests = parts.digests;
    this.#recorder = parts.recorder;
    this.#inFlight = parts.inFlight;
    this.opened = parts.opened;
    this.#random = createRandom(parts.request.executor.seed).fork('loop probe');
  }

  /** Makes the inputs (untimed), opens the model (start-up), lets every executor answer once (first task). */
  static async open(
    model: ExecutionModel,
    request: RoundRequest,
    showLife: (taskDeadlineMs: number | null) => void,
  ): Promise<RoundSession> {
    const { executor } = request;
    const scenario = await loadScenario(executor.scenarioUrl, executor.scenarioLabel);
    const inputs = makeInputs(
      scenario,
      request.scenarioId,
      executor.params,
      executor.seed,
      request.inputCount,
      request.userInputs ?? undefined,
    );
    const inFlight = model.onlyOneInFlight ? 1 : request.inFlight;
    const recorder = new Recorder();
    const inputsBefore = model.sharesInputs ? digestInputs(inputs) : null;
    collectGarbage(); // what making the inputs left behind is not the model's
    const baseMemoryBytes = readPssBytes([process.pid]) ?? readOwnRssBytes();
    const startedMs = nowMs();
    const session = await model.open({
      executor,
      knobs: request.knobs,
      taskDeadlineMs: request.taskDeadlineMs,
      inFlight,
    });
    const startUpMs = nowMs() - startedMs;
    const barrier = {
      run: createBoundedRun(session, request.taskDeadlineMs),
      showLife: () => showLife(request.taskDeadlineMs),
      endTasks: () => showLife(null),
    };
    const firstTaskMs = await passBarrier(session.executorCount, barrier, inputs);
    const digests = await digestAll(barrier, inputs, scenario, inFlight);
    if (inputsBefore !== null && digestInputs(inputs) !== inputsBefore)
      throw changedInputs(executor.scenarioLabel);
    const opened: OpenReading = {
      startUpMs,
      firstTaskMs,
      executorCount: session.executorCount,
      childPids: session.childPids,
      digest: digestOutput(digests),
      baseMemoryBytes,
    };
    return new RoundSession({ request, session, inputs, scenario, digests, recorder, inFlight, opened });
  }

  warmUp(maxMs: number): Promise<WarmUpReading> {
    return warmUp({
      drive: (plan) => this.#drive(plan),
      readMetrics: () => this.#session.metrics(),
      recorder: this.#recorder,
      executorCount: this.#session.executorCount,
      inFlight: this.#inFlight,
      maxMs,
    });
  }

  async #drive(plan: SlicePlan): Promise<DriveOutcome> {
    const outcome = await driveClosedLoop({
      session: this.#session,
      inputs: this.#inputs,
      inFlight: this.#inFlight,
      plan,
      recorder: this.#recorder,
      taskDeadlineMs: this.#request.taskDeadlineMs,
      firstInput: this.#cursor,
    });
    this.#cursor += outcome.offeredCount;
    return outcome;
  }

  /** Wakes up, measures one slice, and reads every counter while nothing runs. */
  async slice(plan: SlicePlan): Promise<SliceReading> {
    const pids = [process.pid, ...this.#session.childPids];
    // What reads the most stands outermost: it must not be counted as CPU of the tasks.
    const waitBefore = readProcessScheduling(pids);
    const metricsBefore = await this.#session.metrics();
    const loopThreadBefore = readMainThreadScheduling(process.pid);
    const idleBeforeMs = readLoopIdleMs();
    const startedMs = nowMs();
    const probe = new LoopProbe(this.#random, planProbe(startedMs, plan));
    probe.start();
    const outcome = await this.#drive(plan);
    const arrivals = probe.stop();
    const wallMs = nowMs() - startedMs;
    const idleMs = readLoopIdleMs() - idleBeforeMs;
    await settleAccounts();
    const loopThreadAfter = readMainThreadScheduling(process.pid);
    // Executors that died or hang do not answer, and the failure is the news of this slice.
    const metricsAfter = outcome.error ? metricsBefore : await this.#session.metrics();
    const waitAfter = readProcessScheduling(pids);
    if (metricsAfter.stampsMs && !outcome.error) this.#recorder.fillStamps(metricsAfter.stampsMs);
    const waits = readLoopWaits(arrivals);
    const loopWaits = new LogHistogram();
    for (const waitMs of waits.waitsMs) loopWaits.record(waitMs);
    return {
      window: readWindow(
        this.#recorder.tasks(),
        outcome.windowStartMs,
        outcome.windowEndMs,
        this.#session.executorCount,
      ),
      windowStartMs: outcome.windowStartMs,
      windowEndMs: outcome.windowEndMs,
      tasks: {
        offered: outcome.offeredCount,
        ok: outcome.okCount,
        failed: outcome.failedCount,
        timedOut: outcome.timedOutCount,
      },
      error: outcome.error ?? this.#checkSamples(outcome),
      cpuMs: metricsAfter.cpuMs - metricsBefore.cpuMs,
      loopThreadCpuMs:
        loopThreadAfter && loopThreadBefore ? loopThreadAfter.cpuMs - loopThreadBefore.cpuMs : null,
      runQueueWaitMs: waitAfter && waitBefore ? waitAfter.waitMs - waitBefore.waitMs : null,
      wallMs,
      gcCount: metricsAfter.gcCount - metricsBefore.gcCount,
      gcPauseMs: metricsAfter.gcPauseMs - metricsBefore.gcPauseMs,
      loopWaits: loopWaits.toJSON(),
      loopCutOffCount: waits.cutOffCount,
      utilizationRatio: Math.min(1, Math.max(0, 1 - idleMs / wallMs)),
    };
  }

  /** Work must stay equal under load, not only when asked politely before it. */
  #checkSamples(outcome: DriveOutcome): ErrorRecord | null {
    const wrong = outcome.sampledOutputs.find(
      ({ inputIndex, output }) => digestOf(this.#scenario, output) !== this.#digests[inputIndex],
    );
    if (!wrong) return null;
    return {
      code: 'CROSSOVER_UNMATCHED_WORK',
      name: 'CrossoverError',
      message: `Under load, an output of ${this.#request.executor.scenarioLabel} differed from that of the same input (number ${wrong.inputIndex}) before it. Make run() depend on its input alone: tasks that overlap share what is declared outside of it.`,
    };
  }

  async finish(): Promise<FinishReading> {
    const pids = [process.pid, ...this.#session.childPids];
    const memoryBytes = readPssBytes(pids) ?? readOwnRssBytes();
    await this.#session.close();
    return { memoryBytes };
  }
}
