/**
 * What tasks do to those who measure them: one real run in which every scenario but one misbehaves in its own way. Each
 * costs its own cells, by name, under every model; the healthy one keeps its figures; nothing is left behind.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleConfig } from './config/sample-config.ts';
import { HOSTILE_CASES as CASES, writeCases } from './hostile-cases.ts';
import { models } from './models/index.ts';
import { isProcessAlive } from './models/model-lab.ts';
import { readRunDocument } from './result/parse.ts';
import type { Cell, RunDocument } from './result/schema.ts';
import { run } from './run.ts';

const idsOf = (perTask: boolean): string[] =>
  models.filter(({ spawnsWhileRunning }) => spawnsWhileRunning === perTask).map(({ id }) => id);
const MODELS = idsOf(false);
const PER_TASK_MODELS = idsOf(true);
/**
 * Their executors end with their task: what they do after it concerns nobody, what they keep is gone. And each takes a tenth
 * of a second to start, so that of what does no harm only that is tried which has to do with being alone.
 */
const AFTER_THE_TASK = [
  'throws later from a timer',
  'leaves an unhandled rejection',
  'answers otherwise under load',
];
const HARMLESS = ['starts a worker that spins', 'floods its output', 'talks to whoever started it'];
const PER_TASK_CASES = CASES.filter(
  ({ does, code }) => HARMLESS.includes(does) || (code !== null && !AFTER_THE_TASK.includes(does)),
);

/** What hangs waits for its deadline; whatever else is done about, a busy machine may take its time for. */
const HANG_DEADLINE_MS = 2_000;
const AMPLE_DEADLINE_MS = 30_000;

let lab: string;
let temp: string;
let documents: RunDocument[];
beforeAll(async () => {
  lab = await mkdtemp(join(tmpdir(), 'crossover-hostile-'));
  temp = join(lab, 'temp');
  mkdirSync(temp);
  mkdirSync(join(lab, 'seen'));
  vi.stubEnv('TMPDIR', temp);
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=96');
  const scenarios = await writeCases(CASES, lab);
  const measure = (
    ids: readonly string[],
    cases: typeof CASES,
    { seed, inFlight }: { seed: number; inFlight: number },
  ): Promise<RunDocument> => {
    const measured = scenarios.filter(({ id }) => cases.some(({ does }) => does === id));
    const taskDeadlineMs = cases.some(({ hangs }) => hangs) ? HANG_DEADLINE_MS : AMPLE_DEADLINE_MS;
    const hasPools = ids === MODELS;
    const options = {
      blocks: 1,
      taskDeadlineMs,
      models: ids,
      inFlight: [inFlight],
      seed,
      ...(hasPools ? { knobs: { poolSize: [1] } } : {}), // one executor misbehaves as well as two
    };
    return run(
      { ...sampleConfig(options, measured), nominalBlockMs: 250, maxWarmUpMs: 50, maxAttempts: 1 },
      {
        outDir: join(lab, 'out'),
        command: 'crossover run',
        onEvent: () => {},
        signal: new AbortController().signal,
      },
    );
  };
  const [hanging, others] = [
    (cases: typeof CASES) => cases.filter(({ hangs }) => hangs),
    (cases: typeof CASES) => cases.filter(({ hangs }) => !hangs),
  ];
  // Several runs at a time: no figure is looked at here, and a cell that is void for its neighbours is as good as any.
  const third = (part: number): typeof CASES => others(CASES).filter((_case, index) => index % 3 === part);
  const lanes = await Promise.all([
    measure(MODELS, third(0), { seed: 1, inFlight: 8 }),
    measure(MODELS, third(1), { seed: 5, inFlight: 8 }),
    measure(MODELS, third(2), { seed: 6, inFlight: 8 }),
    measure(MODELS, hanging(CASES), { seed: 4, inFlight: 8 }),
    (async () => [
      await measure(PER_TASK_MODELS, others(PER_TASK_CASES), { seed: 2, inFlight: 2 }),
      await measure(PER_TASK_MODELS, hanging(PER_TASK_CASES), { seed: 3, inFlight: 2 }),
    ])(),
  ]);
  documents = lanes.flat();
}, 360_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(lab, { recursive: true, force: true });
});

const cellOf = (scenario: string, model: string): Cell | undefined =>
  documents.flatMap(({ cells }) => cells).find((cell) => cell.scenario === scenario && cell.model === model);

describe.each(CASES)('a task that $does', ({ does, code, message, only }) => {
  const isTriedPerTask = PER_TASK_CASES.some((one) => one.does === does);
  test.each(isTriedPerTask ? [...MODELS, ...PER_TASK_MODELS] : MODELS)('under %s', (model) => {
    const cell = cellOf(does, model)!;
    const expected = only?.[model] ?? { code, message };
    if (expected.code === null) {
      expect(cell.error).toBeNull();
      expect(['ok', 'void']).toContain(cell.status);
      return;
    }
    expect(cell).toMatchObject({ status: 'failed', throughputPerSec: null });
    expect(cell.error?.code).toMatch(expected.code);
    expect(cell.error?.message).toMatch(expected.message ?? /./);
  });
});

test('an error keeps its name, code, cause and the user’s own lines across threads and processes', () => {
  for (const model of [...MODELS, ...PER_TASK_MODELS]) {
    const error = cellOf('throws an error with everything', model)?.error;
    expect(error).toMatchObject({ name: 'TypeError', cause: { name: 'RangeError', message: 'why' } });
    expect(error?.stack).toMatch(/case-0\.mjs:\d+:\d+/);
  }
});

test('the clocks of the harness are its own', () => {
  for (const model of MODELS) {
    const rounds = cellOf('patches the clocks', model)?.blocks.filter(({ status }) => status === 'ok') ?? [];
    for (const { meanThroughputPerSec, latencyMsMean } of rounds) {
      expect(meanThroughputPerSec).toBeGreaterThan(100);
      expect(latencyMsMean).toBeGreaterThan(0);
    }
  }
});

test('the document was written and can be read', async () => {
  for (const { runId, cells } of documents) {
    const read = await readRunDocument(join(lab, 'out', runId), '.');
    expect(read.document.cells).toHaveLength(cells.length);
  }
  // With the reference, which is measured beside all of them.
  const cellCount = documents.reduce((sum, { cells }) => sum + cells.length, 0);
  expect(cellCount).toBe(CASES.length * MODELS.length + PER_TASK_CASES.length * (1 + PER_TASK_MODELS.length));
});

test('no process and no temporary folder is left', async () => {
  const pids = readdirSync(join(lab, 'seen')).map(Number);
  expect(pids.length).toBeGreaterThan(CASES.length * 2);
  for (const pid of pids) await vi.waitUntil(() => !isProcessAlive(pid), { timeout: 5_000 });
  expect(readdirSync(temp)).toEqual([]);
  expect(existsSync(join(lab, 'out'))).toBe(true);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let line = '';
    try {
      line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      continue; // it has ended meanwhile
    }
    expect(line).not.toContain(lab);
  }
});
