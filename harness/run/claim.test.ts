import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimRunFolder } from './claim.ts';

let runDir: string;
let path: string;
beforeEach(async () => {
  runDir = await mkdtemp(join(tmpdir(), 'crossover-claim-'));
  path = join(runDir, 'running.json');
});
afterEach(() => rm(runDir, { recursive: true, force: true }));

test('a folder has one owner while it works, and none afterwards', async () => {
  const release = await claimRunFolder(runDir);
  await expect(claimRunFolder(runDir)).rejects.toMatchObject({
    code: 'CROSSOVER_RESUME',
    message: expect.stringContaining(`still running, as process ${process.pid}`),
  });
  await release();
  expect(existsSync(path)).toBe(false);
  await (await claimRunFolder(runDir))();
});

test.each([
  [
    'a process that is gone',
    { host: hostname(), pid: spawnSync(process.execPath, ['-e', '']).pid, begunTicks: '1' },
  ],
  ['another process with its number', { host: hostname(), pid: process.pid, begunTicks: '1' }],
  ['a process of another machine', { host: 'elsewhere', pid: process.pid, begunTicks: null }],
  ['nobody that can be read', '{"host":'],
])('the claim of %s is void', async (_name, owner) => {
  await writeFile(path, typeof owner === 'string' ? owner : JSON.stringify(owner));
  const release = await claimRunFolder(runDir);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  await release();
});

test('a folder that is gone is no matter here', async () => {
  await rm(runDir, { recursive: true });
  await (await claimRunFolder(runDir))();
});
