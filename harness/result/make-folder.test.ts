import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossover-make-folder-'));
  await writeFile(join(root, 'a-file'), '');
});
afterAll(() => rm(root, { recursive: true, force: true }));

test.each(['one', 'deep/down/below', 'deep/down', '.'])('makes %s', async (path) => {
  await makeFolder(join(root, path));
  expect((await stat(join(root, path))).isDirectory()).toBe(true);
});

test.each(['a-file', 'a-file/below'])('refuses %s', async (path) => {
  await expect(makeFolder(join(root, path))).rejects.toThrow(/EEXIST|ENOTDIR/);
});

test.runIf(process.platform === 'linux')('gives up where the system never lets it', async () => {
  await expect(makeFolder('/proc/crossover/results')).rejects.toThrow('ENOENT');
});
