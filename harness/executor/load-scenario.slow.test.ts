/** Loading is tested in plain Node, out of dist/: a test runner imports modules in its own way. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtUrl } from '../built.ts';

interface Mistake {
  readonly file: string;
  readonly text: string;
  readonly code: 'CROSSOVER_SCENARIO_LOAD' | 'CROSSOVER_SCENARIO_SHAPE';
  /** All of these must be in the message; FOLDER stands for the folder of the file. */
  readonly says: readonly string[];
}

const load = 'CROSSOVER_SCENARIO_LOAD';
const shape = 'CROSSOVER_SCENARIO_SHAPE';

const mistakes: readonly Mistake[] = [
  {
    file: 'no-default.mjs',
    text: 'export const parse = (x) => x;\nexport const render = (x) => x;',
    code: shape,
    says: ['it exports: parse, render, but no default', '`export default parse;`'],
  },
  {
    file: 'nothing.mjs',
    text: 'const a = 1;',
    code: shape,
    says: ['it exports nothing', '`export default async function'],
  },
  {
    file: 'string.mjs',
    text: 'export default "hello";',
    code: shape,
    says: ['its default export is "hello"'],
  },
  {
    file: 'resize-class.mjs',
    text: 'export default class Resize { run() {} }',
    code: shape,
    says: ['its default export is the class Resize', '`export default new Resize();`'],
  },
  { file: 'null.mjs', text: 'export default null;', code: shape, says: ['its default export is null'] },
  { file: 'empty.cjs', text: '', code: shape, says: ['its default export is an empty object'] },
  {
    file: 'named.cjs',
    text: 'exports.resize = () => 1; exports.crop = () => 2;',
    code: shape,
    says: ['the fields resize, crop, but no `run`', '`module.exports = resize;`'],
  },
  {
    file: 'misspelt-run.mjs',
    text: 'export default { rnu: () => 1 };',
    code: shape,
    says: ['the fields rnu, but no `run`', 'Did you mean `run` by `rnu`?'],
  },
  {
    file: 'misspelt-inputs.mjs',
    text: 'export default { run: () => 1, input: () => [1] };',
    code: shape,
    says: ['the field `input`', 'Did you mean `inputs`?'],
  },
  {
    file: 'run-text.mjs',
    text: 'export default { run: "x" };',
    code: shape,
    says: ['`run` must be a function', '"x"'],
  },
  {
    file: 'params.mjs',
    text: 'export default { run: () => 1, params: { n: 5 } };',
    code: shape,
    says: ['`params` must be an object whose fields are arrays', '{"n":5}'],
  },
  {
    file: 'params-empty.mjs',
    text: 'export default { run() {}, params: { n: [] } };',
    code: shape,
    says: ['`params`'],
  },
  {
    file: 'kind.mjs',
    text: 'export default { run() {}, kind: "gpu" };',
    code: shape,
    says: ["'cpu', 'io' or 'mixed'"],
  },
  {
    file: 'variants.mjs',
    text: 'export default { run() {}, variants: { sync: 1 } };',
    code: shape,
    says: ['`variants` must be an object of functions', '{"sync":1}'],
  },
  {
    file: 'variant-default.mjs',
    text: 'export default { run() {}, variants: { default() {} } };',
    code: shape,
    says: ['may not be called "default"'],
  },
  {
    file: 'input-count.mjs',
    text: 'export default { run() {}, inputCount: 0 };',
    code: shape,
    says: ['`inputCount` must be a whole number from 1 to 1000, but it is 0'],
  },
  {
    file: 'input-count-part.mjs',
    text: 'export default { run() {}, inputCount: 2.5 };',
    code: shape,
    says: ['`inputCount` must be a whole number'],
  },
  {
    file: 'goodput.mjs',
    text: 'export default { run() {}, metrics: [{ id: "goodput", unit: "tasks/s", better: "higher" }] };',
    code: shape,
    says: ['the metric "goodput" needs `isGood`'],
  },
  {
    file: 'window.mjs',
    text: 'export default { run() {}, window: "wide" };',
    code: shape,
    says: ["'sliced' or 'contiguous'"],
  },
  {
    file: 'services.mjs',
    text: 'export default { run() {}, services: [{ id: "db", moduleUrl: "./db.js" }] };',
    code: shape,
    says: ['`services` must be', 'import.meta.url'],
  },
  {
    file: 'throws.mjs',
    text: "const a = 1;\n\nthrow new TypeError('no licence');",
    code: load,
    says: ['TypeError: no licence', 'throws.mjs:3:7'],
  },
  {
    file: 'throws-text.mjs',
    text: "throw 'only text';",
    code: load,
    says: ['only text'],
  },
  {
    file: 'package.mjs',
    text: "import x from 'left-pad/sub';\nexport default x;",
    code: load,
    says: ["Cannot find package 'left-pad'", 'Run `npm install left-pad` in FOLDER.'],
  },
  {
    file: 'scoped.cjs',
    text: "module.exports = require('@no/such/deep');",
    code: load,
    says: ["Cannot find module '@no/such/deep'", 'Run `npm install @no/such` in FOLDER.'],
  },
  {
    file: 'relative.mjs',
    text: "import x from './lib/helpr.mjs';\nexport default x;",
    code: load,
    says: ['helpr.mjs', 'That folder has helper.mjs; did you mean it?'],
  },
  {
    file: 'syntax.mjs',
    text: 'const a = 1;\nexport default { run: ( => 1 };',
    code: load,
    says: ['SyntaxError', 'syntax.mjs:2'],
  },
  { file: 'esm-in-cjs.cjs', text: 'export default () => 1;', code: load, says: ['Name the file .mjs'] },
  { file: 'cjs-in-esm.mjs', text: 'module.exports = () => 1;', code: load, says: ['Name the file .cjs'] },
  {
    file: 'imports-ts.mjs',
    text: "import x from './lib/typed.ts';\nexport default x;",
    code: load,
    says: ['Name the scenario file .ts as well'],
  },
  {
    file: 'rejects.mjs',
    text: "export default Promise.reject(new RangeError('no model file'));",
    code: load,
    says: ['RangeError: no model file'],
  },
];

