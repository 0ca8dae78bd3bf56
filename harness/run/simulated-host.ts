/** Rounds for tests: no process is started, every reading follows from a truth that the test states. */
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import type { SlicePlan } from '../measure/closed-loop.ts';
import type { Rests } from '../measure/relay.ts';
import { RoundError } from '../round/fork-host.ts';
import type { RoundHandle, RoundHost } from '../round/host.ts';
import type {
  CollectionReading,
  FinishReading,
  OpenReading,
  RoundCommands,
  RoundRequest,
  SliceReading,
  WarmUpReading,
  WarmUpRequest,
} from '../round/protocol.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { createRandom, type Random } from '../stats/random.ts';
import type { SimulatedMachine } from './simulated-machine.ts';

/** What a cell is really like. */
export interface RoundTruth {
  readonly throughputPerSec: number;
  /** Standard deviation of a slice's log throughput, and of a process's: what differs from block to block. */
  readonly sliceNoise: number;
  readonly processNoise: number;
  readonly openMs: number;
  readonly warmUpMs: number;
  readonly digest: string;
  readonly executorCount: number;
  /** Share of a CPU that its processes use while they should sleep. */
  readonly idleCpuRatio: number;
  /** Tasks that are lost in every slice: offered, and never accounted for. */
  readonly lostPerSlice: number;
  /** CPU of all its threads ÷ wall time, while it is loaded. */
  readonly busyRatio: number;
  /** How much longer than the others the slowest task of a slice takes. */
  readonly pauseMs: number;
  /** How long the quicker half of its tasks takes, as a ratio of the others. */
  readonly quickRatio: number;
  /** What each task leaves behind in the memory of its process. */
  readonly keptBytesPerTask: number;
  /** Memory of the session when it ends; 30 MB of it were there before the model was opened. */
  readonly memoryBytes: number;
  /** How long every probe waited for the loop; 0: none was sent. */
  readonly loopWaitMs: number;
  /** What collecting garbage takes, where memory is redrawn. */
  readonly collection: CollectionReading | null;
  /** From this slice on a process cannot give back the memory of inputs that move. */
  readonly keepsMemoryFrom: number;
  /** Of slices that take turns: how often each rests. */
  readonly restCount: number;
  /** What goes wrong at a command; `hang` never answers. Slices are counted from 0 in each process. */
  readonly wrong: (command: keyof RoundCommands, sliceNumber: number) => ErrorRecord | 'hang' | null;
}

const PLAIN: RoundTruth = {
  throughputPerSec: 1_000,
  sliceNoise: 0,
  processNoise: 0,
  openMs: 50,
  warmUpMs: 100,
  digest: 'd1',
  executorCount: 1,
  idleCpuRatio: 0,
  lostPerSlice: 0,
  busyRatio: 1,
  pauseMs: 0,
  quickRatio: 1,
  keptBytesPerTask: 0,
  memoryBytes: 4e7,
  loopWaitMs: 0,
  collection: null,
  keepsMemoryFrom: Number.POSITIVE_INFINITY,
  restCount: 2,
  wrong: () => null,
};

/** One command as it was carried out. */
export interface HostLogEntry {
  readonly command: keyof RoundCommands | 'kill' | 'resume';
  readonly request: RoundRequest;
  readonly cpu: number | null;
  readonly atMs: number;
  readonly plan: SlicePlan | null;
  /** Of warm-ups alone. */
  readonly warmUp: WarmUpRequest | null;
}

const FINISH_MS = 5;

/**
 * Tasks that come at even distances to a single server which takes equally long for each, times the stretch of a line that is
 * short while it keeps up; beyond its capacity the line grows through the window.
 */
function openLatencyMs(comePerMs: number, capacityPerMs: number, windowMs: number): number {
  const load = comePerMs / capacityPerMs;
  const aloneMs = 1 / capacityPerMs;
  return load < 1 ? aloneMs / (1 - load) : aloneMs + (windowMs * (1 - 1 / load)) / 2;
}

function openReading(
  comePerMs: number,
  capacityPerMs: number,
  windowMs: number,
): NonNullable<SliceReading['openLoop']> {
  const scheduledCount = Math.round(comePerMs * windowMs);
  const lag = new LogHistogram();
  lag.record(0.1, scheduledCount);
  return {
    scheduledCount,
    overflowed: false,
    backlogGrowth: Math.max(0, comePerMs - capacityPerMs) * windowMs,
    arrivedCount: scheduledCount,
    lag: lag.toJSON(),
  };
}

class SimulatedRound implements RoundHandle {
  readonly #host: SimulatedHost;
  readonly #request: RoundRequest;
  readonly #truth: RoundTruth;
  readonly #random: Random;
  readonly #speed: number;
  readonly pid: number;
  #sliceCount = 0;
  #goOn: (() => void) | null = null;
  isAlive = true;
  readonly resume?: () => void;

