/** Where a compiled scenario is written: from there its bare imports must resolve as from the user's own file. */
import { mkdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeTempFolder, removeOrphanedFolders } from '../temp-folder.ts';

/** A fresh folder of one compilation. `remove` deletes it; idempotent. */
export interface BundleFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Every `node_modules` that Node would search for a file, the nearest first. */
async function moduleFoldersOf(filePath: string): Promise<string[]> {
  const found: string[] = [];
  for (let folder = dirname(filePath); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules');
    const status = await stat(candidate).catch(() => null);
    if (status?.isDirectory()) found.push(candidate);
    if (folder === dirname(folder)) return found;
  }
}

async function insideNearest(nearest: string): Promise<BundleFolder | null> {
  try {
    const cache = join(nearest, '.cache', 'crossover');
    await mkdir(cache, { recursive: true });
    await removeOrphanedFolders(cache);
    const path = await makeTempFolder('bundle', cache);
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  } catch {
    return null; // Read-only: the temporary folder serves instead.
  }
}

/**
 * A folder inside the nearest `node_modules/.cache/crossover`, which tools ignore by convention. Where that cannot be
 * written, a temporary folder in which every `node_modules` of the user's ancestors is linked, nested in the same
 * order.
 */
export async function makeBundleFolder(filePath: string): Promise<BundleFolder> {
  const moduleFolders = await moduleFoldersOf(filePath);
  const nearest = moduleFolders[0];
  const inside = nearest === undefined ? null : await insideNearest(nearest);
  if (inside !== null) return inside;
  const root = await makeTempFolder('bundle');
  let path = root;
  for (const target of moduleFolders.reverse()) {
    path = join(path, 'inner');
    await mkdir(path);
    await symlink(target, join(path, 'node_modules'), 'junction');
  }
  return { path, remove: () => rm(root, { recursive: true, force: true }) };
}
