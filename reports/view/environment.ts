/** Machine, runtime and method as labelled rows: what somebody needs to take the same figures again. */
import type { RunDocument } from '../../harness/result/schema.ts';
import {
  formatBytes,
  formatCoreCount,
  formatCount,
  formatDuration,
  formatMargin,
  formatMs,
  formatNumber,
  formatParams,
  formatShare,
  formatTimestamp,
  NO_FIGURE,
} from '../format.ts';

/** One labelled fact. */
export interface EnvironmentRow {
  readonly group: 'Machine' | 'Runtime' | 'Run' | 'Method' | 'What the instrument costs';
  readonly label: string;
  readonly value: string;
}

type Facts = readonly (readonly [label: string, value: string | null])[];

const rowsOf = (group: EnvironmentRow['group'], facts: Facts): EnvironmentRow[] =>
  facts.map(([label, value]) => ({
    group,
    label,
    value: value === null || value === '' ? NO_FIGURE : value,
  }));

const list = (values: readonly (string | number | boolean)[]): string => values.join(', ');

function selection(values: Readonly<Record<string, readonly (string | number | boolean)[]>>): string {
  return formatParams(Object.fromEntries(Object.entries(values).map(([name, all]) => [name, list(all)])));
}

function machineFacts({ environment }: RunDocument): Facts {
  return [
    ['CPU', environment.cpuModel],
    ['CPUs seen', formatCount(environment.cpuCount)],
    ['Cores that count', formatCoreCount(environment.usableCores)],
    ['CPU quota', environment.cpuQuota === null ? 'none' : `${formatCoreCount(environment.cpuQuota)} cores`],
    ['Memory', formatBytes(environment.memoryBytes)],
    ['System', `${environment.platform} ${environment.arch} · ${environment.kernel}`],
    ['Container', environment.isContainer ? 'yes' : 'no'],
    ['CI', environment.ci ?? 'no'],
    [
      'Load at the start',
      environment.loadAverageAtStart === null ? null : formatNumber(environment.loadAverageAtStart, 2),
    ],
    ['Sources read', environment.sources.length === 0 ? 'none' : list(environment.sources)],
  ];
}

function runtimeFacts({ environment }: RunDocument): Facts {
  return [
    ['Node', environment.node],
    ['V8', environment.v8],
    ['Flags', environment.execArgv.length === 0 ? 'none' : environment.execArgv.join(' ')],
    ['NODE_OPTIONS', environment.nodeOptions ?? 'not set'],
    [
      'UV_THREADPOOL_SIZE',
      environment.uvThreadpoolSize === null ? 'not set' : formatCount(environment.uvThreadpoolSize),
    ],
  ];
}

function runFacts(document: RunDocument): Facts {
  return [
    ['Run', document.runId],
    ['Started', formatTimestamp(document.startedAt)],
    ['Took', formatDuration(document.durationMs)],
    ['Complete', document.complete ? 'yes' : 'no, it was interrupted'],
    ['Tool', `${document.tool.name} ${document.tool.version}`],
    ['Document', `schema v${document.schemaVersion}`],
  ];
}

/** `child-processes poolSize=2 tasksPerWorker=1`, once for every way in which a model was run. */
function knobsOfCells(cells: RunDocument['cells']): string {
  const ways = cells.map(({ model, knobs }) =>
    [model, ...Object.entries(knobs).map(([name, value]) => `${name}=${value}`)].join(' '),
  );
  return list([...new Set(ways.filter((way) => way.includes('=')))]);
}

function methodFacts({ config, environment, cells }: RunDocument): Facts {
  const pinned = environment.canPin ? 'yes, one CPU drawn per turn' : 'not possible here';
  return [
    ['Preset', config.preset],
    ['Seed', String(config.seed)],
    ['Models', list(config.models)],
    ['Blocks asked for', formatCount(config.blocks)],
    ['Budget', config.budgetMs === null ? 'none' : formatDuration(config.budgetMs)],
    ['Margin', formatMargin(config.marginRatio)],
    ['Family-wise error rate', formatShare(config.alpha)],
    ['In flight', list(config.inFlight)],
    ['Knobs', knobsOfCells(cells)],
    ['Parameters', selection(config.params)],
    [
      'Lead-in and window',
      `≥ ${formatMs(config.leadInMs)}, then ≥ ${formatMs(config.windowMs)} and ≥ ${formatCount(config.minCompletions)} tasks; of tasks that come one at a time each input once, in half of that time or more${describeBriefLeadIn(config)}`,
    ],
    ['Task deadline', formatDuration(config.taskDeadlineMs)],
    ['Event-loop thread pinned', config.pin ? pinned : 'no, switched off'],
  ];
}

function describeBriefLeadIn({ briefLeadInMs }: RunDocument['config']): string {
  if (briefLeadInMs === undefined) return '';
  return `, and on a loop after ≥ ${formatMs(briefLeadInMs)}`;
}

function instrumentFacts({ environment }: RunDocument): Facts {
  const costs = environment.microCosts;
  if (costs === null) return [['Calibration', 'failed or not made']];
  return [
    ['Tick of the clock', formatMs(costs.clockTickMs)],
    ['Reading the clock', formatMs(costs.clockReadMs)],
    ['A bare await', formatMs(costs.bareAwaitMs)],
    ['Dispatching a task', formatMs(costs.dispatchMs)],
    ['Cloning 1 KiB', formatMs(costs.clone1KiBMs)],
  ];
}

/** All facts of a run, grouped. Pure. */
export function toEnvironmentRows(document: RunDocument): EnvironmentRow[] {
  return [
    ...rowsOf('Machine', machineFacts(document)),
    ...rowsOf('Runtime', runtimeFacts(document)),
    ...rowsOf('Run', runFacts(document)),
    ...rowsOf('Method', methodFacts(document)),
    ...rowsOf('What the instrument costs', instrumentFacts(document)),
  ];
}
