/** Folders of files that scenarios read: the same content for the same seed, made by whoever comes first. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The path of file `index` in `folder`. */
export function seededFilePath(folder: string, index: number): string {
  return join(folder, `file-${index}.bin`);
}

/** What is drawn before it is repeated: to hash or read a file, its second half need not differ from its first. */
const drawnBytes = 64 * 1024;

/** The same seed and index give the same bytes everywhere: a chain of SHA-256. */
function contentOf(seed: number, index: number, byteLength: number): Buffer {
  const parts: Buffer[] = [];
  let digest = createHash('sha256').update(`${seed}/${index}`).digest();
  for (let length = 0; length < Math.min(byteLength, drawnBytes); length += digest.length) {
    parts.push(digest);
    digest = createHash('sha256').update(digest).digest();
  }
  return Buffer.alloc(byteLength, Buffer.concat(parts));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

export interface SeededFiles {
  readonly seed: number;
  readonly count: number;
  readonly bytes: number;
}

/**
 * The folder inside `tempDir` that holds these files. Executors call this at the same time, so each writes a folder of its own and
 * renames it: the last step is atomic, and whoever is late removes his own.
 */
export async function makeSeededFiles(tempDir: string, { seed, count, bytes }: SeededFiles): Promise<string> {
  const folder = join(tempDir, `files-${seed}-${count}-${bytes}`);
  if (await exists(folder)) return folder;
  await mkdir(tempDir, { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  const indices = Array.from({ length: count }, (_, index) => index);
  await Promise.all(
    indices.map((index) => writeFile(seededFilePath(draft, index), contentOf(seed, index, bytes))),
  );
  try {
    await rename(draft, folder);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(folder))) throw thrown;
  }
  return folder;
}
