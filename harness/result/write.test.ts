import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRun } from './fixtures/sample.ts';
import { locateDocument } from './locate.ts';
import { makeFolder } from './make-folder.ts';
import { readDocument, readRunDocument } from './parse.ts';
import { writeDocument, writeFileAtomically } from './write.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-result-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a document is written whole, into folders that need not exist, and leaves nothing else', async () => {
  await writeDocument(join(folder, 'a', 'run', 'result.json'), sampleRun());
  expect(await readdir(join(folder, 'a', 'run'))).toEqual(['result.json']);
  const { document, path } = await readDocument(join(folder, 'a', 'run'), 'unused');
  expect(document).toEqual(sampleRun());
  expect(path).toBe(join(folder, 'a', 'run', 'result.json'));
});

test('a write that fails keeps the old file and takes its temporary one away', async () => {
  const target = join(folder, 'target');
  await mkdir(join(target, 'occupied'), { recursive: true });
  await expect(writeFileAtomically(target, 'new')).rejects.toMatchObject({ code: 'CROSSOVER_OUTPUT_FOLDER' });
  expect(await readdir(folder)).toEqual(['target']);
  await writeFile(join(folder, 'file'), 'old');
  await expect(writeFileAtomically(join(folder, 'file', 'below'), 'new')).rejects.toThrow(
    /cannot be written: .*--out/,
  );
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old');
});

test('folders are made from the top down; several at once do not disturb each other', async () => {
  const target = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolder(target), makeFolder(target), makeFolder(join(folder, 'a', 'b', 'd'))]);
  for (let round = 0; round < 200; round++) {
    const fresh = join(folder, `round-${round}`);
    await Promise.all(['c', 'd', 'c', 'd'].map((name) => makeFolder(join(fresh, 'a', 'b', name))));
  }
  await makeFolder(target);
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c', 'd']);
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
});

test('a comparison is no run', async () => {
  const comparison = {
    schemaVersion: 1,
    documentKind: 'comparison',
    tool: { name: 'crossover-bench', version: '0' },
    base: { runId: 'a', startedAt: '', toolVersion: '', path: '' },
    head: { runId: 'b', startedAt: '', toolVersion: '', path: '' },
    advisory: true,
    marginRatio: 0.03,
    differingKeys: [],
    rows: [],
    contrasts: [],
    findings: [],
  };
  await writeFile(join(folder, 'c.json'), JSON.stringify(comparison));
  expect((await readDocument(join(folder, 'c.json'), folder)).document.documentKind).toBe('comparison');
  await expect(readRunDocument(join(folder, 'c.json'), folder)).rejects.toThrow(
    /holds a comparison, not a run/,
  );
});

test('a document is found by file, by folder and as the latest, through a link or a file with the name', async () => {
  const result = join(folder, 'out', 'run-1', 'result.json');
  await writeDocument(result, sampleRun());
  await mkdir(join(folder, 'linked'));
  await symlink(join('..', 'out', 'run-1'), join(folder, 'linked', 'latest'));
  await writeFile(join(folder, 'out', 'latest'), 'run-1\n');
  const cases: [path: string, outDir: string, expected: string][] = [
    [result, '', result],
    [join(folder, 'out', 'run-1'), '', result],
    [join(folder, 'out', 'latest'), '', result],
    [join(folder, 'out'), '', result],
    ['latest', join(folder, 'out'), result],
    ['latest', join(folder, 'linked'), join(folder, 'linked', 'latest', 'result.json')],
  ];
  for (const [path, outDir, expected] of cases) expect(await locateDocument(path, outDir)).toBe(expected);
});

test.each([
  ['nothing', /no result at .*nothing\. Give a result\.json/],
  ['latest', /no result at .*latest/],
  ['empty', /empty holds no result\.json/],
])('%s: says what was looked for', async (name, expected) => {
  await mkdir(join(folder, 'empty'));
  const path = name === 'latest' ? name : join(folder, name);
  await expect(locateDocument(path, folder)).rejects.toThrow(expected);
});
