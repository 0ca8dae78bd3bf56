/** The command as people start it: the built bin, real processes, real signals. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownModels } from '../harness/models/index.ts';
import { isProcessAlive } from '../harness/models/model-lab.ts';
import { parseDocument } from '../harness/result/parse.ts';
import type { RunDocument } from '../harness/result/schema.ts';
import { builtInScenarios } from '../scenarios/index.ts';
import { descendantsOf, readLatestRun, type Started, startCli } from './cli-lab.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (args: readonly string[]): Started => startCli(folder, args);
const crossover = (...args: string[]): Started['ended'] => start(args).ended;
const readRun = (out: string): Promise<RunDocument> => readLatestRun(folder, out);

test.each([
  [['run', '--modles', 'x'], 'error: unknown option "--modles". Did you mean "--models"? Known: --models'],
  [
    ['rnu'],
    'error: unknown command "rnu". Did you mean "run"? Known: run, breakeven, ab, tune, compare, report, list.\n',
  ],
  [['run', 'cpu/sha265'], 'error: unknown scenario "cpu/sha265". Did you mean "cpu/sha256"? Known: cpu/sum'],
  [['run', './gone.ts'], 'error: ./gone.ts does not exist.'],
  [['run', 'cpu/sha256', '--input', 'x.json'], 'error: --input stands beside cpu/sha256, which makes'],
  [['report', 'gone'], 'error: There is no result at gone.'],
  [['list', 'modles'], 'error: unknown topic "modles". Did you mean "models"? Known: scenarios, models.\n'],
])('%j is a usage error', async (args, message) => {
  const { exitCode, stdout, stderr } = await crossover(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr.startsWith(message)).toBe(true);
});

test('list --json names every scenario and model', async () => {
  const { exitCode, stdout } = await crossover('list', '--json');
  expect(exitCode).toBe(0);
  const listed = JSON.parse(stdout) as Record<'scenarios' | 'models', { id: string }[]>;
  expect(listed.scenarios.map(({ id }) => id)).toEqual(builtInScenarios.map(({ id }) => id));
  expect(listed.models.map(({ id }) => id)).toEqual(knownModels.map(({ id }) => id));
});

test('what npm starts means paths from the folder in which the user typed', async () => {
  await copyFile(
    new URL('../harness/result/fixtures/run-v1.json', import.meta.url),
    join(folder, 'mine.json'),
  );
  const launcher = fileURLToPath(new URL('dev/start.mjs', import.meta.url));
  const args = [launcher, 'report', 'mine.json', '--format', 'markdown'];
  const stdout = execFileSync(process.execPath, args, { env: { ...process.env, INIT_CWD: folder } });
  expect(String(stdout)).toMatch(/^### Crossover/);
});

test('a reader that leaves early is no error', async () => {
  const listing = start(['list']);
  listing.process.stdout?.destroy();
  expect(await listing.ended).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a smoke run leaves its document on stdout and in the folder, with report and pictures', async () => {
  const args = ['run', 'cpu/sum-of-squares', '--preset', 'smoke', '--seed', '1', '--out', 'smoke', '--json'];
  const { exitCode, stdout, stderr } = await crossover(...args);
  const document = parseDocument(stdout, 'stdout') as RunDocument;
  expect(document).toEqual(await readRun('smoke'));
  expect(document).toMatchObject({
    complete: true,
    command: 'crossover run cpu/sum-of-squares --preset smoke --seed 1',
  });
  expect(document.cells.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(exitCode).toBe(document.cells.some(({ status }) => status === 'ok') ? 0 : 5);
  expect(stderr).toMatch(/^cpu\/sum-of-squares {3}n=1000000/m);
  const latest = join(folder, 'smoke', 'latest');
  for (const file of ['report.html', 'journal.ndjson']) expect(existsSync(join(latest, file))).toBe(true);
  const again = await crossover('report', 'smoke', '--out', 'again');
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  expect(existsSync(join(folder, 'again', 'report.html'))).toBe(true);
});

test('a user’s file that throws fails its cells by name: exit 1, the rest is kept', async () => {
  const source = `export default function (): number { throw new RangeError('no bananas'); }\n`;
  await writeFile(join(folder, 'thrower.ts'), source);
  const args = ['run', './thrower.ts', '--models', 'single-loop', '--preset', 'smoke', '--out', 'thrown'];
  const { exitCode, stdout } = await crossover(...args);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/single-loop\s+failed: .*no\s+bananas/);
  const { cells } = await readRun('thrown');
  expect(cells).toMatchObject([{ scenario: 'thrower', model: 'single-loop', status: 'failed' }]);
});

test('a run whose orchestrator is killed leaves no process, and --resume finishes it', async () => {
  const args = [
    'run',
    'cpu/sum-of-squares',
    '--preset',
    'smoke',
    '--blocks',
    '3',
    '--seed',
    '4',
    '--out',
    'killed',
  ];
  const killed = start(args);
  await killed.stderrSays(/block 2\/3/);
  killed.process.kill('SIGSTOP'); // or it may be done before the other command has begun
  const descendants = descendantsOf(killed.process.pid!);
  const [runId = ''] = readdirSync(join(folder, 'killed'));
  expect(await crossover('run', '--resume', join('killed', runId))).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`is still running, as process ${killed.process.pid}`),
  });
  killed.process.kill('SIGKILL');
  await killed.ended;
  await expect.poll(() => descendants.filter(isProcessAlive), { timeout: 5_000 }).toEqual([]);
  const report = await crossover('report', join('killed', runId));
  expect(report.exitCode).toBe(2);
  expect(report.stderr).toContain(`crossover run --resume killed/${runId}`);
  const refused = await crossover('run', '--resume', join('killed', runId), '--blocks', '9');
  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--blocks stands beside --resume'),
  });
  const resumed = await crossover('run', '--resume', join('killed', runId));
  const document = await readRun('killed');
  expect(document).toMatchObject({ runId, complete: true, config: { seed: 4, blocks: 3 } });
  const firsts = document.blocks.filter(({ attempt }) => attempt === 0);
  expect(firsts.map(({ index }) => index)).toHaveLength(3);
  expect(resumed.exitCode).toBe(document.cells.some(({ status }) => status === 'ok') ? 0 : 5);
  expect(resumed.stdout).toMatch(/^cpu\/sum-of-squares {3}n=1000000/m);
});

test('a scenario file that changed is no longer that run’s', async () => {
  const path = join(folder, 'changing.mjs');
  await writeFile(path, 'export default () => 1;');
  const args = ['run', './changing.mjs', '--models', 'single-loop', '--preset', 'smoke', '--out', 'changed'];
  expect((await crossover(...args)).exitCode).toBeLessThan(6);
  await writeFile(path, 'export default () => 2;');
  const { exitCode, stderr } = await crossover('run', '--resume', 'changed');
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('changing.mjs has changed'),
  });
});
