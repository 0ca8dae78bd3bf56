import { expect, test } from 'vitest';
import { findViolations } from './layers.ts';

/** Problems of a small tree, as `file: problem`; files that are only imported are added empty. */
function problemsOf(tree: Record<string, string>): string[] {
  return findViolations(new Map(Object.entries(tree))).map(({ file, problem }) => `${file}: ${problem}`);
}

const GOOD = {
  'harness/errors.ts': 'export const a = 1;',
  'harness/scenario.ts': "import type { B } from './stats/b.ts';",
  'harness/stats/b.ts': '',
  'harness/result/schema.ts': "import { z } from 'zod';\nimport { a } from '../errors.ts';",
  'harness/run-events.ts': "import type { R } from './result/schema.ts';",
  'harness/models/index.ts': "import { a } from './one.ts';\nimport { b } from './other-way.ts';",
  'harness/models/one.ts': "import { p } from './one-protocol.ts';\nimport { e } from '../errors.ts';",
  'harness/models/one-entry.ts': "import { p } from './one-protocol.ts';\nprocess.argv;",
  'harness/models/one-protocol.ts': '',
  'harness/models/other-way.ts': "// console.log() is named in a comment\nthrow new Error('process.exit');",
  'harness/run.ts': "import { models } from './models/index.ts';",
  'scenarios/cpu/x.ts': "import { defineScenario } from '../../harness/scenario.ts';",
  'reports/view.ts':
    "import type { R } from '../harness/result/schema.ts';\nimport { E } from '../harness/run-events.ts';",
  'scripts/cli.ts': "process.exit(1); console.log(); await import('../harness/run.ts');",
};

test('a good tree has one fault at most: an entry that is not named as one', () => {
  expect(problemsOf(GOOD)).toEqual(['harness/models/one-entry.ts: uses process.argv: only scripts/ do']);
});

test.each<[Record<string, string>, string]>([
  [
    { 'harness/stats/b.ts': "import type { E } from '../errors.ts';" },
    'harness/stats/b.ts: imports harness/errors.ts: harness/stats imports nothing of ours',
  ],
  [
    { 'harness/result/parse.ts': "import {\n  a,\n  b,\n} from '../run-events.ts';" },
    'harness/result/parse.ts: imports harness/run-events.ts: harness/result imports only errors.ts',
  ],
  [
    { 'harness/models/other-way.ts': "import { p } from './one-protocol.ts';" },
    'harness/models/other-way.ts: imports harness/models/one-protocol.ts: a model never imports a sibling',
  ],
  [
    { 'harness/models/other-way.ts': "import type { R } from '../run.ts';", 'harness/run.ts': '' },
    'harness/models/other-way.ts: imports harness/run.ts: a model never imports the runner, nor anything outside harness',
  ],
  [
    { 'harness/plan.ts': "const x = await import('../reports/view.ts');" },
    'harness/plan.ts: imports reports/view.ts: harness imports neither scenarios, reports nor scripts',
  ],
  [
    { 'harness/plan.ts': "export * from '../scripts/cli.ts';" },
    'harness/plan.ts: imports scripts/cli.ts: harness imports neither scenarios, reports nor scripts',
  ],
  [
    { 'scenarios/cpu/x.ts': "import '../../harness/errors.ts';" },
    'scenarios/cpu/x.ts: imports harness/errors.ts: scenarios import harness/scenario.ts alone',
  ],
  [
    { 'reports/view.ts': "import { run } from '../harness/run.ts';" },
    'reports/view.ts: imports harness/run.ts: reports import harness/result and harness/stats alone',
  ],
  [{ 'harness/plan.ts': 'console.warn(1);' }, 'harness/plan.ts: uses console.warn: only scripts/ do'],
  [{ 'reports/view.ts': 'process.exit();' }, 'reports/view.ts: uses process.exit: only scripts/ do'],
  [
    { 'harness/round/entry.ts': 'process.exit(); console.log();' },
    'harness/round/entry.ts: uses console.log: only scripts/ do',
  ],
  [
    { 'harness/plan.ts': "import './gone.ts';" },
    'harness/plan.ts: imports harness/gone.ts, which does not exist',
  ],
  [{ 'lib/x.ts': "import '../harness/run.ts';" }, 'lib/x.ts: lies in no layer'],
  [
    {
      'reports/b.ts': "import './a.ts';",
      'reports/a.ts': "import type { C } from './c.ts';",
      'reports/c.ts': "import './b.ts';",
    },
    'reports/a.ts: is in a cycle: reports/a.ts → reports/c.ts → reports/b.ts → reports/a.ts',
  ],
])('%j is found', (changes, expected) => {
  const entry = { 'harness/models/one-entry.ts': '' };
  expect(problemsOf({ ...GOOD, ...entry, ...changes })).toEqual([expected]);
});

test('the exit code may be set anywhere', () => {
  expect(problemsOf({ 'harness/plan.ts': 'process.exitCode = 1;' })).toEqual([]);
});
