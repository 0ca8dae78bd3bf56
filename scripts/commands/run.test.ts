import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CrossoverError } from '../../harness/errors.ts';
import type { RunDocument } from '../../harness/result/schema.ts';
import { writeDocument } from '../../harness/result/write.ts';
import { inventedRunDocument } from '../../reports/fixture-document.ts';
import { parseCommandLine } from '../command-line.ts';
import type { Io } from '../io.ts';
import type { Measure } from './after-measuring.ts';
import { runCommand } from './run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-run-command-'));
});
afterEach(() => rm(folder, { recursive: true }));

const DOCUMENT = inventedRunDocument(2);

/** Measures nothing: tells the events of a run and hands out the invented document. */
function fakeRun(document: RunDocument, { skipLast = false } = {}): Measure {
  return async (_config, { outDir, onEvent }) => {
    onEvent({ type: 'phase', text: 'starting delay-server' });
    const told = skipLast ? document.conditions.slice(0, -1) : document.conditions;
    for (const condition of told) onEvent({ type: 'condition-ended', condition, document });
    await writeDocument(join(outDir, document.runId, 'result.json'), document);
    onEvent({ type: 'run-ended', document });
    return document;
  };
}

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `crossover run cpu/sha256 <line> --out <folder>` with a fake in the place of the harness. */
async function runFake(line: string, run: Measure, controller = new AbortController()): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    signal: controller.signal,
  };
  const words = ['run', 'cpu/sha256', ...line.split(' ').filter(Boolean), '--out', folder];
  const invocation = await parseCommandLine(words, { version: '0', columns: 80 });
  if (invocation.kind !== 'command') throw new TypeError('a text, not a command');
  const exitCode = await runCommand(invocation.arguments, io, run);
  return { exitCode, stdout, stderr };
}

const HEADING = /^cpu\/sha256 {3}payload=8 MiB · 8 in flight · 2 blocks/m;

test('results on stdout, progress on stderr, the files beside the document', async () => {
  const { exitCode, stdout, stderr } = await runFake('', fakeRun(DOCUMENT));
  expect(exitCode).toBe(1); // the invented document has a failed cell
  expect(stdout).toMatch(HEADING);
  expect(stdout).toMatch(/6 conditions · 26 cells, 1 failed/);
  expect(stdout).toMatch(/invented-for-tests\/result\.json\n.*report\.html\n/);
  expect(stderr).toMatch(/^starting delay-server\n/);
  expect(await readlink(join(folder, 'latest'))).toBe('invented-for-tests');
  expect(await readdir(join(folder, 'latest'))).toEqual(
    expect.arrayContaining(['report.html', 'result.json']),
  );
});

test('--report-mode dir: a folder in the place of the file', async () => {
  const { stdout } = await runFake('--report-mode dir', fakeRun(DOCUMENT));
  expect(stdout).toMatch(/invented-for-tests\/result\.json\n.*report\/index\.html\n/);
  const files = await readdir(join(folder, 'latest'));
  expect(files).toContain('report');
  expect(files).not.toContain('report.html');
});

test('each condition is told once, also one whose end the run did not tell', async () => {
  for (const skipLast of [false, true]) {
    const { stdout } = await runFake('', fakeRun(DOCUMENT, { skipLast }));
    for (const { scenario, label } of DOCUMENT.conditions) {
      expect(stdout.split(`${scenario}   ${label}`)).toHaveLength(2);
    }
  }
});

test('--json: one document on stdout, all words on stderr', async () => {
  const { stdout, stderr } = await runFake('--json', fakeRun(DOCUMENT));
  expect(JSON.parse(stdout)).toEqual(DOCUMENT);
  expect(stderr).toMatch(HEADING);
});

test.each([
  ['--quiet', /^cpu\/sum-of-squares/, /^$/],
  ['--quiet --json', /^\{"schemaVersion":1/, /^$/],
])('%s: nothing but the result', async (line, stdout, stderr) => {
  const outcome = await runFake(line, fakeRun(DOCUMENT));
  expect(outcome.stdout).toMatch(stdout);
  expect(outcome.stderr.replace(/^No charts as PNG.*\n/, '')).toMatch(stderr);
});

test('a stop is told, what was finished is published, and the exit code is the signal’s', async () => {
  const controller = new AbortController();
  const run: Measure = async (config, options) => {
    controller.abort('SIGINT');
    return fakeRun({ ...DOCUMENT, complete: false })(config, options);
  };
  const { exitCode, stdout, stderr } = await runFake('', run, controller);
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/^Stopping: children are ended/m);
  expect(stdout).toMatch(/interrupted: finished blocks\s+are kept/);
});

test('a document that cannot be written is shown all the same, before the error', async () => {
  const run: Measure = async (_config, { onEvent }) => {
    onEvent({ type: 'run-ended', document: DOCUMENT });
    throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', 'the folder is gone.');
  };
  let stdout = '';
  const io: Io = {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => {} },
    env: {},
    signal: new AbortController().signal,
  };
  const given = { words: ['cpu/sha256'], options: { out: folder, json: true } };
  await expect(runCommand(given, io, run)).rejects.toMatchObject({ code: 'CROSSOVER_OUTPUT_LOST' });
  expect(JSON.parse(stdout)).toEqual(DOCUMENT);
});

test('the run gets the whole configuration and the command that repeats it', async () => {
  let given: unknown;
  const run: Measure = async (config, options) => {
    given = { command: options.command, seed: config.seed, blockCount: config.blockCount };
    return fakeRun(DOCUMENT)(config, options);
  };
  await runFake('--blocks 3 --seed 5 --json', run);
  expect(given).toEqual({ command: 'crossover run cpu/sha256 --blocks 3 --seed 5', seed: 5, blockCount: 3 });
});

test.each([
  ['--models worker-thread', /Did you mean "worker-threads"\?/],
  ['--knob poolsize=2', /Did you mean "poolSize"\?/],
  ['--param mebibyte=2', /Did you mean "mebibytes"\?/],
  ['nonsense', /unknown scenario "nonsense"/],
  ['--report-mode dri', /unknown report mode "dri". Did you mean "dir"\? Known: file, dir\./],
])('%s is refused before anything is measured', async (line, message) => {
  const run: Measure = () => {
    throw new TypeError('it ran');
  };
  await expect(runFake(line, run)).rejects.toMatchObject({
    code: 'CROSSOVER_USAGE',
    message: expect.stringMatching(message),
  });
});
