/** Documents from strangers, given to the built command: refused by name, or harmless. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtUrl } from '../harness/built.ts';
import { inventedRunDocument } from '../reports/fixture-document.ts';
import { hostileRunDocument } from '../reports/html/hostile-document.ts';

const CLI = fileURLToPath(builtUrl('scripts/cli.js'));
const MEBIBYTE = 2 ** 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-hostile-documents-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function crossover(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 64 * MEBIBYTE };
    execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const ORDINARY = JSON.stringify(inventedRunDocument(3));

/** The ordinary document with one part of its text in another's place. */
function withText(old: RegExp, other: string): string {
  const text = ORDINARY.replace(old, other);
  if (text === ORDINARY) throw new Error(`${old} is not in the document`);
  return text;
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

interface Case {
  readonly is: string;
  readonly text: string;
  /** What is said of it; null: it is harmless. */
  readonly refusal: RegExp | null;
}

const CASES: readonly Case[] = [
  { is: 'ordinary', text: ORDINARY, refusal: null },
  {
    is: 'full of markup, marks of direction and quotes',
    text: JSON.stringify(hostileRunDocument()),
    refusal: null,
  },
  {
    is: 'with names of a mebibyte',
    text: withText(/"label":"[^"]+"/, `"label":"${'x'.repeat(MEBIBYTE)}"`),
    refusal: null,
  },
  {
    is: 'with a prototype among its parameters',
    text: withText(/"params":\{"/, '"params":{"__proto__":{"polluted":1},"constructor":1,"'),
    refusal: null,
  },
  { is: 'empty', text: '', refusal: /JSON/ },
  { is: 'no object', text: '[1, 2]', refusal: /object/ },
  {
    is: 'with a figure that is no number',
    text: withText(/"durationMs":[\d.]+/, '"durationMs":NaN'),
    refusal: /JSON/,
  },
  {
    is: 'with a text for a figure',
    text: withText(/"durationMs":[\d.]+/, '"durationMs":"1"'),
    refusal: /durationMs/,
  },
  {
    is: 'with a bucket that no histogram has',
    text: withText(/"buckets":\[\[/, '"buckets":[[-5,1],['),
    refusal: /buckets/,
  },
  { is: 'without its cells', text: withText(/"cells":/, '"celled":'), refusal: /cells/ },
  { is: 'nested 200,000 deep', text: nested(200_000), refusal: /result\.json/ },
  {
    is: 'nested 200,000 deep in a field',
    text: withText(/"params":\{/, `"params":{"deep":${nested(200_000)},`),
    refusal: /result\.json/,
  },
  { is: 'of a newer release', text: withText(/"schemaVersion":\d+/, '"schemaVersion":99'), refusal: /99/ },
  {
    is: 'of another kind',
    text: withText(/"documentKind":"run"/, '"documentKind":"history"'),
    refusal: /history/,
  },
];

describe.each(CASES)('a document $is', ({ is, text, refusal }) => {
  test('given to report and to compare', async () => {
    const name = is.replaceAll(/\W+/g, '-');
    const file = join(folder, `${name}-result.json`);
    await writeFile(file, text);
    await writeFile(join(folder, 'ordinary.json'), ORDINARY);
    const out = join(folder, `${name}-out`);
    const reported = await crossover('report', file, '--out', out);
    const compared = await crossover('compare', 'ordinary.json', file);
    for (const { exitCode, stderr, stdout } of [reported, compared]) {
      expect(stdout.length + stderr.length).toBeLessThan(200_000);
      expect(stderr).not.toMatch(/\n\s+at /); // told to a person, not thrown at them
      if (refusal === null) {
        // 1: the ordinary document has cells that failed; 5: nothing can be compared
        expect({ exitCode, stderr }).toMatchObject({
          exitCode: expect.toSatisfy((code) => [0, 1, 5].includes(code)),
        });
        continue;
      }
      expect(exitCode).toBe(2);
      expect(stderr.replaceAll('-result.json', 'result.json')).toMatch(refusal);
      expect(stderr.split('\n').filter(Boolean).length).toBeLessThanOrEqual(6);
    }
    if (refusal === null)
      expect(await readFile(join(out, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

test('a file of 500 MB is refused before it is read', async () => {
  const file = join(folder, 'large.json');
  await writeFile(file, '{');
  await truncate(file, 500 * 1e6);
  for (const args of [
    ['report', file],
    ['compare', file, file],
  ]) {
    expect(await crossover(...args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is too large: 477 MiB'),
    });
  }
});
