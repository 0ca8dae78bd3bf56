import { type FileHandle, mkdtemp, open } from 'node:fs/promises';
import { join } from 'node:path';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';

interface Params {
  readonly records: number;
}

interface Batch {
  readonly lines: readonly string[];
}

interface Context {
  readonly handle: FileHandle;
}

/** From the beginning, every time: a run must not fill the disk. */
async function writeAll(handle: FileHandle, texts: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const text of texts) bytes += (await handle.write(text, bytes)).bytesWritten;
  return bytes;
}

const byTens = (lines: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(lines.length / 10) }, (_, batch) =>
    lines.slice(10 * batch, 10 * batch + 10).join(''),
  );

/** Records that arrive one by one, and a file (or a table, or a queue) that takes many at a time. */
export default defineScenario({
  id: 'patterns/batched-writes',
  kind: 'io',
  summary: 'Writes 100 records to a file: each by itself, ten at a time (tens), or all in one call (all).',
  lesson: 'Each call has a price of its own whatever it carries: a hundred at a time pay it once.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { records: [100] },
  inputs: ({ records }: Params, random, count): Batch[] =>
    Array.from({ length: count }, () => ({
      lines: Array.from(
        { length: records },
        (_, place) => `${JSON.stringify({ place, value: random.integer(1e9) })}\n`,
      ),
    })),
  open: async ({ tempDir }: ScenarioEnv<Params>): Promise<Context> => {
    const folder = await mkdtemp(join(tempDir, 'writes-'));
    return { handle: await open(join(folder, 'records.ndjson'), 'w') };
  },
  close: ({ handle }: Context) => handle.close(),
  run: ({ lines }: Batch, { handle }: Context) => writeAll(handle, lines),
  variants: {
    tens: ({ lines }, { handle }) => writeAll(handle, byTens(lines)),
    all: ({ lines }, { handle }) => writeAll(handle, [lines.join('')]),
  },
});
