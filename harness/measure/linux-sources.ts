/**
 * What only Linux tells: scheduler statistics, proportional memory, pressure, cgroup limits, affinity. Each reader
 * gives null where its source is missing, so that everything above works without; the absence becomes a finding.
 * `CROSSOVER_LINUX_SOURCES=off` switches all of them off, as on another system.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { findCpuQuota, findThrottledMs } from './cgroup.ts';

const isOn = process.platform === 'linux' && process.env.CROSSOVER_LINUX_SOURCES !== 'off';

/** The text of a file of the kernel; null where it has none, where it may not be read, and on other systems. */
export function readText(path: string): string | null {
  if (!isOn) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The fields of a `stat` of /proc from the third on, the state first; null where it cannot be read. The name before them may hold anything. */
export function readStatFields(path: string): readonly string[] | null {
  const text = readText(path);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** The threads of a process; none where they cannot be read. */
export function listThreads(pid: number): readonly string[] {
  if (!isOn) return [];
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/**
 * CPU time and time spent runnable but waiting for a CPU, in milliseconds, and how often a thread was put on a CPU; of one
 * thread or the sum of several.
 */
export interface SchedulerReading {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly switchCount: number;
}

function parseSchedstat(text: string): SchedulerReading {
  const [cpuNs, waitNs, switches] = text.split(' ');
  return { cpuMs: Number(cpuNs) / 1e6, waitMs: Number(waitNs) / 1e6, switchCount: Number(switches) };
}

/**
 * Sum over all threads of the processes. A thread that runs right now is up to 4 ms behind (its tick). Processes that
 * are gone count as 0; null when schedstat cannot be read at all.
 */
export function readProcessScheduling(pids: readonly number[]): SchedulerReading | null {
  if (!isOn) return null;
  let cpuMs = 0;
  let waitMs = 0;
  let switchCount = 0;
  let found = false;
  for (const pid of pids) {
    for (const thread of listThreads(pid)) {
      const text = readText(`/proc/${pid}/task/${thread}/schedstat`);
      if (text === null) continue;
      const reading = parseSchedstat(text);
      cpuMs += reading.cpuMs;
      waitMs += reading.waitMs;
      switchCount += reading.switchCount;
      found = true;
    }
  }
  return found ? { cpuMs, waitMs, switchCount } : null;
}

/**
 * These processes and all that they and their children have started and that live now: a database server answers each connection
 * with a process of its own. These alone where nothing can be read.
 */
export function readFamily(pids: readonly number[]): number[] {
  if (!isOn || pids.length === 0) return [...pids];
  const childrenOf = new Map<number, number[]>();
  for (const name of listProcesses()) {
    const fields = readStatFields(`/proc/${name}/stat`);
    if (fields === null) continue;
    const parent = Number(fields[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const family = new Set(pids);
  // A set is walked to its end also while it grows.
  for (const pid of family) for (const child of childrenOf.get(pid) ?? []) family.add(child);
  return [...family];
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/**
 * CPU time of whole processes so far, with their threads and children that have ended (`/proc/PID/stat`: utime, stime,
 * cutime, cstime, in ticks of 10 ms). Milliseconds; null when none can be read.
 */
export function readTotalCpuMs(pids: readonly number[]): number | null {
  let cpuMs: number | null = null;
  for (const pid of pids) {
    const fields = readStatFields(`/proc/${pid}/stat`);
    if (fields === null) continue;
    cpuMs = (cpuMs ?? 0) + fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
  }
  return cpuMs;
}

/** The main thread of a process alone. */
export function readMainThreadScheduling(pid: number): SchedulerReading | null {
  const text = readText(`/proc/${pid}/task/${pid}/schedstat`);
  return text === null ? null : parseSchedstat(text);
}

/**
 * Memory that several processes hold for themselves: their anonymous and shared-memory pages, each counted once
 * (proportional set size). Pages of files (the binary of Node, libraries) are left out: every process of a run maps the
 * same ones, so their proportional share changes whenever another process starts. Null when the kernel does not tell.
 */
export function readPssBytes(pids: readonly number[]): number | null {
  let bytes = 0;
  for (const pid of pids) {
    const text = readText(`/proc/${pid}/smaps_rollup`);
    const anonymous = text === null ? null : /^Pss_Anon:\s+(\d+) kB/m.exec(text);
    const shared = text === null ? null : /^Pss_Shmem:\s+(\d+) kB/m.exec(text);
    if (!anonymous || !shared) return null;
    bytes += (Number(anonymous[1]) + Number(shared[1])) * 1024;
  }
  return bytes;
}

/** Time that CPUs were busy, and time that a hypervisor took from them; ticks of 10 ms. */
export interface HostCpuReading {
  readonly busyMs: number;
  readonly stealMs: number;
  /** How many CPUs the two are sums over. */
  readonly cpuCount: number;
}

/**
 * The sum over `allowedCpus` (null: all) out of the text of /proc/stat. CPUs that we may not run on are left out, for
 * who works there is no neighbour; a quota changes nothing, for it limits us and not the CPUs. Pure.
 */
export function parseHostCpu(text: string, allowedCpus: readonly number[] | null): HostCpuReading {
  let busyMs = 0;
  let stealMs = 0;
  let cpuCount = 0;
  for (const [, cpu, counters] of text.matchAll(/^cpu(\d+) (.*)$/gm)) {
    if (allowedCpus !== null && !allowedCpus.includes(Number(cpu))) continue;
    // user nice system idle iowait irq softirq steal …, in USER_HZ = 100 per second on every Linux that runs Node
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = counters!
      .split(' ')
      .map(Number);
    busyMs += (user + nice + system + irq + softirq) * 10;
    stealMs += steal * 10;
    cpuCount += 1;
  }
  return { busyMs, stealMs, cpuCount };
}

export function readHostCpu(): HostCpuReading | null {
  const text = readText('/proc/stat');
  const reading = text === null ? null : parseHostCpu(text, readAllowedCpus());
  return reading?.cpuCount ? reading : null;
}

/** Time that our control groups were throttled by a quota so far; 0 without a quota, null where unknown. */
export function readThrottledMs(): number | null {
  return findThrottledMs(readText);
}

/** CPUs that the tightest quota above us allows (1.5 = one and a half); null without a quota. */
export function readCpuQuota(): number | null {
  return findCpuQuota(readText);
}

/** Pressure stall information: total time in which some task of the machine waited for a resource, or null. */
function readStallMs(resource: 'cpu' | 'memory'): number | null {
  const match = /^some .*total=(\d+)/m.exec(readText(`/proc/pressure/${resource}`) ?? '');
  return match ? Number(match[1]) / 1e3 : null;
}

export function readCpuPressureMs(): number | null {
  return readStallMs('cpu');
}

/** Time in which some task waited for memory: for pages to be reclaimed, or to come back from swap. */
export function readMemoryPressureMs(): number | null {
  return readStallMs('memory');
}

/** The CPUs that this process may run on, ascending: [0, 1, 4]. Null where unknown. */
export function readAllowedCpus(): readonly number[] | null {
  const match = /^Cpus_allowed_list:\s*(\S+)/m.exec(readText('/proc/self/status') ?? '');
  if (!match?.[1]) return null;
  return match[1].split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** Names of the sources that answer here, for the environment record. */
export function listLinuxSources(): string[] {
  return [
    readMainThreadScheduling(process.pid) === null ? '' : 'schedstat',
    readPssBytes([process.pid]) === null ? '' : 'pss',
    readThrottledMs() === null ? '' : 'cgroup',
    readCpuPressureMs() === null ? '' : 'psi',
  ].filter((name) => name !== '');
}
