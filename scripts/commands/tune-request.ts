/** The options of `crossover tune`, as values. Pure; throws CROSSOVER_USAGE. */
import { DEFAULT_ARRIVALS, DEFAULT_OUT_DIR, TUNE } from '../../harness/config/defaults.ts';
import {
  parseAssignments,
  parseByteCount,
  parseCount,
  parseCounts,
  parseDurationMs,
} from '../../harness/config/parse-values.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { ARRIVAL_KINDS } from '../../harness/measure/arrivals.ts';
import type { PlannedRate } from '../../harness/plan.ts';
import type { Limits } from '../../harness/tune/limits.ts';
import type { ObjectiveId } from '../../harness/tune/read-blocks.ts';
import type { TuneWish } from '../../harness/tune/target.ts';
import type { CommandArguments } from '../command-line.ts';
import { choiceOf } from './choice.ts';

const OBJECTIVES = ['throughput', 'cpu', 'latency'] as const satisfies readonly ObjectiveId[];

export interface TuneOptions {
  readonly words: readonly string[];
  readonly wish: TuneWish;
  /** One value each: what is not tuned stays the same at every size. */
  readonly knobs: Readonly<Record<string, string | number>>;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly limits: Limits;
  readonly objective: ObjectiveId;
  readonly rate: PlannedRate | null;
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

function budgetOf(options: Given, exhaustive: boolean, rate: PlannedRate | null): number | null {
  const untimed = options['max-p99'] === undefined ? TUNE.budgetMs : TUNE.p99BudgetMs;
  const usual = rate === null ? untimed : TUNE.rateBudgetMs;
  return read(options, 'budget', parseDurationMs) ?? (exhaustive ? null : usual);
}

/** A rate and the objectives that it means something for, one with the other. */
function loadOf(options: Given, wish: TuneWish): Pick<TuneOptions, 'objective' | 'rate'> {
  const objective = choiceOf(options.objective, OBJECTIVES, 'objective');
  const ratePerSec = read(options, 'rate', parseCount) ?? null;
  if (objective === 'latency' && ratePerSec === null) {
    throw new CrossoverError('CROSSOVER_USAGE', '--objective latency needs a rate.', {
      remedy:
        'Say how many tasks come every second: --rate 200. As fast as they end, latency only tells how many are in flight.',
    });
  }
  if (ratePerSec === null && options.arrivals !== undefined) {
    throw new CrossoverError('CROSSOVER_USAGE', '--arrivals stands without --rate.', {
      remedy: 'Say how many tasks come every second, such as --rate 200, or leave it out.',
    });
  }
  if (ratePerSec === null) return { objective, rate: null };
  if (objective === 'throughput') {
    throw new CrossoverError('CROSSOVER_USAGE', '--rate stands without an objective that it is for.', {
      remedy: 'At a rate the throughput is the rate: add --objective latency, or --objective cpu.',
    });
  }
  if (wish.knob === 'inFlight' || wish.inFlight !== undefined) {
    throw new CrossoverError('CROSSOVER_USAGE', '--rate stands beside a number of tasks in flight.', {
      remedy: 'Tasks either come by a rate or are kept in flight: leave one of them out.',
    });
  }
  const arrivals =
    options.arrivals === undefined
      ? DEFAULT_ARRIVALS
      : choiceOf(options.arrivals, ARRIVAL_KINDS, 'way of spacing arrivals');
  return { objective, rate: { ratePerSec, arrivals } };
}

export function toTuneOptions({ words, options }: CommandArguments): TuneOptions {
  const wish = wishOf(options);
  const { objective, rate } = loadOf(options, wish);
  const exhaustive = options.exhaustive === true;
  const knobTexts = textsOf(options, 'knob').filter((text) => text.includes('='));
  const knobs = single(parseAssignments(knobTexts, '--knob'), '--knob');
  const poolSize = read(options, 'pool-size', parseCount);
  return {
    words,
    wish,
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
      ratePerSec: rate?.ratePerSec ?? null,
    },
    objective,
    rate,
    exhaustive,
    budgetMs: budgetOf(options, exhaustive, rate),
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
