import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ResolvedConfig } from '../../harness/config/options.ts';
import { parseDocument } from '../../harness/result/parse.ts';
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { simulateRun } from '../../harness/run/simulated-run.ts';
import { parseCommandLine } from '../command-line.ts';
import type { Io } from '../io.ts';
import type { Measure } from './after-measuring.ts';
import { reportCommand } from './report.ts';
import { tuneCommand } from './tune.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-tune-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A pool of `peak` is the best; the loop alone does as much as one worker. */
const measureWith =
  (peak: number, seen: ResolvedConfig[]): Measure =>
  async (config, { steering, onEvent, signal }) => {
    seen.push(config);
    const { document } = await simulateRun({
      adapt: () => config,
      ...(steering === undefined ? {} : { steering }),
      onEvent,
      signal,
      truthOf: ({ modelId, knobs }) => {
        const size = modelId === 'single-loop' ? 1 : Number(knobs.poolSize);
        return { throughputPerSec: 500 * Math.min(size, peak), processNoise: 0.004, sliceNoise: 0.005 };
      },
    });
    onEvent({ type: 'run-ended', document });
    return document;
  };

async function outcomeOf(line: string, { peak = 2, signal = new AbortController().signal } = {}) {
  const seen: ResolvedConfig[] = [];
  let [stdout, stderr] = ['', ''];
  const io: Io = {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    signal,
  };
  const words = line.split(' ').filter(Boolean);
  const invocation = await parseCommandLine(words, { version: '0', columns: 80 });
  if (invocation.kind !== 'command') throw new Error(invocation.text);
  const given = invocation.arguments;
  const exitCode =
    invocation.command === 'report'
      ? await reportCommand(given, io)
      : await tuneCommand(
          { ...given, options: { ...given.options, out: folder } },
          io,
          measureWith(peak, seen),
        );
  return { exitCode, stdout, stderr, config: seen[0], runs: (await readdir(folder)).sort() };
}

const LINE = 'tune cpu/sum-of-squares --seed 3 --max-size 8 --in-flight 8';

async function storedTune(): Promise<TuneDocument> {
  const text = await readFile(join(folder, 'simulated', 'tune.json'), 'utf8');
  return parseDocument(text, 'tune.json') as TuneDocument;
}

test('measures, says what to use, and writes document, page and snippet', async () => {
  const { exitCode, stdout, stderr, config, runs } = await outcomeOf(LINE);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/★ Use poolSize 2/);
  expect(stdout).toMatch(/tune\.json\n.*tune\.html\n.*tune-snippet\.ts\n$/);
  expect(stderr).toMatch(/stable: poolSize 2/);
  expect(runs).toEqual(['latest', 'simulated']);
  expect(config).toMatchObject({ budgetMs: 60_000, budgetIsGiven: true, inFlight: [8], maxAttempts: 1 });
  const tune = await storedTune();
  expect(tune.command).toBe('crossover tune cpu/sum-of-squares --max-size 8 --in-flight 8 --seed 3');
  expect(await readFile(join(folder, 'simulated', 'tune-snippet.ts'), 'utf8')).toContain('maxThreads: 2');

  const again = await outcomeOf(`report ${folder}/simulated --out ${folder}/again`);
  expect(again.stdout).toMatch(/★ Use poolSize 2/);
  expect(await readdir(join(folder, 'again'))).toEqual(['tune-snippet.ts', 'tune.html']);
  const markdown = await outcomeOf(`report ${folder}/simulated --format markdown`);
  expect(markdown.stdout).toMatch(/^```text\n.*★ Use poolSize 2.*```\n$/s);
});

test('--json puts the document alone on stdout', async () => {
  const { stdout, stderr } = await outcomeOf(`${LINE} --json --quiet`);
  expect(JSON.parse(stdout)).toMatchObject({ documentKind: 'tune', recommendation: { size: 2 } });
  expect(stderr).toMatch(/★ Use poolSize 2/);
});

