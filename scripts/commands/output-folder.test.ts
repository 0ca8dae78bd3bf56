import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureWritable, pointLatestAt } from './output-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-out-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a folder that is missing is made, and the probe leaves nothing', async () => {
  await ensureWritable(join(folder, 'a', 'b'));
  expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
});

test('a file in the way is told before anything is measured', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(ensureWritable(join(folder, 'file', 'b'))).rejects.toMatchObject({
    code: 'CROSSOVER_OUTPUT_FOLDER',
    message: expect.stringMatching(
      /^The output folder .* cannot be written: .* Choose another with --out\.$/,
    ),
  });
});

test.runIf(existsSync('/proc/self'))('a place where nothing can be made is told, and at once', async () => {
  await expect(ensureWritable('/proc/crossover/out')).rejects.toMatchObject({
    code: 'CROSSOVER_OUTPUT_FOLDER',
  });
});

test('latest follows the newest run, whatever it was before', async () => {
  await writeFile(join(folder, 'latest'), 'run-0');
  for (const runId of ['run-1', 'run-2']) {
    expect(await pointLatestAt(runId, folder)).toBeNull();
    expect(await readlink(join(folder, 'latest'))).toBe(runId);
  }
  expect(await readdir(folder)).toEqual(['latest']);
});

test('a folder of the user named latest is left alone, with the reason', async () => {
  await mkdir(join(folder, 'latest', 'mine'), { recursive: true });
  expect(await pointLatestAt('run-1', folder)).toMatch(/latest/);
  expect(await readdir(folder)).toEqual(['latest']);
  expect(await readdir(join(folder, 'latest'))).toEqual(['mine']);
});
