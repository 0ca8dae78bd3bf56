import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inventedRunDocument } from '../../reports/fixture-document.ts';
import { buildFreshClient } from '../../reports/html/fresh-client.ts';
import { writeReport } from './write-report.ts';

let folder: string;
beforeEach(async () => {
  buildFreshClient();
  folder = await mkdtemp(join(tmpdir(), 'crossover-write-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

const DIR_FILES = ['boot.js', 'client.js', 'index.html', 'report.css'];

test.each([
  ['file', ['report.html'], ['report.html']],
  ['dir', ['report'], ['report', 'index.html']],
] as const)('%s: what lies there, and the path that a reader opens', async (mode, files, opened) => {
  const written = await writeReport(inventedRunDocument(1), folder, { mode, withCharts: false });
  expect(await readdir(folder)).toEqual(files);
  expect(written).toEqual({ paths: [join(folder, ...opened)], chartsProblem: null });
});

test('dir over an older report: every file is new, nothing is left between, strangers stay', async () => {
  const options = { mode: 'dir', withCharts: false } as const;
  const report = join(folder, 'report');
  await writeReport(inventedRunDocument(1), folder, options);
  for (const name of DIR_FILES) await writeFile(join(report, name), 'old');
  await writeFile(join(report, 'notes.txt'), 'mine');
  await writeReport(inventedRunDocument(2), folder, options);
  expect((await readdir(report)).sort()).toEqual([...DIR_FILES, 'notes.txt'].sort());
  const texts = await Promise.all(DIR_FILES.map((name) => readFile(join(report, name), 'utf8')));
  expect(texts.filter((text) => text === 'old')).toEqual([]);
  expect(texts[2]).toContain('2 blocks');
});
