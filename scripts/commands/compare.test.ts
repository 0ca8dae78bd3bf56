import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  sampleCell,
  sampleEnvironment,
  sampleRound,
  sampleRun,
} from '../../harness/result/fixtures/sample.ts';
import { writeDocument } from '../../harness/result/write.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { inventedTune } from '../../reports/fixture-tune.ts';
import { parseCommandLine } from '../command-line.ts';
import { exitCodeOfError } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { compareCommand } from './compare.ts';

let folder: string;

/** A run of one cell around so many tasks a second. */
async function store(name: string, perSec: number, cpuModel = 'Example'): Promise<void> {
  const random = createRandom(1).fork(name);
  const blocks = Array.from({ length: 6 }, (_, block) =>
    sampleRound(block, perSec * Math.exp(0.004 * random.normal())),
  );
  const document = sampleRun({
    runId: name.replace('/', ' '),
    cells: [sampleCell({ id: 'a', label: 'a', blocks })],
    contrasts: [],
    environment: sampleEnvironment({ cpuModel }),
  });
  await writeDocument(join(folder, name, 'result.json'), document);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-compare-'));
  for (let run = 0; run < 6; run++) await store(`stored/${run}`, 100 + run / 2);
  for (let run = 0; run < 3; run++) await store(`few/${run}`, 100);
  await store('equal', 101);
  await store('slower', 80);
  await store('elsewhere', 100, 'Other');
  const tunes = { 'tuned/old': [2, [2, 3]], 'tuned/tied': [3, [2, 3]], 'tuned/moved': [6, [5, 6]] } as const;
  for (const [name, [size, ties]] of Object.entries(tunes)) {
    const { recommendation, sizes } = inventedTune();
    const document = inventedTune({
      runId: name,
      recommendation: { ...recommendation, size, ties: [...ties] },
      sizes: sizes.map((one) => ({
        ...one,
        standing: ties.some((tie) => tie === one.size) ? 'tied' : 'worse',
      })),
    });
    await writeDocument(join(folder, name, 'tune.json'), document);
  }
  const load = { ...inventedTune().scenario, label: '200/s come' };
  await writeDocument(join(folder, 'rate.json'), inventedTune({ runId: 'rate', scenario: load }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `crossover compare <line>`, with names of stored runs below the folder. */
async function compare(line: string): Promise<{ exitCode: number; text: string }> {
  let text = '';
  const io: Io = {
    stdout: { write: (written) => (text += written) },
    stderr: { write: () => true },
    env: {},
    signal: new AbortController().signal,
  };
  const words = line.split(' ').map((word) => word.replace(/^@/, `${folder}/`));
  const invocation = await parseCommandLine(['compare', ...words], { version: '0', columns: 80 });
  if (invocation.kind !== 'command') throw new TypeError('a text, not a command');
  try {
    return { exitCode: await compareCommand(invocation.arguments, io), text };
  } catch (error) {
    return { exitCode: exitCodeOfError(error), text: error instanceof Error ? error.message : '' };
  }
}

describe('exit codes', () => {
  const check = (line: string, exitCode: number, pattern: RegExp): void =>
    test(line, async () => {
      const ended = await compare(line);
      expect(ended.text).toMatch(pattern);
      expect(ended.exitCode).toBe(exitCode);
    });

  check('@equal @slower', 0, /^1 slower\n.*advisory/);
  check('@equal @elsewhere', 5, /^1 not comparable/);
  check('@tuned/old @tuned/tied', 0, /→ Now poolSize 3; poolSize 2 of tuned\/old still ties\.\n {2}Advisory/);
  check(
    '@tuned/old @tuned/moved',
    0,
    /base tuned\/old: poolSize 2, which ties with 3\n.*poolSize 6.*\n→ Moved/,
  );
  check('@tuned/old @tuned/moved/tune.json --format json', 0, /"outcome": "moved"/);
  check(
    '@tuned/old @tuned/old --format markdown',
    0,
    /^```text\n[\s\S]*As in tuned\/old: poolSize 2\.[\s\S]*```\n$/,
  );
  check(
    '@tuned/old @rate.json',
    5,
    /Not comparable[\s\S]*condition: mebibytes=8 · 8 in flight → 200\/s come/,
  );
  check('@tuned/old @equal', 2, /old is a tune, and .*equal is none/);
  check('@tuned/old @tuned/tied --strict', 2, /--strict says nothing of two tunes/);
  check('@tuned/old @tuned/tied --margin 1%', 2, /--margin says nothing of two tunes/);
  check('@tuned/old @tuned/tied --format junit', 2, /--format junit is not there for two tunes/);
  check('--baseline @stored @slower', 3, /^1 slower\n[\s\S]*against the\s+spread of 6\s+runs/);
  check('--baseline @stored @equal', 0, /^1 (same|unsure)/);
  check('--baseline @stored @equal --strict --margin 1%', 4, /^1 unsure/);
  check('--baseline @few @equal', 5, /holds 3 runs that the head can be held against/);
  check('--baseline @stored @elsewhere', 5, /holds 0 runs .*CPU model/);
  check('--baseline @nowhere @equal', 2, /there is no folder/);
  check('--baseline @stored @equal @slower', 2, /stands beside --baseline/);
  check('@equal', 2, /stands alone/);
});

describe('formats', () => {
  const check = (format: string, pattern: RegExp): void =>
    test(format, async () => {
      const { text } = await compare(`--baseline @stored @slower --format ${format}`);
      expect(text).toMatch(pattern);
    });

  check('markdown', /^### .* 1 slower\n[\s\S]*\| would find \|/);
  check('html', /^<!doctype html>[\s\S]*<h1>1 slower<\/h1>/);
  check('junit', /<failure type="slower"/);
  check('json', /"baselineRuns": 6/);
});
