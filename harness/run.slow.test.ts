import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { analyse } from './analyse/analyse.ts';
import { builtUrl } from './built.ts';
import type { ResolvedConfig, UserOptions } from './config/options.ts';
import { sampleConfig } from './config/sample-config.ts';
import { isProcessAlive } from './models/model-lab.ts';
import { readRunDocument } from './result/parse.ts';
import type { RunDocument } from './result/schema.ts';
import { readJournal as readSavedRun } from './run/journal.ts';
import { run } from './run.ts';
import type { RunEvent } from './run-events.ts';

/** Every executor leaves its process id in the folder `seen`; a worker thread leaves when it is told to. */
const SOURCE = (seen: string): string => `
  import { createHash } from 'node:crypto';
  import { existsSync, writeFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { isMainThread } from 'node:worker_threads';
  const seen = ${JSON.stringify(seen)};
  export default {
    params: { leaves: ['nobody', 'worker'] },
    open: ({ tempDir, params }) => {
      writeFileSync(join(seen, String(process.pid)), tempDir);
      return params.leaves === 'worker' && !isMainThread;
    },
    inputs: (params, random, count) => Array.from({ length: count }, () => random.integer(1e6)),
    run: (input, leaves) => {
      if (leaves) process.exit(1);
      return createHash('sha256').update('x'.repeat(5_000) + input).digest('hex');
    },
  };`;

let lab: string;
let seen: string;
let temp: string;
let scenarioPath: string;
beforeAll(async () => {
  lab = await mkdtemp(join(tmpdir(), 'crossover-lab-'));
  seen = join(lab, 'seen');
  temp = join(lab, 'temp');
  scenarioPath = join(lab, 'tiny.mjs');
  await writeFile(scenarioPath, SOURCE(seen));
});
beforeEach(async () => {
  await rm(seen, { recursive: true, force: true });
  await mkdir(seen);
  await mkdir(temp, { recursive: true });
  vi.stubEnv('TMPDIR', temp);
  return () => vi.unstubAllEnvs();
});
afterAll(() => rm(lab, { recursive: true, force: true }));

/** A run of the tiny scenario, as short as it can be; the budget bounds how often void blocks are repeated. */
function tinyConfig(options: UserOptions = {}): ResolvedConfig {
  const scenario = { params: { leaves: ['nobody', 'worker'] } as object, run: () => null };
  const moduleUrl = pathToFileURL(scenarioPath).href;
  const selected = { id: 'tiny', moduleUrl, label: './tiny.mjs', isBuiltIn: false, scenario };
  const config = sampleConfig({ blocks: 2, budgetMs: 6_000, taskDeadlineMs: 5_000, ...options }, [selected]);
  return { ...config, nominalBlockMs: 900, maxWarmUpMs: 100 };
}

interface TinyRun {
  readonly document: RunDocument;
  readonly events: readonly RunEvent[];
  readonly runDir: string;
  readonly outDir: string;
}

async function runTiny(
  options: UserOptions = {},
  onEvent: (event: RunEvent) => void = () => {},
  signal = new AbortController().signal,
): Promise<TinyRun> {
  const outDir = await mkdtemp(join(lab, 'out-'));
  const events: RunEvent[] = [];
  const document = await run(tinyConfig(options), {
    outDir,
    command: 'crossover run ./tiny.mjs',
    onEvent: (event) => {
      events.push(event);
      onEvent(event);
    },
    signal,
  });
  return { document, events, outDir, runDir: join(outDir, document.runId) };
}