/** What runs, and what the task makes of the input `{ a: 1, b: 2 }`. */
const fine: readonly (readonly [file: string, text: string])[] = [
  ['function.mjs', 'export default ({ a, b }) => a + b;'],
  ['object.mjs', 'export default { run: ({ a, b }) => a + b, kind: "cpu", params: { n: [1, "x", true] } };'],
  [
    'class.mjs',
    'class S { more = 0; run({ a, b }) { return a + b + this.more; } }\nconst { more, ...s } = new S();\nexport default Object.assign(Object.create(S.prototype), { id: "s", run: ({ a, b }) => a + b });',
  ],
  ['piscina.cjs', 'module.exports = ({ a, b }) => a + b;'],
  ['piscina-async.cjs', 'module.exports = async ({ a, b }) => a + b;'],
  ['piscina-initialised.cjs', 'module.exports = (async () => ({ a, b }) => a + b)();'],
  ['piscina-initialised.mjs', 'export default Promise.resolve(({ a, b }) => a + b);'],
  [
    'compiled.cjs',
    'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ({ a, b }) => a + b;',
  ],
];

const program = `
  const { loadScenario } = await import(process.argv[2]);
  const outcomes = [];
  for (const [url, label] of JSON.parse(process.argv[3])) {
    try {
      const scenario = await loadScenario(url, label);
      outcomes.push({ output: await scenario.run({ a: 1, b: 2 }) });
    } catch (error) {
      outcomes.push({ code: error.code, message: error.message, cause: error.cause ?? null });
    }
  }
  console.log(JSON.stringify(outcomes));
`;

interface Outcome {
  readonly output?: unknown;
  readonly code?: string;
  readonly message?: string;
  readonly cause?: { readonly stack?: string } | null;
}

let folder = '';
const outcomes = new Map<string, Outcome>();

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'crossover-load-')));
  const lib: readonly (readonly [string, string])[] = [
    ['lib/helper.mjs', 'export default () => 1;'],
    ['lib/typed.ts', 'export default (x: number) => x;'],
  ];
  const files = [...mistakes.map(({ file, text }) => [file, text] as const), ...fine];
  for (const [file, text] of [...files, ...lib]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  const cases = files.map(([file]) => [pathToFileURL(join(folder, file)).href, `./${file}`]);
  const loader = join(folder, 'loader-of-this-test.mjs'); // Not `node -e`: that makes `module` a global.
  await writeFile(loader, program);
  const args = [loader, builtUrl('harness/executor/load-scenario.js').href, JSON.stringify(cases)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const found: readonly Outcome[] = JSON.parse(stdout);
  files.forEach(([file], index) => {
    outcomes.set(file, found[index] ?? {});
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('each mistake says what to change', () => {
  test.each(mistakes)('$file', ({ file, code, says }) => {
    const outcome = outcomes.get(file);
    expect(outcome).toMatchObject({ code });
    expect(outcome?.message).toContain(`./${file}`);
    for (const part of says) expect(outcome?.message).toContain(part.replace('FOLDER', folder));
  });

  test('the stack of a module that throws is kept', () => {
    expect(outcomes.get('throws.mjs')?.cause?.stack).toContain('throws.mjs:3:7');
  });
});

test.each(fine)('%s is a scenario', (file) => {
  expect(outcomes.get(file)).toEqual({ output: 3 });
});
