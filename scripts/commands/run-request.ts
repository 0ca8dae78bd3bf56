/** The options of `crossover run` as values: parsed and checked one by one; nothing is looked up here. */
import { DEFAULT_OUT_DIR, DEFAULT_PRESET, PRESETS, type PresetId } from '../../harness/config/defaults.ts';
import type { UserOptions } from '../../harness/config/options.ts';
import {
  parseAssignments,
  parseCount,
  parseCounts,
  parseDurationMs,
  parseList,
  parsePercent,
} from '../../harness/config/parse-values.ts';
import { unknownName } from '../../harness/config/unknown-name.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { ARRIVAL_KINDS } from '../../harness/measure/arrivals.ts';
import type { KnobValue } from '../../harness/model.ts';
import type { CommandArguments } from '../command-line.ts';
import { choiceOf } from './choice.ts';
import { REPORT_MODES, type ReportMode } from './report-mode.ts';

export interface RunRequest {
  readonly words: readonly string[];
  readonly preset: PresetId;
  readonly inputFile: string | null;
  readonly options: UserOptions;
  readonly outDir: string;
  readonly reportMode: ReportMode;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly strict: boolean;
}

/** Pure. Throws CROSSOVER_USAGE naming the option, what stood there and what is expected. */
export function toRunRequest({ words, options }: CommandArguments): RunRequest {
  const inputFile = textOf(options, 'input');
  if (inputFile !== null && words.length === 0) {
    throw new CrossoverError('CROSSOVER_USAGE', '--input stands without a scenario.', {
      remedy: 'Name the scenario that it is for: crossover run ./my-worker.js --input data.json.',
    });
  }
  const preset = presetOf(textOf(options, 'preset') ?? DEFAULT_PRESET);
  return {
    words,
    preset,
    inputFile,
    options: { preset, ...toUserOptions(options) },
    outDir: textOf(options, 'out') ?? DEFAULT_OUT_DIR,
    reportMode: choiceOf(options['report-mode'], REPORT_MODES, 'report mode'),
    json: options.json === true,
    quiet: options.quiet === true,
    strict: options.strict === true,
  };
}

type GivenOptions = CommandArguments['options'];

/** How the text of an option becomes a field of {@link UserOptions}: one line per option. */
function toUserOptions(options: GivenOptions): UserOptions {
  const knobs = knobsOf(options);
  const params = parseAssignments(textsOf(options, 'param'), '--param');
  return {
    ...optional(options, 'models', (text, place) => ({ models: parseList(text, place) })),
    ...optional(options, 'budget', (text, place) => ({ budgetMs: parseDurationMs(text, place) })),
    ...optional(options, 'blocks', (text, place) => ({ blocks: parseCount(text, place) })),
    ...optional(options, 'in-flight', (text, place) => ({ inFlight: parseCounts(text, place) })),
    ...optional(options, 'rate', (text, place) => ({ ratesPerSec: parseCounts(text, place) })),
    ...(options.arrivals === undefined
      ? {}
      : { arrivals: choiceOf(options.arrivals, ARRIVAL_KINDS, 'way of spacing arrivals') }),
    ...optional(options, 'seed', (text, place) => ({ seed: parseCount(text, place, 0) })),
    ...optional(options, 'margin', (text, place) => ({ marginRatio: parsePercent(text, place) })),
    ...optional(options, 'task-deadline', (text, place) => ({
      taskDeadlineMs: parseDurationMs(text, place),
    })),
    ...(options['no-pin'] === true ? { pin: false } : {}),
    ...(options.anatomy === true ? { anatomy: true } : {}),
    ...(Object.keys(knobs).length > 0 ? { knobs } : {}),
    ...(Object.keys(params).length > 0 ? { params } : {}),
  };
}

/** `--pool-size 1,2` is the knob that everybody needs; it and `--knob poolSize=4` add up. */
function knobsOf(options: GivenOptions): Record<string, readonly KnobValue[]> {
  const knobs = Object.entries(parseAssignments(textsOf(options, 'knob'), '--knob')).map(
    ([name, values]): [string, KnobValue[]] => [
      name,
      values.map((value) => (typeof value === 'boolean' ? String(value) : value)),
    ],
  );
  const poolSizes = textOf(options, 'pool-size');
  if (poolSizes === null) return Object.fromEntries(knobs);
  const given = new Map(knobs);
  const counts = [...parseCounts(poolSizes, '--pool-size'), ...(given.get('poolSize') ?? [])];
  return Object.fromEntries(given.set('poolSize', [...new Set(counts)]));
}

function presetOf(text: string): PresetId {
  if (Object.hasOwn(PRESETS, text)) return text as PresetId;
  throw unknownName('preset', text, Object.keys(PRESETS));
}

function textOf(options: GivenOptions, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

function textsOf(options: GivenOptions, name: string): readonly string[] {
  const value = options[name];
  return typeof value === 'object' ? value : [];
}

function optional(
  options: GivenOptions,
  name: string,
  toField: (text: string, place: string) => UserOptions,
): UserOptions {
  const text = textOf(options, name);
  return text === null ? {} : toField(text, `--${name}`);
}