function readJournal(runDir: string): { block?: { index: number }; runId?: string }[] {
  const text = readFileSync(join(runDir, 'journal.ndjson'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** No process that opened the scenario lives, and no folder is left behind. */
async function expectNothingLeft(): Promise<void> {
  const pids = readdirSync(seen);
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) await vi.waitUntil(() => !isProcessAlive(Number(pid)), { timeout: 5_000 });
  for (const pid of pids) expect(existsSync(readFileSync(join(seen, pid), 'utf8'))).toBe(false);
  expect(readdirSync(temp)).toEqual([]);
}

test('a run from end to end: measured, saved, analysed, and nothing left behind', async () => {
  const { document, events, runDir } = await runTiny();
  expect(document.cells.map(({ model, error }) => [model, error])).toEqual([
    ['sequential', null],
    ['single-loop', null],
    ['worker-threads', null],
    ['child-processes', null],
  ]);
  expect(document).toMatchObject({ complete: true, config: { seed: 7, blocks: 2 } });
  expect(document.environment.microCosts?.dispatchMs).toBeGreaterThan(0);
  for (const { blocks } of document.cells) {
    expect(new Set(blocks.map(({ digest }) => digest)).size).toBe(1);
    for (const round of blocks) {
      expect(round.slices.length).toBeGreaterThanOrEqual(2);
      expect(round.tasks.offered).toBe(round.tasks.ok);
      // On a busy machine every slice of a round may be void: then it has no figure, and says so.
      if (round.slices.every(({ voidReason }) => voidReason !== null)) {
        expect(round).toMatchObject({ status: 'void', meanThroughputPerSec: null });
      } else expect(round.meanThroughputPerSec).toBeGreaterThan(0);
    }
  }

  const stored = await readRunDocument(runDir, '');
  expect(stored.document).toEqual(JSON.parse(JSON.stringify(document)));
  const isSame = JSON.stringify(analyse(stored.document)) === JSON.stringify(stored.document);
  expect(isSame).toBe(true);

  const [header, start, ...entries] = readJournal(runDir);
  expect(header?.runId).toBe(document.runId);
  expect(start).toMatchObject({ environment: document.environment, computing: expect.any(Array) });
  expect(entries.map(({ block }) => block)).toEqual(document.blocks);
  expect(readdirSync(runDir).sort()).toEqual(['journal.ndjson', 'result.json']);
  expect(events[0]).toMatchObject({ type: 'phase' });
  expect(events.at(-1)).toMatchObject({ type: 'run-ended', document: { runId: document.runId } });
  await expectNothingLeft();
});

test('an executor that leaves fails its cell by name, and the rest goes on', async () => {
  const { document } = await runTiny({ params: { leaves: ['worker'] } });
  for (const { model, status, error, blocks } of document.cells) {
    if (model !== 'worker-threads') expect([model, error]).toEqual([model, null]);
    else expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'CROSSOVER_EXECUTOR_DIED' });
    expect(blocks.length).toBeGreaterThan(0);
  }
  await expectNothingLeft();
});

describe('a run that is stopped', () => {
  test('ends its children at once and keeps the blocks that were finished', async () => {
    const controller = new AbortController();
    let startedBlocks = 0;
    let stoppedAtMs = Number.NaN;
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'block-started') startedBlocks += 1;
      if (event.type !== 'turn-ended' || startedBlocks < 2 || controller.signal.aborted) return;
      stoppedAtMs = performance.now();
      controller.abort();
    };
    const options = { blocks: 3, budgetMs: 60_000 };
    const { document, runDir } = await runTiny(options, onEvent, controller.signal);
    expect(performance.now() - stoppedAtMs).toBeLessThan(2_000);
    expect(document.complete).toBe(false);
    expect(document.blocks).toHaveLength(1);
    expect(readJournal(runDir)).toHaveLength(3); // header, start and the block
    const stored = await readRunDocument(runDir, '');
    expect(stored.document.complete).toBe(false);
    await expectNothingLeft();
  });

  test('before anything was measured still leaves a document that says so', async () => {
    const { document, runDir } = await runTiny({}, () => {}, AbortSignal.abort());
    expect(document).toMatchObject({ complete: false, blocks: [] });
    expect((await readRunDocument(runDir, '')).document.cells).toHaveLength(4);
  });
});