  constructor(host: SimulatedHost, request: RoundRequest, truth: RoundTruth, random: Random) {
    this.#host = host;
    this.#request = request;
    this.#truth = truth;
    this.#random = random;
    this.#speed = Math.exp(truth.processNoise * random.normal());
    this.pid = host.machine.startProcess(truth.idleCpuRatio);
    if (host.takesTurns) this.resume = () => this.#goOn?.();
  }

  /** Its turns but the last, each a millisecond long. */
  async #takeTurns(onRest: () => void): Promise<Rests> {
    const { machine } = this.#host;
    const startedMs = machine.nowMs();
    for (let turn = 0; turn <= this.#truth.restCount && this.isAlive; turn++) {
      if (turn > 0) onRest();
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
      this.#note('resume', null);
      machine.spend(1, this.pid);
    }
    const count = this.#truth.restCount;
    const totalMs = machine.nowMs() - startedMs;
    const cpuMs = this.#truth.idleCpuRatio * totalMs;
    return { count, totalMs, cpuMs, messageCpuMs: 0, idleMs: totalMs };
  }

  #note(command: HostLogEntry['command'], plan: SlicePlan | null, warmUp: WarmUpRequest | null = null): void {
    const { machine } = this.#host;
    const cpu = this.isAlive ? machine.cpuOf(this.pid) : null;
    this.#host.note({ command, request: this.#request, cpu, atMs: machine.nowMs(), plan, warmUp });
  }

  async send<Name extends keyof RoundCommands>(
    command: Name,
    request: RoundCommands[Name]['request'],
    deadlineMs: number,
    onRest?: () => void,
  ): Promise<RoundCommands[Name]['reading']> {
    const { machine } = this.#host;
    if (!this.isAlive) throw new CrossoverError('CROSSOVER_EXECUTOR_DIED', 'The process is gone.');
    const plan = command === 'slice' ? (request as SlicePlan) : null;
    this.#note(command, plan, command === 'warmUp' ? (request as WarmUpRequest) : null);
    const rests = plan?.holdTasks !== undefined && onRest ? await this.#takeTurns(onRest) : null;
    const wrong = this.#truth.wrong(command, this.#sliceCount);
    if (wrong === 'hang') {
      machine.spend(deadlineMs, this.pid);
      await this.kill();
      throw new CrossoverError('CROSSOVER_DEADLINE', `The cell did not finish "${command}".`);
    }
    if (wrong && command !== 'slice') throw new RoundError(wrong);
    const readings: { [Each in keyof RoundCommands]: () => RoundCommands[Each]['reading'] } = {
      prepare: () => null,
      open: () => this.#open(),
      warmUp: () => this.#warmUp((request as { maxMs: number }).maxMs),
      slice: () => ({ ...this.#slice(request as SlicePlan, wrong), ...(rests === null ? {} : { rests }) }),
      finish: () => this.#finish(),
    };
    const reading = readings[command]();
    await this.#host.afterCommand(command);
    if (!this.isAlive) throw new CrossoverError('CROSSOVER_EXECUTOR_DIED', 'The process was ended.');
    return reading;
  }

  async kill(): Promise<void> {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#note('kill', null);
    this.#goOn?.();
    this.#host.machine.endProcess(this.pid);
  }

  get #inFlight(): number {
    return this.#request.modelId === 'sequential' ? 1 : this.#request.inFlight;
  }

  #open(): OpenReading {
    const { openMs, executorCount, digest } = this.#truth;
    this.#host.machine.spend(openMs, this.pid);
    return { startUpMs: openMs, firstTaskMs: 2, executorCount, childPids: [], digest, baseMemoryBytes: 3e7 };
  }

  #warmUp(maxMs: number): WarmUpReading {
    const { warmUpMs, throughputPerSec, collection } = this.#truth;
    const durationMs = Math.min(maxMs, warmUpMs);
    this.#host.machine.spend(durationMs, this.pid);
    return {
      durationMs,
      taskCount: Math.round((durationMs * throughputPerSec) / 1e3),
      isFlat: warmUpMs <= maxMs,
      throughputPerSec,
      latencyMs: (this.#inFlight / throughputPerSec) * 1e3,
      ...(collection === null || !this.#request.redrawsMemory || this.#inFlight > 1 ? {} : { collection }),
    };
  }

  #slice({ leadInMs, windowMs, arrivals }: SlicePlan, error: ErrorRecord | null): SliceReading {
    const { machine } = this.#host;
    const {
      throughputPerSec,
      sliceNoise,
      lostPerSlice,
      busyRatio,
      pauseMs,
      quickRatio,
      keptBytesPerTask,
      loopWaitMs,
      keepsMemoryFrom,
    } = this.#truth;
    const noise = Math.exp(sliceNoise * this.#random.normal());
    const capacityPerMs = (throughputPerSec * this.#speed * noise * machine.speedOf(this.pid)) / 1e3;
    const comePerMs = arrivals === undefined ? null : arrivals.ratePerSec / 1e3;
    const perMs = Math.min(capacityPerMs, comePerMs ?? Number.POSITIVE_INFINITY);
    const latencyMs =
      comePerMs === null ? this.#inFlight / perMs : openLatencyMs(comePerMs, capacityPerMs, windowMs);
    const startedMs = machine.nowMs();
    const wallMs = leadInMs + windowMs + latencyMs;
    machine.spend(wallMs, this.pid);
    this.#sliceCount += 1;
    const settledCount = Math.max(1, Math.round(perMs * windowMs));
    const okCount = Math.round(perMs * wallMs);
    machine.keep(this.pid, keptBytesPerTask * okCount);
    const latency = new LogHistogram();
    const quickCount = Math.floor(settledCount / 2);
    latency.record(latencyMs * quickRatio, quickCount);
    latency.record(latencyMs, settledCount - quickCount);
    const loopWaits = new LogHistogram();
    if (loopWaitMs > 0) loopWaits.record(loopWaitMs, Math.ceil(windowMs));
    return {
      ...(this.#sliceCount > keepsMemoryFrom ? { keepsMemory: true as const } : {}),
      window: {
        windowMs,
        credit: perMs * windowMs,
        outstandingMs: (comePerMs === null ? this.#inFlight : perMs * latencyMs) * windowMs,
        settledCount,
        latency: latency.toJSON(),
        latencyMsSum: latencyMs * settledCount,
        queueMsSum: 0,
        sendMsSum: 0,
        queueAndSendMsSum: 0,
        runMsSum: latencyMs * settledCount,
        returnMsSum: 0,
        executorCounts: [settledCount],
        executorRunMsSums: [latencyMs * settledCount],
        misorderedCount: 0,
      },
      windowStartMs: startedMs + leadInMs,
      windowEndMs: startedMs + leadInMs + windowMs,
      tasks: {
        offered: okCount + lostPerSlice + (error ? 1 : 0),
        ok: okCount,
        failed: error ? 1 : 0,
        timedOut: 0,
      },
      error,
      cpuMs: busyRatio * wallMs,
      loopThreadCpuMs: wallMs,
      runQueueWaitMs: 0,
      switchCount: 2 * okCount,
      wallMs,
      longestTaskMs: latencyMs + pauseMs,
      gcCount: 1,
      gcPauseMs: 0.5,
      loopWaits: loopWaits.toJSON(),
      loopCutOffCount: 0,
      utilizationRatio: 0.9,
      ...(comePerMs === null ? {} : { openLoop: openReading(comePerMs, capacityPerMs, windowMs) }),
    };
  }

  #finish(): FinishReading {
    this.#host.machine.spend(FINISH_MS);
    const isNull = this.#request.executor.nullTask !== undefined;
    return { memoryBytes: this.#truth.memoryBytes, ...(isNull ? { messageMs: 0.002 } : {}) };
  }
}

export interface SimulatedHostOptions {
  /** The truth about the cell of a request; `processNumber` counts the processes of the run from 0. */
  readonly truthOf?: (request: RoundRequest, processNumber: number) => Partial<RoundTruth>;
  /** Called when a command has done its work and before it answers. */
  readonly afterCommand?: (command: keyof RoundCommands) => void | Promise<void>;
  readonly noiseSeed?: number;
  /** Whether slices of versions go on beside each other. */
  readonly takesTurns?: boolean;
}

export class SimulatedHost implements RoundHost {
  readonly machine: SimulatedMachine;
  readonly log: HostLogEntry[] = [];
  readonly #options: SimulatedHostOptions;
  readonly #random: Random;
  readonly #rounds: SimulatedRound[] = [];

  constructor(machine: SimulatedMachine, options: SimulatedHostOptions = {}) {
    this.machine = machine;
    this.#options = options;
    this.#random = createRandom(options.noiseSeed ?? 1);
  }

  get takesTurns(): boolean {
    return this.#options.takesTurns === true;
  }

  get aliveCount(): number {
    return this.#rounds.filter(({ isAlive }) => isAlive).length;
  }

  note(entry: HostLogEntry): void {
    this.log.push(entry);
  }

  async afterCommand(command: keyof RoundCommands): Promise<void> {
    await this.#options.afterCommand?.(command);
  }

  async start(request: RoundRequest): Promise<RoundHandle> {
    const processNumber = this.#rounds.length;
    const truth = { ...PLAIN, ...this.#options.truthOf?.(request, processNumber) };
    const round = new SimulatedRound(this, request, truth, this.#random.fork(`process ${processNumber}`));
    this.#rounds.push(round);
    return round;
  }

  async killAll(): Promise<void> {
    for (const round of this.#rounds) await round.kill();
  }
}