test('--baseline: exit 3 when the answer moved beyond what ties, 0 when it did not', async () => {
  await outcomeOf(LINE);
  const stored = join(folder, 'base.json');
  await writeFile(stored, JSON.stringify(await storedTune()));
  const same = await outcomeOf(`${LINE} --baseline ${stored}`);
  expect(same).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('→ As in simulated') });
  const moved = await outcomeOf(`${LINE} --baseline ${stored}`, { peak: 6 });
  expect(moved).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/→ Moved: poolSize 2/) });
});

test('limits and other knobs hold at every size', async () => {
  const { config } = await outcomeOf(
    `${LINE} --max-rss 500MiB --knob atomics=sync --param n=1000 --budget 40s --no-pin`,
  );
  expect(config).toMatchObject({
    budgetMs: 40_000,
    pin: false,
    params: { 'cpu/sum-of-squares': { n: [1000] } },
  });
  const tune = await storedTune();
  expect(tune.limits.addedMemoryBytes).toBe(500 * 1024 ** 2);
  expect(tune.knob.fixed).toEqual({ atomics: 'sync' });
  expect(tune.recommendation.knobs).toMatchObject({ poolSize: 2, atomics: 'sync' });
});

test('a rate holds at every size, and is written down', async () => {
  const { config, stdout } = await outcomeOf(
    'tune cpu/sum-of-squares --seed 3 --max-size 4 --objective latency --rate 800 --arrivals poisson',
  );
  expect(config).toMatchObject({ ratesPerSec: [800], arrivals: 'poisson', budgetMs: 300_000 });
  expect(await storedTune()).toMatchObject({
    ratePerSec: 800,
    arrivals: 'poisson',
    command: expect.stringContaining('--objective latency --rate 800 --arrivals poisson'),
  });
  expect(stdout).toMatch(/mean latency/);
});

test('stopped before it began: nothing is measured', async () => {
  const controller = new AbortController();
  controller.abort('SIGINT');
  const { exitCode, config } = await outcomeOf(LINE, { signal: controller.signal });
  expect(exitCode).toBe(130);
  expect(config).toBeUndefined();
});

test.each([
  ['tune cpu/*', /These are \d+ scenarios/],
  [`${LINE} --knob poolsize`, /Did you mean "poolSize"/],
  [`${LINE} --knob poolSize --knob uvThreads`, /One number is tuned at a time/],
  [`${LINE} --knob atomic=sync`, /unknown knob "atomic"\. Did you mean "atomics"/],
  [`${LINE} --param n=1,2`, /n got 2 values/],
  [`${LINE} --param m=1`, /unknown parameter "m"/],
  [`${LINE} --max-p99 50`, /"50" is not a duration/],
  [`${LINE} --max-rss 1`, /is not a size/],
  [`${LINE} --objective speed`, /unknown objective "speed"/],
  [`${LINE} --objective latency`, /--objective latency needs a rate/],
  [`${LINE} --arrivals poisson`, /--arrivals stands without --rate/],
  [`${LINE} --rate 200`, /--rate stands without an objective that it is for/],
  [`${LINE} --objective latency --rate 200`, /--rate stands beside a number of tasks in flight/],
  [
    'tune cpu/sha256 --knob inFlight --objective latency --rate 200',
    /--rate stands beside a number of tasks/,
  ],
  ['tune cpu/sha256 --objective cpu --rate much', /--rate/],
  ['tune cpu/sha256 --objective cpu --rate 200 --arrivals odd', /unknown way of spacing arrivals "odd"/],
  [`${LINE} --baseline nowhere`, /There is no result at nowhere/],
  [`${LINE} --check nowhere.ts`, /nowhere\.ts does not exist/],
])('%s is refused before anything is measured', async (line, message) => {
  await expect(outcomeOf(line)).rejects.toThrow(message);
});
