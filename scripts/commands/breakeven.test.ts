import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { writeDocument } from '../../harness/result/write.ts';
import { inventedRunDocument } from '../../reports/fixture-document.ts';
import { parseCommandLine } from '../command-line.ts';
import type { Io } from '../io.ts';
import type { Measure } from './after-measuring.ts';
import { breakevenCommand } from './breakeven.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-breakeven-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the command with a fake that gives the invented document, and tells what was to be measured, look by look. */
async function looksOf(line: string, controller = new AbortController(), stopAfterFirst = false) {
  const looks: { config: ResolvedConfig; outDir: string; command: string }[] = [];
  const measure: Measure = async (config, { outDir, command, onEvent }) => {
    looks.push({ config, outDir, command });
    if (stopAfterFirst) controller.abort('SIGINT');
    const document = inventedRunDocument(2);
    await writeDocument(join(outDir, document.runId, 'result.json'), document);
    onEvent({ type: 'run-ended', document });
    return document;
  };
  let stderr = '';
  const io: Io = {
    stdout: { write: () => true },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    signal: controller.signal,
  };
  const invocation = await parseCommandLine(
    ['breakeven', ...line.split(' ').filter(Boolean), '--out', folder],
    { version: '0', columns: 80 },
  );
  if (invocation.kind !== 'command') throw new Error(invocation.text);
  const exitCode = await breakevenCommand(invocation.arguments, io, measure);
  return { looks, exitCode, stderr };
}

test('looks at three sizes first, throws that away, and measures around the places', async () => {
  const { looks, stderr } = await looksOf('--seed 3');
  const [first, second] = looks;
  expect(looks).toHaveLength(2);
  expect(first?.config).toMatchObject({ blockCount: 1, params: { 'cpu/grain': { taskMs: [0.03, 0.3, 3] } } });
  expect(first?.outDir).not.toBe(folder);
  await expect(readdir(first?.outDir ?? '')).rejects.toThrow(/ENOENT/);
  expect(second?.config).toMatchObject({ blockCount: 5, blockCountIsGiven: true, inFlight: [8], seed: 3 });
  expect(second?.config.params['cpu/grain']?.taskMs).toHaveLength(4);
  expect(second?.outDir).toBe(folder);
  expect(second?.command).toMatch(/^crossover run cpu\/grain /);
  expect(stderr).toMatch(/A first look.*\n.*Measuring tasks of [\d., ]+ ms/s);
});

test('what is asked for holds for both looks', async () => {
  const { looks } = await looksOf(
    '--in-flight 1,8 --param payloadKiB=0,1024 --models worker-threads --blocks 7',
  );
  for (const { config } of looks) {
    expect(config).toMatchObject({ inFlight: [1, 8], params: { 'cpu/grain': { payloadKiB: [0, 1024] } } });
    expect(config.models.map(({ model }) => model.id).sort()).toEqual(['single-loop', 'worker-threads']);
  }
  expect(looks[1]?.config.blockCount).toBe(7);
});

test.each([
  ['', 25_500, 85_000],
  ['--budget 30s', 9_000, 30_000],
  ['--in-flight 1,8 --param payloadKiB=0,256', 102_000, 340_000],
])('%j: both looks share one budget', async (line, firstMs, togetherMs) => {
  const { looks } = await looksOf(line);
  const [first, second] = looks;
  expect(first?.config).toMatchObject({ maxAttempts: 1, budgetMs: firstMs, budgetIsGiven: true });
  expect(second?.config.budgetMs).toBeLessThanOrEqual(togetherMs);
  expect(second?.config.budgetMs).toBeGreaterThan(0.9 * togetherMs); // the fake takes no time
});

test('a number of blocks is kept, however long it takes', async () => {
  const { looks } = await looksOf('--blocks 7');
  expect(looks[1]?.config).toMatchObject({ blockCount: 7, budgetMs: null });
});

test('a stop in the first look ends it', async () => {
  const { looks, exitCode, stderr } = await looksOf('', new AbortController(), true);
  expect(looks).toHaveLength(1);
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/Stopped in the first look/);
});
