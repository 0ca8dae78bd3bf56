import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { makeSeededFiles, seededFilePath } from '../seeded-files.ts';

/** With its directory entry about what a source file or a cache entry has. */
const fileBytes = 8192;

interface Params {
  readonly files: number;
}

/** Which files to read, by index, in the order in which they are hashed. */
interface Request {
  readonly indices: readonly number[];
}

interface Summary {
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string;
}

interface Context {
  readonly folder: string;
}

function summarise(contents: readonly Buffer[]): Summary {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const content of contents) {
    bytes += content.length;
    hash.update(content);
  }
  return { files: contents.length, bytes, sha256: hash.digest('hex') };
}

async function readConcurrently({ indices }: Request, { folder }: Context): Promise<Summary> {
  return summarise(await Promise.all(indices.map((index) => readFile(seededFilePath(folder, index)))));
}

function readOneByOne({ indices }: Request, { folder }: Context): Summary {
  return summarise(indices.map((index) => readFileSync(seededFilePath(folder, index))));
}

/** Many small files out of the page cache: what `fs/promises` costs a file, on the loop as well: every file comes by several callbacks. */
export default defineScenario({
  id: 'io/file-read',
  kind: 'io',
  summary:
    'Reads and hashes 64 small cached files: concurrently with fs/promises, or one by one with readFileSync (variant sync).',
  lesson:
    'For small files in the cache the blocking call takes a quarter of the CPU time, and even others wait less; a slow disk is another matter.',
  metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }],
  params: { files: [64] },
  inputs: ({ files }: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({
      indices: random.shuffle(Array.from({ length: files }, (_, index) => index)),
    })),
  open: async ({ params, seed, tempDir }: ScenarioEnv<Params>): Promise<Context> => ({
    folder: await makeSeededFiles(tempDir, { seed, count: params.files, bytes: fileBytes }),
  }),
  run: readConcurrently,
  variants: { sync: readOneByOne },
});
