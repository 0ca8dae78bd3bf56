/** The folder of small files that io/file-read reads. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of one file: with its directory entry about what a source file or a cache entry has. */
const smallFileBytes = 8192;

/** The path of file `index` in `folder`. */
export function smallFilePath(folder: string, index: number): string {
  return join(folder, `file-${index}.bin`);
}

/** The same seed and index give the same bytes everywhere: a chain of SHA-256. */
function contentOf(seed: number, index: number): Buffer {
  const parts: Buffer[] = [];
  let digest = createHash('sha256').update(`${seed}/${index}`).digest();
  for (let length = 0; length < smallFileBytes; length += digest.length) {
    parts.push(digest);
    digest = createHash('sha256').update(digest).digest();
  }
  return Buffer.concat(parts);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/**
 * The folder inside `tempDir` that holds `fileCount` files of the seed's content, made by whoever comes first.
 * Executors call this at the same time, so each writes a folder of its own and renames it: the last step is atomic,
 * and whoever is late removes his own.
 */
export async function makeSmallFiles(tempDir: string, seed: number, fileCount: number): Promise<string> {
  const folder = join(tempDir, `small-files-${seed}-${fileCount}`);
  if (await exists(folder)) return folder;
  await mkdir(tempDir, { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  const indices = Array.from({ length: fileCount }, (_, index) => index);
  await Promise.all(indices.map((index) => writeFile(smallFilePath(draft, index), contentOf(seed, index))));
  try {
    await rename(draft, folder);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(folder))) throw thrown;
  }
  return folder;
}
