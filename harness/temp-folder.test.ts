import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempFolder, removeOrphanedFolders } from './temp-folder.ts';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'crossover-temp-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

test('only what a process of this host left behind is removed', async () => {
  const ours = basename(await makeTempFolder('run', parent));
  const deadPid = spawnSync(process.execPath, ['--version']).pid;
  const orphan = ours.replace(`-${process.pid}-`, `-${deadPid}-`);
  const elsewhere = orphan.replace(/-[0-9a-f]{8}-/, '-00000000-');
  const foreign = `other-${deadPid}`;
  for (const name of [orphan, elsewhere, foreign])
    await mkdir(join(parent, name, 'inner'), { recursive: true });
  await removeOrphanedFolders(parent);
  expect((await readdir(parent)).sort()).toEqual([ours, elsewhere, foreign].sort());
});

test('a parent that does not exist is no error', async () => {
  await expect(removeOrphanedFolders(join(parent, 'gone'))).resolves.toBeUndefined();
});