test('a model that cannot run here has cells that say so, also when the run is continued where it could', async () => {
  const reason = 'the package such-a-pool is not installed: npm install such-a-pool@1';
  const withReason = (whyUnavailable: () => string | null): ResolvedConfig => {
    const config = tinyConfig({ models: ['worker-threads'], blocks: 1, seed: 3 });
    const adapted = config.models.map(({ model, knobs }) => ({
      knobs,
      model: model.id === 'worker-threads' ? { ...model, whyUnavailable } : model,
    }));
    return { ...config, models: adapted };
  };
  const outDir = await mkdtemp(join(lab, 'out-'));
  const options = { outDir, command: '', onEvent: () => {}, signal: new AbortController().signal };
  const first = await run(
    withReason(() => reason),
    options,
  );
  const saved = await readSavedRun(join(outDir, first.runId));
  const continued = await run(
    withReason(() => null),
    { ...options, saved },
  );
  for (const { cells, contrasts } of [first, continued]) {
    expect(cells.map(({ model, status }) => [model, status === 'cannot'])).toEqual([
      ['single-loop', false],
      ['worker-threads', true],
    ]);
    expect(cells[1]).toMatchObject({ reason, error: null, blocks: [] });
    expect(contrasts).toEqual([]);
  }
  await expectNothingLeft();
});

