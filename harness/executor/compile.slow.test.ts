/** A project of a user is written to disk, compiled, and run in plain Node. */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtUrl } from '../built.ts';
import { compileScenario } from './compile.ts';

const files: Readonly<Record<string, string>> = {
  'node_modules/shout/package.json': '{ "name": "shout", "main": "main.cjs" }',
  'node_modules/shout/main.cjs': 'exports.shout = (text) => text.toUpperCase();',
  'inner/lib/place.ts': `export const place = (): string[] => [import.meta.url, __filename, __dirname, import.meta.dirname];
export const unused = 1;

export function fail(text: string): never {
  throw new RangeError(text);
}
`,
  'inner/data.json': '{ "answer": 42 }',
  'inner/all.ts': `#!/usr/bin/env node
import { defineScenario } from 'crossover-bench';
import { shout } from 'shout';
import data from './data.json';
import { place } from './lib/place.ts';

enum Kind { First = 1 }
export default defineScenario<object, { text: string }, unknown>({
  run: ({ text }) => ({ text: shout(text), answer: data.answer, kind: Kind.First, here: import.meta.url, place: place() }),
});
`,
  'inner/exports.cts': `const { shout } = require('shout') as { shout: (text: string) => string };
module.exports = ({ text }: { text: string }) => shout(text) + __filename;
`,
  'inner/export-equals.ts': `import shout = require('shout');
export = ({ text }: { text: string }) => shout.shout(text);
`,
  'inner/own-names.ts': `import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = dirname(__filename);
export default ({ text }: { text: string }) => require('shout').shout(text) + __dirname;
`,
  'inner/view.tsx': `const h = (tag: string, _props: unknown, ...children: unknown[]): string => \`<\${tag}>\${children.join('')}</\${tag}>\`;
/** @jsx h */
export default ({ text }: { text: string }) => <b>{text}</b>;
`,
  'inner/mentions.mjs': `import { defineScenario } from 'crossover-bench';
export default defineScenario({ run: ({ text }) => text + text });
`,
  'inner/plain.mjs': 'export default ({ text }) => text;',
  'inner/worker.cjs': 'module.exports = async ({ text }) => text.length;',
  'inner/fails.ts': `import { fail } from './lib/place.ts';
// A comment that the compiled file does not have.
type Input = { text: string };

export default ({ text }: Input) => {
  fail(text);
};
`,
  'inner/syntax.ts': 'const a: number = 1;\nexport default { run: ( => 1 };\n',
  'inner/syntax-place.ts': 'export default import.meta.url + + ;\n',
  'inner/unresolved.ts': "import { x } from './lib/plaice.ts';\nexport default x;\n",
  'inner/notes.md': '# no scenario',
};

const program = `
  const { createExecutor } = await import(process.argv[2]);
  const spec = { scenarioUrl: process.argv[3], scenarioLabel: './s.ts', variant: 'default', params: {}, services: {}, seed: 1, tempDir: '/' };
  const executor = await createExecutor(spec, 0);
  console.log(JSON.stringify(await executor.execute({ text: 'abc' })));
`;

let root = '';
const inner = (file: string): string => join(root, 'inner', file);

interface Executed {
  readonly output?: unknown;
  readonly error: { readonly message: string; readonly stack: string } | null;
}

