/** Temporary folders that carry their owner in their name, so that what a killed run left behind is known and removed. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Containers may share a temporary folder and not their process ids: only folders of this host are ours to judge. */
const HOST_TAG = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const OWNED = /^crossover-[a-z]+-([0-9a-f]{8})-(\d+)-/;

/** A fresh folder `crossover-<kind>-<host>-<pid>-<random>` inside `parent`. Its maker removes it. */
export function makeTempFolder(kind: string, parent = tmpdir()): Promise<string> {
  return mkdtemp(join(parent, `crossover-${kind}-${HOST_TAG}-${process.pid}-`));
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Removes the folders in `parent` whose owner, a process of this host, is gone. Never throws: what cannot be listed or
 * removed stays, for it concerns no figure.
 */
export async function removeOrphanedFolders(parent = tmpdir()): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const [, host, pid] = OWNED.exec(name) ?? [];
    if (host !== HOST_TAG || !isGone(Number(pid))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}
