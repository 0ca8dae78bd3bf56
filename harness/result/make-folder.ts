/** Makes a folder and what is missing above it. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Like `mkdir -p`. Not Node's own `recursive: true`: where a folder cannot be made although its parent exists (`/proc/x`),
 * that one tries again for ever, with a core of the machine. Throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await tryMake(path)) return;
  const parent = dirname(path);
  if (parent !== path && !(await isFolder(parent))) await makeFolder(parent);
  // Somebody else may have made the parent since: only what fails with it there has failed.
  if (!(await tryMake(path))) await mkdir(path);
}

/** False when something above is missing. */
async function tryMake(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return true;
    if (code !== 'ENOENT') throw error;
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
