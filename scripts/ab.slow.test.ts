/** `crossover ab` as people use it: real refs in a real repository, real processes, real exit codes. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../dist/scripts/cli.js', import.meta.url));
/** Blocks and budget small: what is looked at are the ways, not the figures. */
const SHORT = ['--blocks', '2', '--budget', '8s', '--seed', '5'];

let repository: string;
let temp: string;

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd: repository, env: { ...process.env, TMPDIR: temp, ...env }, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}
const crossover = (...args: string[]): Promise<Ended> => run(process.execPath, [CLI, ...args]);
const git = async (...args: string[]): Promise<void> => {
  const { exitCode, stderr } = await run('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
  if (exitCode !== 0) throw new Error(stderr);
};
async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(repository, path)), { recursive: true });
  await writeFile(join(repository, path), text);
}
/**
 * Hashes so many bytes, and its output does not depend on how many; reads a file that lies beside it in its own version. Native code: a
 * loop of the same length took five times as long in one process of thirty, as V8 happened to compile it, and no three blocks bear that.
 */
const scenario = (bytes: string): string => `import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { version } from '../lib.js';
const data = readFileSync('data.txt', 'utf8');
const bytes = Buffer.alloc(${bytes});
export default { kind: 'cpu', run: () => [data.length > 0, version > 0, createHash('sha256').update(bytes).digest().length] };
`;

beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), 'crossover-ab-'));
  temp = await mkdtemp(join(tmpdir(), 'crossover-ab-temp-'));
  await write('package.json', '{ "type": "module", "scripts": { "build": "node build.js" } }');
  await write(
    'build.js',
    `import { writeFileSync } from 'node:fs'; writeFileSync('lib.js', 'export const version = 1;');`,
  );
  await write('data.txt', 'base');
  await write('.gitignore', 'lib.js\nbench-results\n');
  await write('bench/loop.js', scenario('30_000'));
  await write('bench/gone.js', scenario('100_000'));
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-qm', 'base');
  await git('checkout', '-qb', 'change');
  await write('bench/loop.js', scenario('3_000_000'));
  await rm(join(repository, 'bench/gone.js'));
  await git('add', '-A');
  await git('commit', '-qm', 'a hundred times the work');
  await write('lib.js', 'export const version = 2;');
}, 60_000);
afterAll(async () => {
  await rm(repository, { recursive: true, force: true });
  await rm(temp, { recursive: true, force: true });
});

