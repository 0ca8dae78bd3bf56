/** The options of `crossover tune`, as values. Pure; throws CROSSOVER_USAGE. */
import { DEFAULT_OUT_DIR, TUNE } from '../../harness/config/defaults.ts';
import {
  parseAssignments,
  parseByteCount,
  parseCount,
  parseCounts,
  parseDurationMs,
} from '../../harness/config/parse-values.ts';
import { CrossoverError } from '../../harness/errors.ts';
import type { Limits } from '../../harness/tune/limits.ts';
import type { ObjectiveId } from '../../harness/tune/read-blocks.ts';
import type { TuneWish } from '../../harness/tune/target.ts';
import type { CommandArguments } from '../command-line.ts';
import { choiceOf } from './choice.ts';

const OBJECTIVES = ['throughput', 'cpu'] as const satisfies readonly ObjectiveId[];

export interface TuneOptions {
  readonly words: readonly string[];
  readonly wish: TuneWish;
  /** One value each: what is not tuned stays the same at every size. */
  readonly knobs: Readonly<Record<string, string | number>>;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly limits: Limits;
  readonly objective: ObjectiveId;
  readonly exhaustive: boolean;
  readonly budgetMs: number | null;
  readonly checkFile: string | null;
  readonly inputFile: string | null;
  readonly baseline: string | null;
  readonly outDir: string;
  readonly seed: number | undefined;
  readonly taskDeadlineMs: number | undefined;
  readonly pin: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

type Given = CommandArguments['options'];

const textOf = (options: Given, name: string): string | null => {
  const value = options[name];
  return typeof value === 'string' ? value : null;
};

const textsOf = (options: Given, name: string): readonly string[] => {
  const value = options[name];
  return Array.isArray(value) ? value.map(String) : [];
};

/** What the text of an option is, or nothing where it was not given. */
function read<Value>(
  options: Given,
  name: string,
  parse: (text: string, place: string) => Value,
): Value | undefined {
  const text = textOf(options, name);
  return text === null ? undefined : parse(text, `--${name}`);
}

function single<Value>(
  lists: Readonly<Record<string, readonly Value[]>>,
  place: string,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, values]) => {
      if (values.length === 1) return [name, values[0]!];
      throw new CrossoverError('CROSSOVER_USAGE', `${place} ${name} got ${values.length} values.`, {
        remedy: `One number is tuned at a time: tune it with --knob ${name} --sizes ${values.join(',')}, or give one value.`,
      });
    }),
  );
}

function tunedKnob(names: readonly string[]): string | undefined {
  if (names.length <= 1) return names[0];
  throw new CrossoverError('CROSSOVER_USAGE', `--knob names ${names.join(' and ')}.`, {
    remedy: 'One number is tuned at a time; what else is to be set takes a value: --knob tasksPerWorker=4.',
  });
}

function wishOf(options: Given): TuneWish {
  const entries = {
    knob: tunedKnob(textsOf(options, 'knob').filter((text) => !text.includes('='))),
    model: textOf(options, 'model') ?? undefined,
    sizes: read(options, 'sizes', parseCounts),
    maxSize: read(options, 'max-size', (text, place) => parseCount(text, place, 2)),
    inFlight: read(options, 'in-flight', parseCount),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function budgetOf(options: Given, exhaustive: boolean): number | null {
  return read(options, 'budget', parseDurationMs) ?? (exhaustive ? null : TUNE.budgetMs);
}

export function toTuneOptions({ words, options }: CommandArguments): TuneOptions {
  const exhaustive = options.exhaustive === true;
  const knobTexts = textsOf(options, 'knob').filter((text) => text.includes('='));
  const knobs = single(parseAssignments(knobTexts, '--knob'), '--knob');
  const poolSize = read(options, 'pool-size', parseCount);
  return {
    words,
    wish: wishOf(options),
    knobs: {
      ...Object.fromEntries(
        Object.entries(knobs).map(([name, value]) => [
          name,
          typeof value === 'boolean' ? String(value) : value,
        ]),
      ),
      ...(poolSize === undefined ? {} : { poolSize }),
    },
    params: single(parseAssignments(textsOf(options, 'param'), '--param'), '--param'),
    limits: {
      p99Ms: read(options, 'max-p99', parseDurationMs) ?? null,
      loopDelayMs: read(options, 'max-loop-delay', parseDurationMs) ?? null,
      addedMemoryBytes: read(options, 'max-rss', parseByteCount) ?? null,
    },
    objective: choiceOf(options.objective, OBJECTIVES, 'objective'),
    exhaustive,
    budgetMs: budgetOf(options, exhaustive),
    checkFile: textOf(options, 'check'),
    inputFile: textOf(options, 'input'),
    baseline: textOf(options, 'baseline'),
    outDir: textOf(options, 'out') ?? DEFAULT_OUT_DIR,
    seed: read(options, 'seed', (text, place) => parseCount(text, place, 0)),
    taskDeadlineMs: read(options, 'task-deadline', parseDurationMs),
    pin: options['no-pin'] !== true,
    json: options.json === true,
    quiet: options.quiet === true,
  };
}
