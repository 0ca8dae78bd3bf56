/** The commands that measure a cell again, or a condition with more blocks: same seed, same inputs, same pace. */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import { quoteWord, splitWords } from '../shell-words.ts';

/** Options of the run's own command that bear on how a cell is measured; the cell itself says all others. */
const KEPT_OPTIONS = new Set([
  '--margin',
  '--task-deadline',
  '--input',
  '--scenario',
  '--install',
  '--build',
]);
const KEPT_FLAGS = new Set(['--no-pin']);
const SCENARIO_FILE = /\.([cm]?[jt]s|[jt]sx)$|[/\\]/;

/** What was typed behind `crossover run`: words up to the first option, and the options that are kept. */
interface Typed {
  readonly words: readonly string[];
  readonly kept: readonly string[];
}

function typedOf(command: string): Typed {
  const given = splitWords(command).slice(2);
  const firstOption = given.findIndex((word) => word.startsWith('--'));
  const words = firstOption === -1 ? given : given.slice(0, firstOption);
  const kept = given.flatMap((word, index) => {
    if (KEPT_FLAGS.has(word)) return [word];
    const value = given[index + 1];
    return KEPT_OPTIONS.has(word) && value !== undefined ? [word, value] : [];
  });
  return { words, kept };
}

/** A built-in scenario by its id; a user's by its file, or by all files of the run where ids do not tell them apart. */
function scenarioWords(
  document: RunDocument,
  { scenario }: Pick<Cell, 'scenario'>,
  { words }: Typed,
): readonly string[] {
  if (document.config.sides !== undefined) return words; // two versions; their scenarios are an option, which is kept
  const record = document.scenarios.find(({ id }) => id === scenario);
  if (record === undefined || record.isBuiltIn) return [scenario];
  const builtIns = new Set(document.scenarios.filter(({ isBuiltIn }) => isBuiltIn).map(({ id }) => id));
  const files = words.filter((word) => SCENARIO_FILE.test(word) && !/[*?]/.test(word) && !builtIns.has(word));
  const own = files.filter((file) => file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '') === scenario);
  return own.length === 1 ? own : files;
}

const commandOf = ({ config }: RunDocument): string => (config.sides === undefined ? 'run' : 'ab');

/** Two versions are measured in one way alone. */
const presetOf = ({ config }: RunDocument): string[] =>
  config.sides === undefined ? ['--preset', config.preset] : [];

/** One option per parameter or knob, its one value as it is typed. */
const assignments = (option: string, values: Readonly<Record<string, string | number | boolean>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [option, `${name}=${String(value)}`]);

/** Knobs as they are typed; where the reference has another value of one, that comes first and so is the reference's again. */
function knobValues({ knobs }: Cell, reference: Cell | undefined): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(knobs).map(([name, value]) => {
      const ofReference = reference?.knobs[name];
      return [name, ofReference === undefined || ofReference === value ? value : `${ofReference},${value}`];
    }),
  );
}

/** A comma separates values on the command line, and spaces around one are dropped: such texts cannot be typed. */
const canBeTyped = (value: string | number | boolean): boolean => !/,|^\s|\s$|^$/.test(String(value));

/** Tasks kept in flight, or those that came by a schedule. */
function driveWords({
  inFlight,
  ratePerSec,
  arrivals,
}: Pick<Condition, 'inFlight' | 'ratePerSec' | 'arrivals'>): string[] {
  const kept = ['--in-flight', String(inFlight)];
  if (ratePerSec === undefined) return kept;
  return [...kept, '--rate', String(ratePerSec), ...(arrivals === undefined ? [] : ['--arrivals', arrivals])];
}

/**
 * `crossover run cpu/sha256 --models worker-threads --param … --seed 42`, quoted for a POSIX shell; all variants of the
 * scenario are run. Null where the command line cannot name the cell. Pure.
 */
export function reproduceCommand(document: RunDocument, cell: Cell): string | null {
  const typed = typedOf(document.command);
  const scenarios = scenarioWords(document, cell, typed);
  const condition = document.conditions.find(({ id }) => id === cell.condition);
  const reference = document.cells.find(({ id }) => id === condition?.reference);
  const values = [...Object.values(cell.params), ...Object.values(cell.knobs)];
  if (scenarios.length === 0 || !values.every(canBeTyped)) return null;
  const { config } = document;
  const words = [
    ...['crossover', commandOf(document), ...scenarios, '--models', cell.model],
    ...assignments('--param', cell.params),
    ...driveWords(condition ?? cell),
    ...assignments('--knob', knobValues(cell, reference)),
    ...presetOf(document),
    ...['--blocks', String(config.blocks)],
    ...typed.kept,
    ...['--seed', String(config.seed)],
  ];
  return words.map(quoteWord).join(' ');
}

/**
 * The command that measures a whole condition again with so many blocks: `crossover run cpu/sha256 --models … --blocks 25
 * --seed 42`. Null where the command line cannot name it. Pure.
 */
export function moreBlocksCommand(
  document: RunDocument,
  condition: Condition,
  blockCount: number,
): string | null {
  const typed = typedOf(document.command);
  const scenarios = scenarioWords(document, condition, typed);
  const members = document.cells.filter((cell) => cell.condition === condition.id);
  const models = [...new Set(members.map(({ model }) => model))];
  const { config } = document;
  const knobs = Object.entries(config.knobs).map(([name, values]) => [name, values.map(String)] as const);
  const values = [...Object.values(condition.params), ...knobs.flatMap(([, texts]) => texts)];
  if (scenarios.length === 0 || models.length === 0 || !values.every(canBeTyped)) return null;
  const words = [
    ...['crossover', commandOf(document), ...scenarios, '--models', models.join(',')],
    ...assignments('--param', condition.params),
    ...driveWords(condition),
    ...knobs.flatMap(([name, texts]) => ['--knob', `${name}=${texts.join(',')}`]),
    ...presetOf(document),
    ...['--blocks', String(blockCount)],
    ...typed.kept,
    ...['--seed', String(config.seed)],
  ];
  return words.map(quoteWord).join(' ');
}