describe('two refs', () => {
  test('are checked out, built, measured side by side, and gone afterwards', async () => {
    const ended = await crossover('ab', 'main', 'change', '--scenario', 'bench/loop.js', ...SHORT, '--json');
    const comparison = JSON.parse(ended.stdout);
    expect(comparison).toMatchObject({
      documentKind: 'comparison',
      advisory: false,
      base: { name: expect.stringMatching(/^main@[0-9a-f]{7}$/) },
      head: { name: expect.stringMatching(/^change@[0-9a-f]{7}$/) },
    });
    expect(ended.stderr).toMatch(/npm run build in main@/);
    const [row] = comparison.rows;
    // On a machine that is busy every block may be void: then nothing is claimed.
    if (row.base !== null && row.head !== null) expect(row.head.value).toBeLessThan(0.6 * row.base.value);
    expect([0, 3, 5]).toContain(ended.exitCode);
    const [folder = ''] = readdirSync(join(repository, 'bench-results')).filter((name) => name !== 'latest');
    for (const file of [
      'comparison.json',
      'comparison.md',
      'comparison.html',
      'junit.xml',
      'benchmark-action.json',
      'result.json',
    ]) {
      expect(existsSync(join(repository, 'bench-results', folder, file))).toBe(true);
    }
    expect(readdirSync(temp)).toEqual([]);
    const { stdout } = await run('git', ['worktree', 'list']);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  test('a cell of the base that vanished in the head never exits 0', async () => {
    const ended = await crossover('ab', 'main', '--scenario', 'bench/*.js', ...SHORT);
    expect(ended.stdout).toMatch(/1 removed/);
    expect(ended.stdout).toMatch(/removed\s+gone · 1 in flight · single-loop/);
    expect([3, 5]).toContain(ended.exitCode);
  });

  test('on GitHub Actions the summary is written and what is wrong is annotated', async () => {
    const summary = join(temp, 'summary.md');
    const args = [CLI, 'ab', 'main', '--scenario', 'bench/*.js', ...SHORT];
    const ended = await run(process.execPath, args, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    expect(ended.stdout).toMatch(/^::warning title=removed%3A gone/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/^### \S+ .*1 removed/);
    await rm(summary);
  });
});

describe('an interrupted comparison', () => {
  const stopWhen = (args: readonly string[], pattern: RegExp): Promise<Ended> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [CLI, ...args],
        { cwd: repository, env: { ...process.env, TMPDIR: temp } },
        (error, stdout, stderr) =>
          resolve({ exitCode: Number(error?.code ?? child.exitCode ?? -1), stdout, stderr }),
      );
      let told = '';
      child.stderr?.on('data', (text: string) => {
        told += text;
        if (pattern.test(told)) child.kill('SIGINT');
      });
    });
  const REFS = ['ab', 'main', 'change', '--scenario', 'bench/loop.js', '--confirm', '--seed', '5'];
  /** An interval of two blocks would not find even this; one of three does where blocks scatter by half. */
  const THREE = ['--blocks', '3', '--budget', '9s'];

  interface Stored {
    readonly complete: boolean;
    readonly blocks: readonly unknown[];
    readonly cells: readonly {
      readonly blocks: readonly { readonly status: string; readonly medianThroughputPerSec: number | null }[];
    }[];
  }
  const readRun = (folder: string): Stored => JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
  /** How many times as fast its quickest block was as its slowest. */
  const scatterOf = (rates: readonly number[]): number => Math.max(...rates) / Math.min(...rates);
  /** On a machine that is busy blocks are void, or left out, or differ threefold, and what remains may claim nothing. */
  const wasBusy = ({ blocks, cells }: Stored): boolean =>
    blocks.length < 3 ||
    cells.some(
      (cell) =>
        cell.blocks.some(({ status }) => status === 'void') ||
        scatterOf(cell.blocks.map(({ medianThroughputPerSec }) => medianThroughputPerSec ?? 0)) > 3,
    );

  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'crossover-ab-out-'));
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  test('goes on by the commits that it began with, and so do the fresh blocks that confirm it', async () => {
    const stopped = await stopWhen([...REFS, ...THREE, '--out', out], /block 1\/3/);
    expect(stopped.exitCode).toBe(130);
    const hint = /Continue with: crossover ab --resume (\S+) --confirm/.exec(stopped.stderr)?.[1] ?? '';
    const other = await crossover('run', '--resume', hint);
    expect(other.stderr).toMatch(/was begun by crossover ab/);
    await git('branch', '-m', 'main', 'renamed');
    const confirming = await stopWhen(['ab', '--resume', hint], /to confirm.*block 1\/3/s);
    const ended = await crossover('ab', '--resume', hint, '--json');
    await git('branch', '-m', 'renamed', 'main');
    const comparison = JSON.parse(ended.stdout);
    expect(comparison).toMatchObject({ documentKind: 'comparison', advisory: false });
    const first = readRun(hint);
    expect(first.complete).toBe(true);
    expect(readdirSync(temp)).toEqual([]);
    if (wasBusy(first)) return;
    expect(confirming).toMatchObject({ exitCode: 130, stderr: expect.stringContaining(`--resume ${hint}`) });
    expect(ended.stderr).toMatch(/going on with measuring 1 slower cell once more, to confirm/);
    const [inner = ''] = readdirSync(join(hint, 'confirmation'));
    const folder = join(hint, 'confirmation', inner);
    const alone = await crossover('ab', '--resume', folder);
    expect(alone.stderr).toMatch(/confirms another.*Continue that one: crossover ab --resume/s);
    if (wasBusy(readRun(folder))) return;
    const [{ verdict, reason }] = comparison.contrasts;
    expect({ verdict, reason, exitCode: ended.exitCode }).toEqual({
      verdict: 'slower',
      reason: expect.stringMatching(/^confirmed in \d fresh blocks/),
      exitCode: 3,
    });
  });
});

describe('what means nothing is told before anything is measured', () => {
  test.each([
    [['ab', 'nowhere', '--scenario', 'bench/loop.js'], /"nowhere" is neither a git ref here, nor a folder/],
    [['ab', 'mian', '--scenario', 'bench/loop.js'], /nor a scenario file\. Did you mean "main"\?/],
    [
      ['ab', 'main', '--scenario', 'cpu/sha265'],
      /unknown scenario "cpu\/sha265"\. Did you mean "cpu\/sha256"/,
    ],
    [['ab', 'main'], /Which scenarios both versions run is not said/],
    [
      ['ab', 'main', '--scenario', 'bench/lop.js'],
      /bench\/lop\.js is neither in main@[0-9a-f]{7} nor in HEAD@[0-9a-f]{7}\. Did you mean "bench\/loop\.js"\?/,
    ],
    [['ab'], /What is compared is not said/],
    [['ab', 'bench/loop.js'], /bench\/loop\.js stands alone/],
    [['ab', 'bench/loop.js', 'main', '--scenario', 'bench/loop.js'], /not the same kind of thing/],
    [['ab', 'main', '--scenario', 'bench/gone.js'], /have no scenario in common/],
    [
      ['ab', 'main', '--scenario', 'bench/loop.js', '--build', 'echo no luck; exit 7'],
      /failed in main@.*no luck/,
    ],
    [['ab', '--upload-pack=x', 'main'], /unknown option|crossover ab/],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await crossover(...args);
    expect(stderr).toMatch(message);
    // A checkout is installed and built: nothing but what that tells is told after it.
    if (!args.includes('--build')) expect(stderr).not.toMatch(/checking out/);
    expect(exitCode).toBe(2);
    expect(readdirSync(temp)).toEqual([]);
  });
});

test('a stop while a ref is built leaves nothing', async () => {
  const child = execFile(
    process.execPath,
    [CLI, 'ab', 'main', '--scenario', 'bench/loop.js', '--build', 'sleep 60'],
    { cwd: repository, env: { ...process.env, TMPDIR: temp } },
  );
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => /sleep 60 in/.test(text) && resolve());
  });
  child.kill('SIGINT');
  const exitCode = await new Promise((resolve) => child.once('exit', resolve));
  expect(exitCode).toBe(130);
  expect(readdirSync(temp)).toEqual([]);
});
