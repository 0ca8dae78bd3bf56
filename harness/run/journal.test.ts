import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournal } from './journal.ts';
import { sampleBlock } from './sample-taken.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-journal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('one line each, header first, readable whenever it ends', async () => {
  const runDir = join(folder, 'deep', 'run');
  const journal = await openJournal(runDir, { runId: 'r1' });
  for (const index of [0, 1]) {
    await journal.append({ block: sampleBlock({ index }), rounds: {} });
    const lines = (await readFile(join(runDir, 'journal.ndjson'), 'utf8')).split('\n');
    expect(lines).toHaveLength(index + 3);
    expect(lines.at(-1)).toBe('');
    expect(JSON.parse(lines[0]!)).toEqual({ runId: 'r1' });
    expect(JSON.parse(lines[index + 1]!)).toMatchObject({ block: { index } });
  }
});

test.each([
  ['a folder that cannot be made', 'file/run', /folder .*file\/run cannot be made.*--out/],
  ['a file that cannot be written', 'gone', /journal\.ndjson cannot be written.*--out/],
])('%s is told with what to do', async (_what, path, message) => {
  await writeFile(join(folder, 'file'), '');
  const appendToLostFolder = async (): Promise<void> => {
    const journal = await openJournal(join(folder, path), {});
    await rm(join(folder, path), { recursive: true });
    await journal.append({ block: sampleBlock(), rounds: {} });
  };
  await expect(appendToLostFolder()).rejects.toMatchObject({
    code: 'CROSSOVER_OUTPUT_FOLDER',
    message: expect.stringMatching(message),
  });
});
