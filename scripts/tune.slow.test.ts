import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '../harness/executor/read-settings.ts';
import { parseDocument } from '../harness/result/parse.ts';

const CLI = resolve('dist/scripts/cli.js');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-tune-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Processes that have the folder of this test in their command line or environment. */
function processesOfTest(): string[] {
  const listing = execFileSync('ps', ['axeww', '-o', 'command'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return listing.split('\n').filter((line) => line.includes(folder) && !line.startsWith('ps '));
}

test('Ctrl-C ends the children, keeps what was measured and exits 130', async () => {
  await writeFile(join(folder, 'pool.ts'), 'export default { maxThreads: 2, concurrentTasksPerWorker: 1 };');
  const args = ['tune', 'cpu/sum-of-squares', '--sizes', '1,2', '--check', 'pool.ts', '--out', 'results'];
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CROSSOVER_TEST: folder },
  });
  let output = '';
  const firstBlock = new Promise<void>((settle) => {
    child.stderr.on('data', (text: Buffer) => {
      output += text.toString();
      if (output.includes('block 1/')) settle();
    });
  });
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const exitCode = new Promise<number | null>((settle) => child.once('close', settle));
  await Promise.race([firstBlock, exitCode]);
  child.kill('SIGINT');
  expect(await exitCode, output).toBe(130);
  await expect.poll(processesOfTest).toEqual([]);
  const [run = ''] = await readdir(join(folder, 'results'));
  const text = await readFile(join(folder, 'results', run, 'tune.json'), 'utf8');
  expect(parseDocument(text, 'tune.json')).toMatchObject({
    documentKind: 'tune',
    complete: false,
    search: { stoppedBecause: 'interrupted' },
  });
  expect(await readFile(join(folder, 'results', run, 'tune.html'), 'utf8')).toContain('interrupted');
});

test('a module that makes its pool when it is imported is read in a process of its own', async () => {
  const piscina = resolve('node_modules/piscina/dist/main.js');
  const path = join(folder, 'pool.mjs');
  await writeFile(
    path,
    `import piscina from '${piscina}';\nexport const pool = new piscina.Piscina({ minThreads: 1, maxThreads: 3 });\nprocess.title = 'mine';`,
  );
  expect(await readSettings(`file://${path}`, 'pool.mjs')).toMatchObject({ minThreads: 1, maxThreads: 3 });
  await writeFile(path, 'throw new Error("no bananas")');
  await expect(readSettings(`file://${path}`, 'pool.mjs')).rejects.toThrow(/no bananas.*export the options/);
});
