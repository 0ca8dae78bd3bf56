/**
 * CPU limits of control groups. A limit may stand at any level above a process (a service manager, a pod, a container),
 * and all of them hold, so every folder from the process's own group up to the root is read. Both versions.
 */

/** Gives a file's text, or null where there is none. */
export type ReadText = (path: string) => string | null;

const V2_ROOTS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'];
const V1_ROOTS = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'];

/** `/a/b` → `/a/b`, `/a`, ``. */
function levelsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, index) =>
    ['', ...parts.slice(0, parts.length - index)].join('/'),
  );
}

/** Folders that may hold this process's limits, the nearest first. Inside a container the path may not exist: the root does. */
function foldersOf(read: ReadText): { readonly v2: string[]; readonly v1: string[] } {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const unified = lines.find(([number, controllers]) => number === '0' && controllers === '')?.[2] ?? '/';
  const cpu = lines.find(([, controllers]) => controllers?.split(',').includes('cpu'))?.[2] ?? '/';
  return {
    v2: V2_ROOTS.flatMap((root) => levelsOf(unified).map((level) => root + level)),
    v1: V1_ROOTS.flatMap((root) => levelsOf(cpu).map((level) => root + level)),
  };
}

function quotaOfV2(text: string): number | null {
  const [quota, period] = text.trim().split(' ');
  return quota === 'max' ? null : Number(quota) / Number(period);
}

/** CPUs that the tightest quota allows (1.5 = one and a half); null without a quota. */
export function findCpuQuota(read: ReadText): number | null {
  const { v2, v1 } = foldersOf(read);
  const quotas: number[] = [];
  for (const folder of v2) {
    const text = read(`${folder}/cpu.max`);
    const quota = text === null ? null : quotaOfV2(text);
    if (quota !== null && quota > 0) quotas.push(quota);
  }
  for (const folder of v1) {
    const quotaUs = Number(read(`${folder}/cpu.cfs_quota_us`) ?? -1);
    const periodUs = Number(read(`${folder}/cpu.cfs_period_us`) ?? 0);
    if (quotaUs > 0 && periodUs > 0) quotas.push(quotaUs / periodUs);
  }
  return quotas.length === 0 ? null : Math.min(...quotas);
}

/** Time for which the quotas held this process's groups back so far, at the level that was held back longest; 0 without a quota, null where unknown. */
export function findThrottledMs(read: ReadText): number | null {
  const { v2, v1 } = foldersOf(read);
  const readings: number[] = [];
  for (const folder of [...v2, ...v1]) {
    const text = read(`${folder}/cpu.stat`);
    if (text === null) continue;
    const inMicroseconds = /^throttled_usec (\d+)/m.exec(text);
    if (inMicroseconds) readings.push(Number(inMicroseconds[1]) / 1e3);
    const inNanoseconds = /^throttled_time (\d+)/m.exec(text);
    if (inNanoseconds) readings.push(Number(inNanoseconds[1]) / 1e6);
  }
  return readings.length === 0 ? null : Math.max(...readings);
}
