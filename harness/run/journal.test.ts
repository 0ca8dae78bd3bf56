import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  continueJournal,
  type JournalEntry,
  type JournalHeader,
  openJournal,
  readJournal,
} from './journal.ts';
import { sampleBlock } from './sample-taken.ts';
import { simulateRun } from './simulated-run.ts';

let folder: string;
let count = 0;
const makeRunDir = (): string => join(folder, 'deep', String(count++));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-journal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const HEADER: JournalHeader = {
  runId: 'r1',
  startedAt: '2026-01-01T00:00:00.000Z',
  command: 'crossover run',
  toolVersion: '1.0.0',
  request: { words: ['a'] },
};
const entryOf = (index: number): JournalEntry => ({
  planIndex: index,
  block: sampleBlock({ index }),
  mode: 'sliced',
  executorCounts: {},
  rounds: {},
});

test('one line each, header first, readable whenever it ends', async () => {
  const runDir = makeRunDir();
  const journal = await openJournal(runDir, HEADER);
  for (const index of [0, 1]) {
    await journal.append(entryOf(index));
    const lines = (await readFile(join(runDir, 'journal.ndjson'), 'utf8')).split('\n');
    expect(lines).toHaveLength(index + 3);
    expect(lines.at(-1)).toBe('');
    expect(JSON.parse(lines[0]!)).toEqual(HEADER);
    expect(JSON.parse(lines[index + 1]!)).toMatchObject({ block: { index } });
  }
});

test('what was written is read back, and written on after a line that was cut off', async () => {
  const { document, journal: entries } = await simulateRun();
  const start = { environment: document.environment, computing: ['mine'] };
  const runDir = makeRunDir();
  const first = await openJournal(runDir, HEADER);
  await first.start(start);
  await first.append(entries[0]!);
  await appendFile(join(runDir, 'journal.ndjson'), JSON.stringify(entries[1]).slice(0, 400));
  const saved = await readJournal(runDir);
  expect(saved).toMatchObject({ header: HEADER, start, entries: [entries[0]] });
  const again = await continueJournal(saved);
  await again.append(entries[1]!);
  expect((await readJournal(runDir)).entries).toEqual(entries.slice(0, 2));
});

test('two runs never share a journal', async () => {
  const runDir = makeRunDir();
  await openJournal(runDir, HEADER);
  await expect(openJournal(runDir, HEADER)).rejects.toMatchObject({
    code: 'CROSSOVER_OUTPUT_FOLDER',
    message: expect.stringMatching(/another run has this folder/),
  });
});

test.each([
  ['no file', null, /no readable journal\.ndjson/],
  ['an empty file', '', /is empty/],
  ['a text', 'hello\n', /damaged in line 1/],
  ['another header', '{"runId":7}\n', /damaged in line 1/],
  ['a damaged line', `${JSON.stringify(HEADER)}\n{"environment":{}}\n`, /damaged in line 2/],
])('%s is refused with what to do', async (_what, text, message) => {
  const runDir = join(folder, `damaged-${count++}`);
  if (text !== null) {
    await openJournal(runDir, HEADER);
    await writeFile(join(runDir, 'journal.ndjson'), text);
  }
  await expect(readJournal(runDir)).rejects.toMatchObject({
    code: 'CROSSOVER_RESUME',
    message: expect.stringMatching(message),
  });
});

test.each([
  ['a folder that cannot be made', 'file/run', /folder .*file\/run cannot be made.*--out/],
  ['a file that cannot be written', 'gone', /journal\.ndjson cannot be written.*--out/],
])('%s is told with what to do', async (_what, path, message) => {
  await writeFile(join(folder, 'file'), '');
  const appendToLostFolder = async (): Promise<void> => {
    const journal = await openJournal(join(folder, path), HEADER);
    await rm(join(folder, path), { recursive: true });
    await journal.append(entryOf(0));
  };
  await expect(appendToLostFolder()).rejects.toMatchObject({
    code: 'CROSSOVER_OUTPUT_FOLDER',
    message: expect.stringMatching(message),
  });
});
