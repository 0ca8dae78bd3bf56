/** A round from the inside: opens a model for one cell, warms it up, measures slices. Lives in the round's process. */
import { digestOutput } from '../digest.ts';
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { makeInputs } from '../executor/inputs.ts';
import { loadScenario } from '../executor/load-scenario.ts';
import { nowMs } from '../measure/clock.ts';
import { type DriveOutcome, driveClosedLoop, type SlicePlan } from '../measure/closed-loop.ts';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { readMainThreadScheduling, readProcessScheduling, readPssBytes } from '../measure/linux-sources.ts';
import { LoopProbe, planProbe, readLoopWaits } from '../measure/loop-probe.ts';
import { Recorder } from '../measure/recorder.ts';
import { readWindow } from '../measure/slice-reading.ts';
import { warmUp } from '../measure/warm-up.ts';
import type { ExecutionModel, ModelSession, TaskReceipt } from '../model.ts';
import type { Scenario } from '../scenario.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { createRandom, type Random } from '../stats/random.ts';
import type { FinishReading, OpenReading, RoundRequest, SliceReading, WarmUpReading } from './protocol.ts';

const scheduleTimer = setTimeout;
const cancelTimer = clearTimeout;
const readLoopUtilization = performance.eventLoopUtilization.bind(performance);

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
  static async open(model: ExecutionModel, request: RoundRequest): Promise<RoundSession> {
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
    const baseMemoryBytes = readPssBytes([process.pid]) ?? process.memoryUsage().rss;
    const startedMs = nowMs();
    const session = await model.open({
      executor,
      knobs: request.knobs,
      taskDeadlineMs: request.taskDeadlineMs,
      inFlight,
    });
    const startUpMs = nowMs() - startedMs;
    const run = createBoundedRun(session, request.taskDeadlineMs);
    const firstTaskMs = await passBarrier(session.executorCount, run, inputs);
    const digests = await digestAll(run, inputs, scenario, inFlight);
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
    const utilizationBefore = readLoopUtilization();
    const startedMs = nowMs();
    const probe = new LoopProbe(this.#random, planProbe(startedMs, plan));
    probe.start();
    const outcome = await this.#drive(plan);
    const arrivals = probe.stop();
    const wallMs = nowMs() - startedMs;
    const utilization = readLoopUtilization(utilizationBefore);
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
      utilizationRatio: utilization.utilization,
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
    const memoryBytes = readPssBytes(pids) ?? process.memoryUsage().rss;
    await this.#session.close();
    return { memoryBytes };
  }
}

function digestOf(scenario: Scenario, output: unknown): string {
  return scenario.digest ? String(scenario.digest(output)) : digestOutput(output);
}

/** Null for inputs that cannot be digested, such as functions: those exist for models alone that copy nothing. */
function digestInputs(inputs: readonly unknown[]): string | null {
  try {
    return digestOutput(inputs);
  } catch {
    return null;
  }
}

/** Where inputs are shared the second pass has other work than the first, and than a pool, which copies them. */
function changedInputs(label: string): CrossoverError {
  return new CrossoverError(
    'CROSSOVER_UNMATCHED_WORK',
    `A task of ${label} changes its input, so on an event loop later tasks find other work than in a pool, where each gets a copy.`,
    { remedy: 'Copy what run() changes first, such as `[...input].sort()`.' },
  );
}

type RunTask = (input: unknown) => Promise<TaskReceipt>;

/**
 * Runs tasks so that one that never settles fails the round at the deadline of a task, not at that of opening. The deadline
 * begins anew whenever a task settles: those behind it were waiting for their turn.
 */
function createBoundedRun(session: ModelSession, deadlineMs: number): RunTask {
  let lastSettledMs = 0;
  return async (input) => {
    const offeredMs = nowMs();
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<never>((_resolve, reject) => {
      const check = (): void => {
        const leftMs = Math.max(offeredMs, lastSettledMs) + deadlineMs - nowMs();
        if (leftMs > 0) timer = scheduleTimer(check, leftMs);
        else reject(missedDeadline(deadlineMs));
      };
      timer = scheduleTimer(check, deadlineMs);
    });
    try {
      return await Promise.race([session.run(input), overdue]);
    } finally {
      cancelTimer(timer);
      lastSettledMs = nowMs();
    }
  };
}

function missedDeadline(deadlineMs: number): CrossoverError {
  return new CrossoverError('CROSSOVER_DEADLINE', `A task did not settle within ${deadlineMs} ms.`, {
    remedy: 'Give it longer with --task-deadline, or find what it waits for.',
  });
}

/**
 * Every executor answers at least one task before anything else is measured. Gives the way of the very first task in
 * milliseconds: offered to settled, on executors that never ran one.
 */
async function passBarrier(executorCount: number, run: RunTask, inputs: readonly unknown[]): Promise<number> {
  const answered = new Set<number>();
  let firstTaskMs = Number.NaN;
  const offerOne = async (index: number): Promise<void> => {
    const offeredMs = nowMs();
    const receipt = await run(inputs[index % inputs.length]);
    if (Number.isNaN(firstTaskMs)) firstTaskMs = nowMs() - offeredMs;
    throwIfFailed(receipt.error);
    answered.add(receipt.executorIndex);
  };
  for (let attempt = 0; attempt < 20 && answered.size < executorCount; attempt++) {
    await Promise.all(Array.from({ length: executorCount }, (_, index) => offerOne(index)));
  }
  if (answered.size < executorCount) {
    throw new CrossoverError(
      'CROSSOVER_OPEN_FAILED',
      `Only ${answered.size} of ${executorCount} executors answered a task.`,
      { remedy: 'Use a smaller pool, or find what keeps the others from starting.' },
    );
  }
  return firstTaskMs;
}

function throwIfFailed(error: ErrorRecord | null): void {
  if (error === null) return;
  throw Object.assign(new Error(error.message), {
    name: error.name,
    code: error.code,
    stack: error.stack,
    cause: error.cause,
  });
}

/** Carries out every input once and digests its output, in the order of the inputs. */
async function digestAll(
  run: RunTask,
  inputs: readonly unknown[],
  scenario: Scenario,
  inFlight: number,
): Promise<string[]> {
  const digests: string[] = [];
  for (let start = 0; start < inputs.length; start += inFlight) {
    const batch = inputs.slice(start, start + inFlight);
    for (const receipt of await Promise.all(batch.map(run))) {
      throwIfFailed(receipt.error);
      digests.push(digestOf(scenario, receipt.output));
    }
  }
  return digests;
}
