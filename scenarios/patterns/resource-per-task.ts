import { type FileHandle, open } from 'node:fs/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { makeSeededFiles, seededFilePath } from '../seeded-files.ts';

interface Params {
  readonly bytes: number;
}

/** Where in the file to read. */
interface Request {
  readonly position: number;
}

interface Context {
  readonly path: string;
  readonly bytes: number;
  /** Opened once, shared by all tasks: positional reads do not disturb each other. */
  readonly handle: FileHandle;
}

const fileBytes = 2 ** 20;

async function readAt(handle: FileHandle, position: number, bytes: number): Promise<number> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(bytes), 0, bytes, position);
  let sum = bytesRead;
  for (let index = 0; index < bytesRead; index += 64) sum = (sum * 31 + buffer[index]!) % 1_000_003;
  return sum;
}

const kept = ({ position }: Request, { handle, bytes }: Context): Promise<number> =>
  readAt(handle, position, bytes);

async function openEachTime({ position }: Request, { path, bytes }: Context): Promise<number> {
  const handle = await open(path);
  try {
    return await readAt(handle, position, bytes);
  } finally {
    await handle.close();
  }
}

/** Something that has to be opened and closed: once, and kept; or by every task for itself. */
export default defineScenario({
  id: 'patterns/resource-per-task',
  kind: 'io',
  summary:
    'Reads some KiB out of a cached file: by a handle that is kept open, or that each task opens and closes.',
  lesson: 'Opening and closing can cost more than what is done in between: keep what is safe to share.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { bytes: [4096] },
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({ position: random.integer(fileBytes / 2) })),
  open: async ({ params: { bytes }, seed, tempDir }: ScenarioEnv<Params>): Promise<Context> => {
    const folder = await makeSeededFiles(tempDir, { seed, count: 1, bytes: fileBytes });
    const path = seededFilePath(folder, 0);
    return { path, bytes, handle: await open(path) };
  },
  close: ({ handle }: Context) => handle.close(),
  run: kept,
  variants: { 'open-per-task': openEachTime },
});
