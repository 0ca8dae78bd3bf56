/** Whose a run's folder is while it is written: a journal that two processes continue would be nobody's. */
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CrossoverError } from '../errors.ts';

const CLAIM_FILE = 'running.json';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process began, in ticks since the machine started; null where that is not told. Process ids come again. */
  readonly begunTicks: string | null;
}

/** Field 22 of `/proc/PID/stat`, counted behind the name, which may hold anything. */
function readBegunTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the owner works on. Of another host nothing can be known: its runs are refused for being another machine's. */
function worksOn({ host, pid, begunTicks }: Owner): boolean {
  return host === hostname() && isAlive(pid) && readBegunTicks(pid) === begunTicks;
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return null; // none, or one that was cut off by the end of its process
  }
}

/**
 * Claims `runDir` for this process and returns what gives it back. Throws CROSSOVER_RESUME when a process that lives has
 * it. A folder that cannot be written is not claimed: the journal is who says so.
 */
export async function claimRunFolder(runDir: string): Promise<() => Promise<void>> {
  const path = join(runDir, CLAIM_FILE);
  const owner = await readOwner(path);
  if (owner !== null && worksOn(owner)) {
    throw new CrossoverError(
      'CROSSOVER_RESUME',
      `The run in ${runDir} is still running, as process ${owner.pid}.`,
      {
        remedy: `Wait for it, or stop it first: kill -INT ${owner.pid}`,
      },
    );
  }
  const mine: Owner = { host: hostname(), pid: process.pid, begunTicks: readBegunTicks(process.pid) };
  await rm(path, { force: true }).catch(() => {});
  await writeFile(path, `${JSON.stringify(mine)}\n`).catch(() => {});
  return () => rm(path, { force: true }).catch(() => {});
}
