/**
 * Every command and option, once: the help, the check for unknown options and the parsing are made of these tables.
 * Light on purpose: `crossover --help` reads this file and the defaults, and nothing else.
 */
import type { Options } from 'yargs';
import {
  AB,
  DEFAULT_ARRIVALS,
  DEFAULT_IN_FLIGHT,
  DEFAULT_MARGIN_RATIO,
  DEFAULT_MODELS,
  DEFAULT_OUT_DIR,
  DEFAULT_PRESET,
  DEFAULT_TASK_DEADLINE_MS,
  PRESETS,
  TUNE,
} from '../harness/config/defaults.ts';
import { ARRIVAL_KINDS } from '../harness/measure/arrivals.ts';

export type CommandId = 'run' | 'breakeven' | 'ab' | 'tune' | 'compare' | 'report' | 'list';

export interface CommandSpec {
  readonly id: CommandId;
  /** The words after the command as yargs reads them; all optional there, because {@link wordCount} is checked here. */
  readonly positionals: string;
  /** The words as the usage line shows them, and a line about them. */
  readonly wordsUsage: string;
  readonly wordsDescription: string;
  /** How many words it takes. */
  readonly wordCount: { readonly least: number; readonly most: number };
  readonly summary: string;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

/** An option that carries a value: shown without yargs' type labels, because the description gives an example. */
const value = (describe: string, group: string, shownDefault?: string): Options => ({
  describe,
  group,
  requiresArg: true,
  ...(shownDefault === undefined ? {} : { defaultDescription: shownDefault }),
});

/** An option that may be repeated. */
const repeatable = (describe: string, group: string): Options => ({ ...value(describe, group), array: true });

const flag = (describe: string, group: string): Options => ({ describe, group, boolean: true });

const seconds = (ms: number): string => `${ms / 1000}s`;
const percent = (ratio: number): string => `${ratio * 100}%`;

const WHAT = 'What is measured:';
const HOW = 'How it is measured:';
const OUTPUT = 'Output:';

const presetSummaries = Object.values(PRESETS)
  .map(({ id, summary }) => `${id}: ${summary}`)
  .join('\n');

const OUT = value('Folder for results', OUTPUT, DEFAULT_OUT_DIR);
const REPORT_MODE = value(
  'file: report.html · dir: a folder report/, for servers that allow no inline scripts',
  OUTPUT,
  'file',
);
const COLOR: Readonly<Record<string, Options>> = {
  color: flag('Colour also where the output is no terminal', OUTPUT),
  'no-color': flag('No colour (as NO_COLOR=1)', OUTPUT),
};
const pick = (options: CommandSpec['options'], names: readonly string[]): CommandSpec['options'] =>
  Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
const MARGIN = value('Changes smaller than this count as the same', HOW, percent(DEFAULT_MARGIN_RATIO));

const run: CommandSpec = {
  id: 'run',
  positionals: '[scenarios..]',
  wordsUsage: '[scenarios..]',
  wordsDescription: 'scenarios: ids, patterns over them (cpu/*), or your own files (./my-scenario.ts)',
  wordCount: { least: 0, most: Number.POSITIVE_INFINITY },
  summary: 'Measure scenarios under several execution models and say which one wins',
  options: {
    models: value('Execution models, comma-separated', WHAT, DEFAULT_MODELS.join(',')),
    'pool-size': value('Pool sizes: 1,2,4', WHAT, 'the cores that count'),
    'in-flight': value('Tasks kept outstanding: 1,16', WHAT, String(DEFAULT_IN_FLIGHT)),
    rate: value('Instead: tasks that come every second, whatever becomes of them: 100,500', WHAT),
    arrivals: value(`How these are spaced: ${ARRIVAL_KINDS.join(' or ')}`, WHAT, DEFAULT_ARRIVALS),
    knob: repeatable(
      'Values of a model’s knob: transfer=clone,shared (repeatable; crossover list models)',
      WHAT,
    ),
    param: repeatable('Values of a scenario’s parameter: n=1000,10000 (repeatable)', WHAT),
    input: value('Inputs for your own file: one from a .json, one a line from an .ndjson', WHAT),
    anatomy: flag(
      'Also what each model costs by itself: null tasks with the same data, and the floors',
      WHAT,
    ),
    preset: value(presetSummaries, HOW, DEFAULT_PRESET),
    budget: value('Time for the whole run: 90s, 5m', HOW, 'the preset’s'),
    blocks: value('Blocks of fresh processes per condition', HOW, 'the preset’s'),
    margin: MARGIN,
    seed: value('Seed of all order and all inputs', HOW, 'drawn, and recorded'),
    'task-deadline': value('A task that takes longer fails', HOW, seconds(DEFAULT_TASK_DEADLINE_MS)),
    'no-pin': flag('Let the event-loop threads move between CPUs', HOW),
    resume: value('Go on with an interrupted run: its folder, or latest', HOW),
    out: OUT,
    'report-mode': REPORT_MODE,
    json: flag('The result document on stdout, everything else on stderr', OUTPUT),
    quiet: flag('No progress', OUTPUT),
    strict: flag('Exit 4 when a verdict is unsure', OUTPUT),
    ...COLOR,
  },
  examples: [
    ['crossover run', 'a handful of scenarios, verdicts in about 85 s'],
    ['crossover run ./my-scenario.ts --pool-size 1,2,4', 'your own workload at three pool sizes'],
    ['crossover run cpu/sum-of-squares --param n=1000,1000000', 'two task sizes'],
  ],
};

const breakeven: CommandSpec = {
  id: 'breakeven',
  positionals: '',
  wordsUsage: '',
  wordsDescription: 'measures cpu/grain at sizes around the places that a short first look finds; about 80 s',
  wordCount: { least: 0, most: 0 },
  summary: 'From which task size on threads and processes pay on this machine',
  options: {
    models: value('Models held against single-loop', WHAT, 'worker-threads,child-processes'),
    'pool-size': value('Pool sizes: 1,2,4', WHAT, 'the cores that count'),
    'in-flight': value('Tasks kept outstanding: 1,8', WHAT, '8'),
    knob: repeatable('Values of a model’s knob (repeatable; crossover list models)', WHAT),
    param: repeatable('payloadKiB=0,1024: plain objects that come with each task', WHAT),
    ...pick(run.options, [
      'budget',
      'blocks',
      'margin',
      'seed',
      'no-pin',
      'out',
      'report-mode',
      'json',
      'quiet',
    ]),
    ...COLOR,
  },
  examples: [
    ['crossover breakeven', '8 tasks in flight, a worker for each core'],
    [
      'crossover breakeven --in-flight 1,8 --param payloadKiB=0,1024',
      'with and without others, and with data to send',
    ],
  ],
};

const ab: CommandSpec = {
  id: 'ab',
  positionals: '[base] [head]',
  wordsUsage: '<base> [head]',
  wordsDescription:
    'base, head: two git refs, two folders or two scenario files; without head: what lies here, uncommitted changes included',
  wordCount: { least: 0, most: 2 },
  summary: 'Measure two versions in the same turns and say which cells became slower: the gate',
  options: {
    scenario: repeatable('What both run: bench/parse.ts, bench/*.ts, or built-in ids (repeatable)', WHAT),
    models: value('Execution models, comma-separated', WHAT, AB.models.join(',')),
    install: value('How a ref is installed: npm ci', WHAT, 'as its lock file asks'),
    build: value('How a ref is built: npm run build', WHAT, 'its build script, if any'),
    ...pick(run.options, ['pool-size']),
    'in-flight': value(
      'Tasks kept outstanding: 1,16',
      WHAT,
      `1 for tasks that compute on a loop, else ${DEFAULT_IN_FLIGHT}`,
    ),
    ...pick(run.options, ['knob', 'param', 'input']),
    budget: value('Time for all cells: 5m', HOW, 'what the blocks take'),
    blocks: value('Blocks of fresh processes for each cell', HOW, String(AB.blockCount)),
    confirm: flag('Measure slower cells once more in fresh blocks; slower only where both say so', HOW),
    ...pick(run.options, [
      'margin',
      'seed',
      'task-deadline',
      'no-pin',
      'resume',
      'out',
      'report-mode',
      'json',
      'quiet',
      'strict',
    ]),
    ...COLOR,
  },
  examples: [
    ['crossover ab main --scenario bench/parse.ts', 'what lies here against main'],
    [
      'crossover ab old.ts new.ts --margin 1%',
      'two versions of one scenario; exit 3 when the new one is slower',
    ],
  ],
};

const tune: CommandSpec = {
  id: 'tune',
  positionals: '[scenario]',
  wordsUsage: '<scenario>',
  wordsDescription:
    'scenario: a built-in id, or your own file; the answer is the smallest size that is as good as the best',
  wordCount: { least: 1, most: 1 },
  summary: 'Find the size of a pool, or of any other number, that this workload wants on this machine',
  options: {
    model: value('Execution model', WHAT, TUNE.model),
    knob: repeatable(
      'The number to be tuned: poolSize, tasksPerWorker, uvThreads, inFlight, or a parameter of the scenario such as poolMax; name=value sets another knob (repeatable)',
      WHAT,
    ),
    sizes: value('Only these sizes: 1,2,4,8', WHAT, 'all that may matter'),
    'max-size': value('The largest size', WHAT, `${TUNE.sizesPerCore} × the cores, or the tasks in flight`),
    objective: value(
      'throughput (of good tasks, where the scenario tells which are); cpu: least CPU time per task; latency: least mean latency at --rate',
      WHAT,
      'throughput',
    ),
    rate: value(
      'Tasks that come every second, whatever became of those before: 200',
      WHAT,
      'as fast as they end',
    ),
    arrivals: run.options.arrivals!,
    'max-p99': value('The latency of tasks that 99 in 100 must keep: 50ms', WHAT),
    'max-loop-delay': value('How long 99 in 100 callbacks may wait for the event loop: 20ms', WHAT),
    'max-rss': value('Memory that the pool may add: 500MiB', WHAT),
    check: value('Your setting, to be priced: a module that exports { maxThreads: 4, … }', WHAT),
    'pool-size': value('Size of the pool where another number is tuned', WHAT, 'the cores that count'),
    'in-flight': value('Tasks kept outstanding', WHAT, `${DEFAULT_IN_FLIGHT}, or 2 × the cores`),
    param: repeatable('The value of a parameter: n=1000 (repeatable)', WHAT),
    input: run.options.input!,
    exhaustive: flag('Measure every size, as proof', HOW),
    budget: value(
      'Time for everything: 60s, 5m',
      HOW,
      `${seconds(TUNE.budgetMs)}; ${seconds(TUNE.p99BudgetMs)} with --max-p99, ${seconds(TUNE.rateBudgetMs)} with --rate`,
    ),
    baseline: value('A stored tune.json: exit 3 when the answer moved beyond what ties', HOW),
    ...pick(run.options, ['seed', 'task-deadline', 'no-pin', 'out', 'json', 'quiet']),
    ...COLOR,
  },
  examples: [
    ['crossover tune ./my-scenario.ts --max-loop-delay 20ms', 'how many threads, if any, for your own work'],
    ['crossover tune cpu/sha256 --check ./pool.ts', 'what your present setting costs'],
    ['crossover tune io/postgres-query --knob poolMax', 'connections to a database'],
    ['crossover tune servers/app --model cluster', 'processes behind one port'],
  ],
};

const report: CommandSpec = {
  id: 'report',
  positionals: '[results..]',
  wordsUsage: '<results..>',
  wordsDescription: 'results: a result.json, a run’s folder, or latest',
  wordCount: { least: 1, most: Number.POSITIVE_INFINITY },
  summary: 'Render the report of stored results again; measures nothing',
  options: {
    out: value('Folder for report and charts', OUTPUT, 'beside each result'),
    format: value('html (the page, the pictures and a table) or markdown (on stdout)', OUTPUT, 'html'),
    'report-mode': REPORT_MODE,
    quiet: flag('Only the paths', OUTPUT),
    ...COLOR,
  },
  examples: [
    ['crossover report latest', 'the newest run'],
    ['crossover report latest --format markdown', 'tables to paste into an issue'],
  ],
};

const compare: CommandSpec = {
  id: 'compare',
  positionals: '[base] [head]',
  wordsUsage: '<base> <head> | --baseline <dir> <head>',
  wordsDescription:
    'base, head: two results: a result.json or tune.json, a run’s folder or its name, or latest; with --baseline: the head alone',
  wordCount: { least: 1, most: 2 },
  summary: 'Set two stored runs or tunes side by side (advisory), or one run against five and more (a gate)',
  options: {
    baseline: value(
      'A folder of at least five runs: their spread says what is a change, and so this may gate',
      WHAT,
    ),
    margin: MARGIN,
    format: value('text, markdown, html, junit or json', OUTPUT, 'text'),
    strict: flag('Exit 4 when a verdict is unsure', OUTPUT),
    ...COLOR,
  },
  examples: [
    ['crossover compare bench-results/base latest --format markdown', 'a comment for a pull request'],
    ['crossover compare --baseline stored-runs latest', 'exit 3 when a cell is slower than runs usually are'],
  ],
};

const list: CommandSpec = {
  id: 'list',
  positionals: '[what]',
  wordsUsage: '[scenarios|models]',
  wordsDescription: 'what: scenarios or models; both when left out',
  wordCount: { least: 0, most: 1 },
  summary: 'Show the built-in scenarios with their parameters and the models with their knobs',
  options: { json: flag('As JSON', OUTPUT), ...COLOR },
  examples: [],
};

/** In the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [run, breakeven, ab, tune, compare, report, list];
