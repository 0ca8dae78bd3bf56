import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommit, findMissing, git, listInCommit, listRefNames } from './repository.ts';

const before = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossover-repository-'));
  process.chdir(folder);
  const run = (...words: string[]): void => void execFileSync('git', words, { stdio: 'ignore' });
  run('init', '-q', '-b', 'main');
  mkdirSync('packages/core/bench', { recursive: true });
  writeFileSync('packages/core/bench/parse.ts', '');
  writeFileSync('.gitignore', 'built');
  symlinkSync('core', 'packages/linked');
  run('add', '-A');
  run('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'all');
  run('tag', 'v1');
  writeFileSync('packages/core/bench/new.ts', '');
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const missingOf = async (path: string): Promise<string[]> => [
  ...(await findMissing((await findCommit('main'))!, [path])),
];

describe('what a commit surely does not have', () => {
  test.each([
    ['a file that it has', '.', 'packages/core/bench/parse.ts', false],
    ['one that is not there', '.', 'packages/core/bench/prase.ts', true],
    ['one that lies here, and is not committed', '.', 'packages/core/bench/new.ts', true],
    ['one in a folder that it lacks', '.', 'elsewhere/parse.ts', true],
    ['one through a link', '.', 'packages/linked/bench/parse.ts', false],
    ['one that is yet to be built', '.', 'built/parse.js', false],
    ['one from a sub-folder', 'packages/core', './bench/parse.ts', false],
    ['one above a sub-folder', 'packages/core', '../core/bench/parse.ts', false],
    ['one that only the root has', 'packages/core', 'packages/core/bench/parse.ts', true],
  ])('%s', async (_what, from, path, isMissing) => {
    process.chdir(join(folder, from));
    expect(await missingOf(path)).toEqual(isMissing ? [path] : []);
  });
});

test('the names of refs, and what a folder of a commit holds', async () => {
  process.chdir(join(folder, 'packages/core'));
  expect(await listRefNames()).toEqual(['main', 'v1']);
  const commit = (await findCommit('v1'))!;
  expect(await listInCommit(commit, 'bench')).toEqual(['parse.ts']);
  expect(await listInCommit(commit, '.')).toEqual(['bench']);
  expect(await listInCommit(commit, 'nowhere')).toEqual([]);
});

test('where there is no repository there are no refs, and nothing is thrown', async () => {
  process.chdir(tmpdir());
  await expect(git(['rev-parse', 'HEAD'])).rejects.toThrow();
  expect([await listRefNames(), await findCommit('main')]).toEqual([[], null]);
});
