/** What a result depends on besides the code: machine, limits, runtime. Read once, at the start of a run. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import { listLinuxSources, readAllowedCpus, readCpuQuota } from './measure/linux-sources.ts';
import { findPinnableCpus } from './measure/pin.ts';
import type { Environment } from './result/schema.ts';

/** The cores that count: the least of quota, affinity and what Node offers. May be a fraction under a quota. */
export function readUsableCores(): number {
  const offered = os.availableParallelism();
  const allowed = readAllowedCpus()?.length ?? offered;
  return Math.min(offered, allowed, readCpuQuota() ?? offered);
}

function detectCi(): string | null {
  if (process.env.GITHUB_ACTIONS === 'true') return 'GitHub Actions';
  if (process.env.GITLAB_CI === 'true') return 'GitLab CI';
  return process.env.CI ? 'CI' : null;
}

function isContainer(): boolean {
  return (
    existsSync('/.dockerenv') ||
    existsSync('/run/.containerenv') ||
    process.env.KUBERNETES_SERVICE_HOST !== undefined
  );
}

/** The load average of the last minute, or null where the system keeps none (it reads 0 on Windows). */
export function readLoadAverage(): number | null {
  return process.platform === 'win32' ? null : (os.loadavg()[0] ?? null);
}

/** Everything but the micro-costs, which take a moment and are measured apart. */
export function readEnvironment(microCosts: Environment['microCosts']): Environment {
  const cpus = os.cpus();
  const uvThreads = process.env.UV_THREADPOOL_SIZE;
  return {
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cpuCount: cpus.length,
    usableCores: readUsableCores(),
    cpuQuota: readCpuQuota(),
    memoryBytes: os.totalmem(),
    platform: process.platform,
    arch: process.arch,
    kernel: os.release(),
    node: process.versions.node,
    v8: process.versions.v8,
    execArgv: [...process.execArgv],
    nodeOptions: process.env.NODE_OPTIONS ?? null,
    uvThreadpoolSize: uvThreads === undefined ? null : Number(uvThreads),
    isContainer: isContainer(),
    ci: detectCi(),
    loadAverageAtStart: readLoadAverage(),
    canPin: findPinnableCpus().length > 0,
    sources: listLinuxSources(),
    microCosts,
  };
}
