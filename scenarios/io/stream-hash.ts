import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { makeSeededFiles, seededFilePath } from '../seeded-files.ts';

interface Params {
  readonly mebibytes: number;
}

/** Which of the files, and what is hashed before it, so that no two answers are alike. */
interface Request {
  readonly index: number;
  readonly salt: string;
}

interface Context {
  readonly folder: string;
}

const fileCount = 4;
const pathOf = ({ index }: Request, { folder }: Context): string => seededFilePath(folder, index);

async function wholeBuffer(request: Request, context: Context): Promise<string> {
  return createHash('sha256')
    .update(request.salt)
    .update(await readFile(pathOf(request, context)))
    .digest('hex');
}

async function stream(request: Request, context: Context): Promise<string> {
  const hash = createHash('sha256').update(request.salt);
  await pipeline(createReadStream(pathOf(request, context)), hash);
  return hash.digest('hex');
}

/** A file as one buffer, or in chunks of 64 KiB: time is one thing, memory the other. */
export default defineScenario({
  id: 'io/stream-hash',
  kind: 'io',
  summary: 'Hashes a cached file: read into one buffer, or streamed in chunks (variant stream).',
  lesson:
    'A stream keeps memory flat however large the file is; one buffer a task grows with the tasks in flight.',
  metrics: [{ id: 'peak-memory', unit: 'bytes', better: 'lower' }],
  params: { mebibytes: [4] },
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, (_, place) => ({
      index: place % fileCount,
      salt: String(random.integer(1e9)),
    })),
  open: async ({ params, seed, tempDir }: ScenarioEnv<Params>): Promise<Context> => ({
    folder: await makeSeededFiles(tempDir, {
      seed,
      count: fileCount,
      bytes: params.mebibytes * 2 ** 20,
    }),
  }),
  run: wholeBuffer,
  variants: { stream },
});
