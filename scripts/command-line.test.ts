import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CrossoverError } from '../harness/errors.ts';
import { parseCommandLine } from './command-line.ts';
import { COMMANDS } from './command-specs.ts';

async function outcomeOf(...argv: string[]): Promise<unknown> {
  try {
    return await parseCommandLine(argv, { version: '1.2.3', columns: 80 });
  } catch (error) {
    if (error instanceof CrossoverError && error.code === 'CROSSOVER_USAGE') return error.message;
    throw error;
  }
}

test.each([
  [['list', '--json'], { command: 'list', arguments: { words: [], options: { json: true } } }],
  [['list', 'models'], { command: 'list', arguments: { words: ['models'], options: {} } }],
  [['list', '--json=false'], { command: 'list', arguments: { words: [], options: {} } }],
  [['report', 'a', '1e3'], { command: 'report', arguments: { words: ['a', '1e3'], options: {} } }],
  [
    ['compare', 'a', 'b', '--margin', '2%'],
    { command: 'compare', arguments: { words: ['a', 'b'], options: { margin: '2%' } } },
  ],
])('%j', async (argv, expected) => {
  expect(await outcomeOf(...argv)).toEqual({ kind: 'command', ...expected });
});

test.each([
  [
    ['rnu'],
    'unknown command "rnu". Did you mean "run"? Known: run, breakeven, ab, tune, compare, report, list.',
  ],
  [['doctor'], 'unknown command "doctor". Known: run, breakeven, ab, tune, compare, report, list.'],
  [['tune'], 'crossover tune needs more. Usage: crossover tune <scenario>.'],
  [['--json'], '--json stands without a command. Commands: run, breakeven, ab, tune, compare, report, list.'],
  [['report'], 'crossover report needs more. Usage: crossover report <results..>.'],
  [
    ['compare'],
    'crossover compare needs more. Usage: crossover compare <base> <head> | --baseline <dir> <head>.',
  ],
  [
    ['compare', 'a', 'b', 'c'],
    'crossover compare takes no "c". Usage: crossover compare <base> <head> | --baseline <dir> <head>.',
  ],
  [
    ['list', '--jsno'],
    'unknown option "--jsno". Did you mean "--json"? Known: --json, --color, --no-color, --help, --version.',
  ],
])('%j is refused', async (argv, expected) => {
  expect(await outcomeOf(...argv)).toBe(expected);
});

test('the version is the version and nothing else', async () => {
  expect(await outcomeOf('--version')).toEqual({ kind: 'text', text: '1.2.3\n', isError: false });
});

test('without a word the help is an error', async () => {
  expect(await outcomeOf()).toMatchObject({ kind: 'text', isError: true, text: /crossover run/ });
});

test.each(COMMANDS.map((spec) => [spec.id, spec] as const))(
  'the help of %s names each option and fits 80 columns',
  async (id, spec) => {
    const help = (await outcomeOf(id, '--help')) as { text: string };
    for (const option of Object.keys(spec.options)) expect(help.text).toContain(`--${option} `);
    const tooWide = help.text.split('\n').filter((line) => line.length > 80);
    expect(tooWide).toEqual([]);
  },
);

test('every command has a script of npm, which starts it where the user typed', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  for (const { id } of COMMANDS) {
    const line = `node scripts/dev/setup.mjs && node scripts/dev/start.mjs ${id}`;
    expect(scripts).toMatchObject({ [id === 'run' ? 'bench' : id]: line });
  }
});
