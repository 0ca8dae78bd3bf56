/** Makes a folder and what is missing above it. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Like `mkdir -p`. Not Node's own `recursive: true`: where a folder cannot be made although its parent exists (`/proc/x`),
 * that one tries again for ever, with a core of the machine. Throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path) throw error;
    if (await isFolder(parent)) throw error; // the parent is there, and still it does not go
    await makeFolder(parent);
    await makeFolder(path); // again by this function: another process may have made it meanwhile
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