describe('a service that does not start', () => {
  const answers = 'export default { start: async () => ({ address: {}, stop: async () => {} }) };';
  const throws = `export default { start: async () => {
    throw Object.assign(new Error('nobody answers'), { remedy: 'Correct THE_URL.' });
  } };`;

  /** Two scenarios, or only the one that needs the service. */
  async function withService(text: string, ids: readonly string[]): Promise<ResolvedConfig> {
    await writeFile(join(lab, 'service.mjs'), text);
    const services = [{ id: 'db', moduleUrl: pathToFileURL(join(lab, 'service.mjs')).href }];
    const config = tinyConfig({ models: ['worker-threads'], blocks: 1, seed: 4 });
    const [tiny] = config.scenarios;
    const scenarios = ids.map((id) =>
      id === 'tiny' ? tiny! : { ...tiny!, id, scenario: { ...tiny!.scenario, services } },
    );
    const params = Object.fromEntries(ids.map((id) => [id, { leaves: ['nobody'] }]));
    return { ...config, scenarios, params };
  }

  async function optionsOf(events: RunEvent[] = []) {
    const outDir = await mkdtemp(join(lab, 'out-'));
    const onEvent = (event: RunEvent): void => void events.push(event);
    return { outDir, command: '', onEvent, signal: new AbortController().signal };
  }

  test('fails the cells that need it by its reason; the others are measured, also when the run is continued where it starts', async () => {
    const ids = ['needing', 'tiny'];
    const events: RunEvent[] = [];
    const options = await optionsOf(events);
    const first = await run(await withService(throws, ids), options);
    const saved = await readSavedRun(join(options.outDir, first.runId));
    const continued = await run(await withService(answers, ids), { ...options, saved });
    for (const document of [first, continued]) {
      const { cells, contrasts, blocks, conditions } = document;
      expect(document.complete).toBe(true);
      expect(cells.map(({ scenario, status }) => [scenario, status === 'failed'])).toEqual([
        ['needing', true],
        ['needing', true],
        ['tiny', false],
        ['tiny', false],
      ]);
      expect(cells[0]).toMatchObject({ error: { code: 'CROSSOVER_SERVICE_FAILED' }, blocks: [] });
      expect(cells[0]?.reason).toMatch(
        /The service "db" .* could not start: nobody answers\..* Correct THE_URL\.$/s,
      );
      expect(contrasts[0]).toMatchObject({ cell: cells[1]?.id, verdict: 'not comparable' });
      expect(new Set(blocks.map(({ condition }) => condition))).toEqual(new Set([conditions[1]?.id]));
      expect(analyse(document)).toEqual(document);
    }
    expect(events).toContainEqual({
      type: 'phase',
      text: 'db did not start: what needs it fails, the rest is measured',
    });
    await expectNothingLeft();
  });

  test('ends the run at once where everything needs it', async () => {
    const options = await optionsOf();
    await expect(run(await withService(throws, ['needing']), options)).rejects.toThrow(
      /could not start: nobody answers\..* Correct THE_URL\.$/s,
    );
    expect(readdirSync(seen)).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('ends a continued run that was begun with it, and keeps what was measured', async () => {
    const options = await optionsOf();
    const ids = ['tiny', 'needing'];
    const first = await run(await withService(answers, ids), options);
    const runDir = join(options.outDir, first.runId);
    const before = readFileSync(join(runDir, 'journal.ndjson'), 'utf8');
    const saved = await readSavedRun(runDir);
    await expect(run(await withService(throws, ids), { ...options, saved })).rejects.toThrow(
      'continue it when the service starts again',
    );
    expect(readFileSync(join(runDir, 'journal.ndjson'), 'utf8')).toBe(before);
    await expectNothingLeft();
  });
});

test('a folder that cannot be made is told before anything is measured', async () => {
  const outDir = join(scenarioPath, 'below-a-file');
  const options = { outDir, command: '', onEvent: () => {}, signal: new AbortController().signal };
  await expect(run(tinyConfig(), options)).rejects.toMatchObject({ code: 'CROSSOVER_OUTPUT_FOLDER' });
  expect(readdirSync(seen)).toEqual([]);
});

test('without the sources of Linux a run completes and says what it could not do', async () => {
  const outDir = await mkdtemp(join(lab, 'out-'));
  const script = join(lab, 'run.mjs');
  await writeFile(
    script,
    `import { models } from ${JSON.stringify(builtUrl('harness/models/index.js').href)};
     import { resolveConfig } from ${JSON.stringify(builtUrl('harness/config/resolve.js').href)};
     import { run } from ${JSON.stringify(builtUrl('harness/run.js').href)};
     const moduleUrl = ${JSON.stringify(pathToFileURL(scenarioPath).href)};
     const scenario = (await import(moduleUrl)).default;
     const selected = { id: 'tiny', moduleUrl, label: './tiny.mjs', isBuiltIn: false, scenario };
     const config = resolveConfig({ blocks: 2, seed: 1 }, [selected], models);
     await run({ ...config, nominalBlockMs: 900, maxWarmUpMs: 100 }, {
       outDir: ${JSON.stringify(outDir)}, command: '', onEvent: () => {}, signal: new AbortController().signal,
     });`,
  );
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, CROSSOVER_LINUX_SOURCES: 'off' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exitCode = await new Promise((resolve) => child.once('exit', resolve));
  expect(exitCode).toBe(0);
  const { document } = await readRunDocument(join(outDir, readdirSync(outDir)[0]!), '');
  expect(document.environment).toMatchObject({ sources: [], canPin: false, cpuQuota: null });
  expect(document.complete).toBe(true);
  expect(document.blocks.length).toBeGreaterThanOrEqual(2);
  for (const { status, error, blocks } of document.cells) {
    expect({ isFailed: status === 'failed', error }).toEqual({ isFailed: false, error: null });
    for (const round of blocks) {
      expect(round).toMatchObject({ loopThreadCpuMsPerTask: null, runQueueWaitRatio: null });
      expect(round.cpuMsPerTask).toBeGreaterThan(0);
      expect(round.slices.every(({ cpu, sleeperCpuRatio }) => cpu === null && sleeperCpuRatio === null)).toBe(
        true,
      );
    }
  }
  const ids = document.findings.map(({ id }) => id);
  expect(ids).toContain('missing-sources');
  expect(ids.includes('no-pinning')).toBe(document.environment.usableCores >= 2);
  await expectNothingLeft();
});