async function execute(moduleUrl: string): Promise<Executed> {
  const args = [join(root, 'program.mjs'), builtUrl('harness/executor/create-executor.js').href, moduleUrl];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

async function compileAndExecute(file: string): Promise<Executed> {
  const compiled = await compileScenario(inner(file));
  try {
    return await execute(compiled.moduleUrl);
  } finally {
    await compiled.dispose();
  }
}

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'crossover-compile-')));
  for (const [file, text] of Object.entries({ ...files, 'program.mjs': program })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

test('TypeScript runs with its packages, its own place and the library', async () => {
  const here = pathToFileURL(inner('all.ts')).href;
  const place = inner('lib/place.ts');
  expect((await compileAndExecute('all.ts')).output).toEqual({
    text: 'ABC',
    answer: 42,
    kind: 1,
    here,
    place: [pathToFileURL(place).href, place, dirname(place), dirname(place)],
  });
});

test.each<[string, (folder: string) => unknown]>([
  ['exports.cts', (folder) => `ABC${join(folder, 'exports.cts')}`],
  ['export-equals.ts', () => 'ABC'],
  ['own-names.ts', (folder) => `ABC${folder}`],
  ['view.tsx', () => '<b>abc</b>'],
  ['mentions.mjs', () => 'abcabc'],
  ['plain.mjs', () => 'abc'],
  ['worker.cjs', () => 3],
])('%s runs', async (file, output) => {
  expect(await compileAndExecute(file)).toMatchObject({ error: null, output: output(join(root, 'inner')) });
});

test.each(['plain.mjs', 'worker.cjs'])('%s is used in place', async (file) => {
  const compiled = await compileScenario(inner(file));
  expect(compiled.moduleUrl).toBe(pathToFileURL(inner(file)).href);
  await compiled.dispose();
  await access(inner(file));
});

test('the stack of a failing task shows the lines of the original', async () => {
  const { error } = await compileAndExecute('fails.ts');
  expect(error?.message).toBe('abc');
  expect(error?.stack).toContain(`${inner('lib/place.ts')}:5:`);
  expect(error?.stack).toContain(`${inner('fails.ts')}:6:`);
});

describe('where it is written', () => {
  test('in the nearest node_modules/.cache, and nothing stays', async () => {
    const cache = join(root, 'node_modules/.cache/crossover');
    const compiled = await compileScenario(inner('all.ts'));
    expect(compiled.moduleUrl).toContain(pathToFileURL(cache).href);
    await compiled.dispose();
    await compiled.dispose();
    expect(await readdir(cache)).toEqual([]);
  });

  test('in a temporary folder where node_modules cannot be written', async () => {
    const cache = join(root, 'node_modules/.cache');
    await rm(cache, { recursive: true, force: true });
    await writeFile(cache, 'a file where the folder should be');
    const compiled = await compileScenario(inner('exports.cts'));
    expect(compiled.moduleUrl).toContain('crossover-bundle-');
    expect(await execute(compiled.moduleUrl)).toMatchObject({ error: null });
    await compiled.dispose();
    await expect(access(new URL(compiled.moduleUrl))).rejects.toThrow('ENOENT');
    await rm(cache);
  });

  test('a scenario that only uses defineScenario loads nothing else of the library', async () => {
    const library = join(root, 'library');
    await mkdir(library);
    await writeFile(
      join(library, 'index.js'),
      "export { defineScenario } from './scenario.js';\nexport { run } from './run.js';",
    );
    await writeFile(join(library, 'scenario.js'), 'export const defineScenario = (scenario) => scenario;');
    await writeFile(join(library, 'run.js'), "throw new Error('loaded');\nexport const run = 1;");
    const libraryUrl = pathToFileURL(join(library, 'index.js'));
    const compiled = await compileScenario(inner('mentions.mjs'), { libraryUrl });
    expect((await execute(compiled.moduleUrl)).output).toBe('abcabc');
    await compiled.dispose();
  });
});

describe('what cannot be compiled says where', () => {
  test.each<[string, string, readonly string[]]>([
    ['syntax.ts', 'CROSSOVER_SCENARIO_LOAD', ['inner/syntax.ts:2:25: Unexpected "=>"']],
    ['syntax-place.ts', 'CROSSOVER_SCENARIO_LOAD', ['inner/syntax-place.ts:1:36: Unexpected ";"']],
    [
      'unresolved.ts',
      'CROSSOVER_SCENARIO_LOAD',
      ['inner/unresolved.ts:1:19', 'Could not resolve "./lib/plaice.ts"'],
    ],
    [
      'al.ts',
      'CROSSOVER_SCENARIO_NOT_FOUND',
      ['al.ts does not exist', 'That folder has all.ts; did you mean it?'],
    ],
    ['plain.js', 'CROSSOVER_SCENARIO_NOT_FOUND', ['That folder has plain.mjs']],
    ['none/x.ts', 'CROSSOVER_SCENARIO_NOT_FOUND', ['nor does the folder']],
    ['notes.md', 'CROSSOVER_SCENARIO_LOAD', ['has the extension ".md"', '.ts']],
    ['lib', 'CROSSOVER_SCENARIO_LOAD', ['is a folder']],
  ])('%s', async (file, code, says) => {
    const thrown = await compileScenario(join('inner', file), { cwd: root }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code });
    for (const part of says) expect(String(thrown)).toContain(part);
  });
});
