import { expect, test } from 'vitest';
import type { UserOptions } from '../../harness/config/options.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { parseCommandLine } from '../command-line.ts';
import { toRunRequest } from './run-request.ts';

/** What the words after `crossover run` ask for, or the usage error. */
async function outcomeOf(line: string): Promise<unknown> {
  try {
    const invocation = await parseCommandLine(['run', ...line.split(' ').filter(Boolean)], {
      version: '0',
      columns: 80,
    });
    if (invocation.kind !== 'command') throw new TypeError('a text, not a command');
    return toRunRequest(invocation.arguments);
  } catch (error) {
    if (error instanceof CrossoverError && error.code === 'CROSSOVER_USAGE') return error.message;
    throw error;
  }
}

const DEFAULTS = {
  words: [],
  preset: 'quick',
  inputFile: null,
  outDir: 'bench-results',
  reportMode: 'file',
  json: false,
  quiet: false,
  strict: false,
};

test.each<[line: string, expected: UserOptions]>([
  ['', {}],
  ['--preset smoke', { preset: 'smoke' }],
  ['--models sequential,worker-threads', { models: ['sequential', 'worker-threads'] }],
  ['--budget 90s', { budgetMs: 90_000 }],
  ['--blocks 3 --seed 0', { blocks: 3, seed: 0 }],
  ['--pool-size 1,2,4', { knobs: { poolSize: [1, 2, 4] } }],
  [
    '--pool-size 2 --knob poolSize=4 --knob serialization=json,advanced',
    {
      knobs: { poolSize: [2, 4], serialization: ['json', 'advanced'] },
    },
  ],
  [
    '--knob transfer=clone,transfer --knob uvThreads=2,8,default --knob idleTimeoutMs=0,1.5s,never --knob maxQueue=auto,16',
    {
      knobs: {
        transfer: ['clone', 'transfer'],
        uvThreads: [2, 8, 'default'],
        idleTimeoutMs: [0, 1500, 'never'],
        maxQueue: ['auto', 16],
      },
    },
  ],
  ['--in-flight 1,16', { inFlight: [1, 16] }],
  ['--param n=1000,10000 --param cpuShare=0.5', { params: { n: [1000, 10_000], cpuShare: [0.5] } }],
  ['--margin 5%', { marginRatio: 0.05 }],
  ['--no-pin --task-deadline 2s', { pin: false, taskDeadlineMs: 2000 }],
])('%s: options of the run', async (line, expected) => {
  expect(await outcomeOf(line)).toEqual({
    ...DEFAULTS,
    preset: expected.preset ?? 'quick',
    options: { preset: 'quick', ...expected },
  });
});

test('words, files and switches', async () => {
  expect(
    await outcomeOf('a ./b.ts --json --quiet --strict --out x --report-mode dir --input d.json -- c'),
  ).toEqual({
    ...DEFAULTS,
    words: ['a', './b.ts', 'c'],
    inputFile: 'd.json',
    outDir: 'x',
    reportMode: 'dir',
    json: true,
    quiet: true,
    strict: true,
    options: { preset: 'quick' },
  });
});

test.each([
  ['--preset quikc', 'unknown preset "quikc". Did you mean "quick"? Known: smoke, quick, full.'],
  ['--budget 90', /^--budget: "90" is not a duration with its unit/],
  ['--blocks 0', /^--blocks: "0" is not a whole number/],
  ['--seed', '--seed needs a value.'],
  ['--seed 1 --seed 2', '--seed is given 2 times. Give it once.'],
  ['--seed -1', /^--seed: "-1" is not a whole number from 0 on/],
  ['--param n', /^--param: "n" is not a name and its values/],
  ['--input d.json', /^--input stands without a scenario/],
  ['--modles x', /^unknown option "--modles"\. Did you mean "--models"\? Known: --models, --pool-size/],
  ['--poolSize 2', /^unknown option "--poolSize"\. Did you mean "--pool-size"\?/],
  ['-x', /^unknown option "-x"\. Known/],
])('%s is refused', async (line, expected) => {
  const outcome = await outcomeOf(line);
  if (typeof expected === 'string') expect(outcome).toBe(expected);
  else expect(outcome).toMatch(expected);
});
