/** A machine for tests: time passes only when somebody spends it, and every counter follows from what was spent. */
import type { HostCpuReading } from '../measure/linux-sources.ts';
import type { MemoryReading } from '../measure/memory.ts';
import type { Machine } from './machine.ts';

/** What a simulated machine is like; all of it optional, and by default two quiet CPUs. */
export interface MachineTruth {
  readonly usableCores?: number;
  /** More than the usable cores where a quota limits us. */
  readonly cpuCount?: number;
  readonly pinnableCpus?: readonly number[];
  /** Speed of a CPU at a moment, 1 being nominal: a neighbour who slows it, a clock that drifts. */
  readonly speedOf?: (cpu: number | null, atMs: number) => number;
  /** Shares of all CPUs that other processes, the hypervisor and the quota take at a moment. */
  readonly outsideRatio?: (atMs: number) => number;
  readonly stealRatio?: (atMs: number) => number;
  readonly throttledRatio?: (atMs: number) => number;
  /** Asked for every pin: false where it does not work. */
  readonly onPin?: (pid: number, cpu: number) => boolean;
  /** So much of what a process used last is not counted before it sleeps. */
  readonly countedLateMs?: number;
  /** False: no counter can be read, as on another system than Linux. */
  readonly hasCounters?: boolean;
}

/** A process on it, and the share of a CPU that it uses while it sleeps. */
interface SimulatedProcess {
  cpuMs: number;
  /** Of that, what no reader sees yet. */
  lateMs: number;
  keptBytes: number;
  readonly idleCpuRatio: number;
}

export class SimulatedMachine implements Machine {
  readonly usableCores: number;
  readonly pinnableCpus: readonly number[];
  readonly #truth: MachineTruth;
  readonly #processes = new Map<number, SimulatedProcess>();
  readonly #cpuOfPid = new Map<number, number>();
  #nowMs = 5_000;
  #busyMs = 0;
  #stealMs = 0;
  #throttledMs = 0;
  #pidCounter = 100;

  constructor(truth: MachineTruth = {}) {
    this.#truth = truth;
    this.usableCores = truth.usableCores ?? 2;
    this.pinnableCpus = truth.pinnableCpus ?? [0, 1];
  }

  get #cpuCount(): number {
    return this.#truth.cpuCount ?? this.usableCores;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  startProcess(idleCpuRatio: number): number {
    this.#pidCounter += 1;
    this.#processes.set(this.#pidCounter, { cpuMs: 0, lateMs: 0, keptBytes: 0, idleCpuRatio });
    return this.#pidCounter;
  }

  endProcess(pid: number): void {
    this.#processes.delete(pid);
    this.#cpuOfPid.delete(pid);
  }

  /** Its memory grows. */
  keep(pid: number, bytes: number): void {
    this.#processes.get(pid)!.keptBytes += bytes;
  }

  get processCount(): number {
    return this.#processes.size;
  }

  cpuOf(pid: number): number | null {
    return this.#cpuOfPid.get(pid) ?? null;
  }

  speedOf(pid: number): number {
    return this.#truth.speedOf?.(this.cpuOf(pid), this.#nowMs) ?? 1;
  }

  /** Lets time pass while one process works and all others sleep. */
  spend(durationMs: number, workingPid: number | null = null): void {
    const capacityMs = durationMs * this.#cpuCount;
    for (const [pid, simulated] of this.#processes) {
      const cpuMs = durationMs * (pid === workingPid ? 1 : simulated.idleCpuRatio);
      simulated.cpuMs += cpuMs;
      simulated.lateMs = pid === workingPid ? Math.min(cpuMs, this.#truth.countedLateMs ?? 0) : 0;
      this.#busyMs += cpuMs;
    }
    this.#busyMs += (this.#truth.outsideRatio?.(this.#nowMs) ?? 0) * capacityMs;
    this.#stealMs += (this.#truth.stealRatio?.(this.#nowMs) ?? 0) * capacityMs;
    this.#throttledMs += (this.#truth.throttledRatio?.(this.#nowMs) ?? 0) * durationMs;
    this.#nowMs += durationMs;
  }

  async pin(pid: number, cpu: number): Promise<boolean> {
    if (!this.#processes.has(pid) || this.#truth.onPin?.(pid, cpu) === false) return false;
    this.#cpuOfPid.set(pid, cpu);
    return true;
  }

  async untilAsleep(pids: readonly number[]): Promise<void> {
    for (const pid of pids) {
      const simulated = this.#processes.get(pid);
      if (simulated) simulated.lateMs = 0;
    }
  }

  readCpuMs(pids: readonly number[]): number | null {
    if (this.#truth.hasCounters === false || pids.length === 0) return null;
    const readOne = (pid: number): number => {
      const { cpuMs = 0, lateMs = 0 } = this.#processes.get(pid) ?? {};
      return cpuMs - lateMs;
    };
    return pids.reduce((sum, pid) => sum + readOne(pid), 0);
  }

  readTotalCpuMs(pids: readonly number[]): number | null {
    return this.readCpuMs(pids);
  }

  /** Every process holds 40 MB and what its tasks left, and took 10 more for a while. */
  readMemory(pids: readonly number[]): MemoryReading | null {
    if (this.#truth.hasCounters === false || pids.length === 0) return null;
    const kept = pids.reduce((sum, pid) => sum + (this.#processes.get(pid)?.keptBytes ?? 0), 0);
    return { heldBytes: 4e7 * pids.length + kept, peakBytes: 5e7 * pids.length + kept };
  }

  resetPeakMemory(): boolean {
    return this.#truth.hasCounters !== false;
  }

  readHostCpu(): HostCpuReading | null {
    if (this.#truth.hasCounters === false) return null;
    return { busyMs: this.#busyMs, stealMs: this.#stealMs, cpuCount: this.#cpuCount };
  }

  readThrottledMs(): number | null {
    return this.#truth.hasCounters === false ? null : this.#throttledMs;
  }

  readPressureMs(): number | null {
    return this.#truth.hasCounters === false ? null : 0;
  }

  readMemoryPressureMs(): number | null {
    return this.#truth.hasCounters === false ? null : 0;
  }

  readLoadAverage(): number | null {
    return 0.5;
  }
}
