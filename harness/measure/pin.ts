/**
 * Pinning of event-loop threads. Neighbours on a shared host slow one CPU and not the other for seconds at a time, so
 * every turn has the loops of all processes of a block on the same drawn CPU. `taskset -p` moves the main thread
 * only; threads and children that exist already keep their freedom, which is why nothing is pinned before they do.
 */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { readAllowedCpus } from './linux-sources.ts';

const runFile = promisify(execFile);

/** The CPUs to draw from: empty when this machine cannot pin (no taskset, one CPU, or not Linux). */
export function findPinnableCpus(): readonly number[] {
  const allowed = readAllowedCpus();
  if (allowed === null || allowed.length < 2) return [];
  const probe = spawnSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
  return probe.status === 0 ? allowed : [];
}

/** Moves the main thread of `pid` to one CPU. False when that did not work (the process is gone, or forbidden). */
export async function pinMainThread(pid: number, cpu: number): Promise<boolean> {
  try {
    await runFile('taskset', ['-p', '-c', String(cpu), String(pid)]);
    return true;
  } catch {
    return false;
  }
}
