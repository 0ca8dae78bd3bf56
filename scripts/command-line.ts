/** Words typed → what is meant: a command with its checked options, or a text to print. Nothing is run here. */
import yargs, { type Argv } from 'yargs';
import { unknownName } from '../harness/config/unknown-name.ts';
import { CrossoverError } from '../harness/errors.ts';
import { COMMANDS, type CommandId, type CommandSpec } from './command-specs.ts';

/** An option's value: text, all values of a repeatable one, or true for a flag. */
export type OptionValue = string | boolean | readonly string[];

/** What was typed after the command's name; options that were not given are absent. */
export interface CommandArguments {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

export type Invocation =
  | { readonly kind: 'text'; readonly text: string; readonly isError: boolean }
  | { readonly kind: 'command'; readonly command: CommandId; readonly arguments: CommandArguments };

/** Everything as typed: no number guessing, no second spelling of an option, no `--no-` magic. */
const PARSER = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};
const GLOBAL_OPTIONS = ['help', 'version'];
const MAX_HELP_COLUMNS = 100;

/**
 * The one meaning of a command line. Throws CROSSOVER_USAGE for what has none; `columns` is the width of the help.
 */
export async function parseCommandLine(
  argv: readonly string[],
  { version, columns }: { readonly version: string; readonly columns: number },
): Promise<Invocation> {
  const parser = describeCommands(yargs(), Math.min(columns, MAX_HELP_COLUMNS)).version(version);
  if (argv.length === 0) return { kind: 'text', text: `${await parser.getHelp()}\n`, isError: true };
  let output = '';
  const parsed = await parser.parseAsync([...argv], {}, (error, _parsed, text) => {
    if (error) throw usageErrorOf(error);
    output = text;
  });
  if (output !== '') return { kind: 'text', text: `${output}\n`, isError: false };
  const [name = '', ...rest] = parsed._.map(String);
  const spec = COMMANDS.find(({ id }) => id === name);
  if (spec === undefined) throw wrongCommand(name, argv);
  const words = [...positionalKeysOf(spec).flatMap((key) => listOf(parsed[key])), ...rest];
  const options = checkOptions(spec, parsed);
  checkWordCount(spec, words);
  return { kind: 'command', command: spec.id, arguments: { words, options } };
}

function describeCommands(parser: Argv, width: number): Argv {
  for (const spec of COMMANDS) {
    parser.command(`${spec.id} ${spec.positionals}`.trim(), spec.summary, (command) =>
      command
        .usage(`crossover ${spec.id} ${spec.wordsUsage}\n\n${spec.summary}.\n\n  ${spec.wordsDescription}`)
        .options(spec.options)
        .example(spec.examples.map(([line, what]) => [line, what])),
    );
  }
  return parser
    .scriptName('crossover')
    .usage(
      'crossover <command>\n\nOne event loop, worker threads or child processes? Measured, with evidence.',
    )
    .epilogue('crossover <command> --help shows the options of a command.')
    .locale('en')
    .parserConfiguration(PARSER)
    .exitProcess(false)
    .wrap(width);
}

/** `[base] [head]` → base, head. */
function positionalKeysOf({ positionals }: CommandSpec): string[] {
  return positionals.match(/[a-z]+/g) ?? [];
}

/** yargs knows one more kind of mistake: an option that needs a value and has none. */
function usageErrorOf(error: Error): Error {
  const option = /^Not enough arguments following: (.+)$/.exec(error.message)?.[1];
  const fact = option === undefined ? error.message : `--${option} needs a value.`;
  return new CrossoverError('CROSSOVER_USAGE', fact, { cause: error });
}

function wrongCommand(name: string, argv: readonly string[]): CrossoverError {
  const known = COMMANDS.map(({ id }) => id);
  if (name !== '') return unknownName('command', name, known);
  const option = argv.find((word) => word.startsWith('-')) ?? argv.join(' ');
  return new CrossoverError('CROSSOVER_USAGE', `${option} stands without a command.`, {
    remedy: `Commands: ${known.join(', ')}.`,
  });
}

function checkOptions(
  spec: CommandSpec,
  parsed: Readonly<Record<string, unknown>>,
): CommandArguments['options'] {
  const known = Object.keys(spec.options);
  const ignored = ['_', '$0', ...positionalKeysOf(spec)];
  const options: Record<string, OptionValue> = {};
  for (const [name, given] of Object.entries(parsed)) {
    if (ignored.includes(name)) continue;
    if (!known.includes(name)) throw unknownOption(name, [...known, ...GLOBAL_OPTIONS]);
    if (given !== undefined && given !== false) options[name] = optionValueOf(name, given, spec);
  }
  return options;
}

function unknownOption(name: string, known: readonly string[]): CrossoverError {
  if (name.length === 1)
    return unknownName(
      'option',
      `-${name}`,
      known.map((option) => `--${option}`),
    );
  return unknownName(
    'option',
    `--${name}`,
    known.map((option) => `--${option}`),
  );
}

function optionValueOf(name: string, given: unknown, spec: CommandSpec): OptionValue {
  const option = spec.options[name];
  if (option?.array) return listOf(given);
  if (Array.isArray(given) && !option?.boolean) {
    throw new CrossoverError('CROSSOVER_USAGE', `--${name} is given ${given.length} times.`, {
      remedy: 'Give it once.',
    });
  }
  return option?.boolean ? true : String(given);
}

function checkWordCount({ id, wordCount, wordsUsage }: CommandSpec, words: readonly string[]): void {
  const { least, most } = wordCount;
  if (words.length >= least && words.length <= most) return;
  const extra = words.length > most ? `takes no "${words[most]}"` : 'needs more';
  throw new CrossoverError('CROSSOVER_USAGE', `crossover ${id} ${extra}.`, {
    remedy: `Usage: crossover ${id} ${wordsUsage}.`,
  });
}

function listOf(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
