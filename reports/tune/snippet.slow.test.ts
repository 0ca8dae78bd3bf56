import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { inventedAnswer, inventedTune } from '../fixture-tune.ts';
import { tuneSnippet } from './snippet.ts';

const param = (scenario: string, id: string): TuneDocument => {
  const base = inventedTune();
  return inventedAnswer(
    { size: 6, knobs: {}, params: { [id]: 6 } },
    {
      scenario: { ...base.scenario, id: scenario },
      model: 'single-loop',
      knob: { id, kind: 'param', mayBeNone: false, anchor: 8, fixed: {} },
    },
  );
};

const knob = (id: string, model: string): TuneDocument =>
  inventedAnswer({}, { model, knob: { id, kind: 'knob', mayBeNone: true, anchor: 0, fixed: {} } });

const SNIPPETS: Readonly<Record<string, TuneDocument>> = {
  piscina: inventedTune(),
  'piscina-as-set': inventedAnswer({
    knobs: { poolSize: 4, tasksPerWorker: 3, atomics: 'sync', fifo: 'default' },
  }),
  processes: knob('poolSize', 'child-processes'),
  cluster: knob('poolSize', 'cluster'),
  libuv: knob('uvThreads', 'single-loop'),
  pg: param('io/postgres-query', 'poolMax'),
  undici: param('patterns/connection-limit', 'connections'),
  own: param('mine', 'odd name'),
  'no-pool': inventedAnswer({ kind: 'no-pool', size: 0 }),
  none: inventedAnswer({ kind: 'none', size: null }),
  hostile: inventedTune({ scenario: { ...inventedTune().scenario, label: 'a\nprocess.exit(1); //\u2028x' } }),
};

test('what is to be pasted type-checks against the installed packages', async () => {
  const cache = resolve('node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'crossover-snippets-'));
  try {
    const files = Object.entries(SNIPPETS).map(
      ([name, document]) => [`${name}.ts`, tuneSnippet(document)] as const,
    );
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: files.map(([name]) => name) }),
    );
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('measured options alone, with the machine and the load for which they hold', () => {
  const text = tuneSnippet(inventedTune());
  expect(text).toContain('// poolSize 2: measured by');
  expect(text).toContain('// on Invented CPU @ 2.50GHz, 2 cores count, Node v20.20.0');
  expect(text).toContain('// for cpu/sha256 (mebibytes=8 · 8 in flight)');
  expect(text).toContain('sizes 1 to 8 looked at; 2, 3 tie');
  expect(text).toContain('  maxThreads: 2,\n');
  expect(text).toContain('  stricterFIFO: true,\n');
  expect(tuneSnippet(SNIPPETS['piscina-as-set']!)).not.toContain('stricterFIFO');
  expect(tuneSnippet(SNIPPETS.hostile!)).not.toMatch(/^process/m);
});
