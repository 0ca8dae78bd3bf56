/**
 * A run document as a run would leave it, for tests of what is rendered. ALL FIGURES ARE INVENTED: nothing in it was
 * measured, and the machine that it names does not exist.
 */
import {
  type Block,
  type Finding,
  type RunDocument,
  runDocumentSchema,
  SCHEMA_VERSION,
} from '../harness/result/schema.ts';
import { type InventedContext, idOf, toCell, toContrast, toRivalContrasts } from './fixture-cells.ts';
import { INVENTED_CONDITIONS, INVENTED_SCENARIOS, type InventedCondition } from './fixture-conditions.ts';

const conditionIdOf = ({ scenario, label }: InventedCondition): string => `${scenario} | ${label}`;

function contextOf(
  condition: InventedCondition,
  conditionIndex: number,
  blockCount: number,
): InventedContext {
  const [first] = condition.cells;
  if (first === undefined) throw new RangeError(`The invented condition ${condition.label} has no cell.`);
  return {
    condition,
    conditionId: conditionIdOf(condition),
    reference: first,
    blocks: Array.from({ length: blockCount }, (_unused, index) => conditionIndex * blockCount + index),
  };
}

const blockOf = (context: InventedContext, index: number): Block => ({
  index,
  condition: context.conditionId,
  cells: context.condition.cells.map((cell) => idOf(context.conditionId, cell)),
  attempt: 1,
  startedMs: index * 2600,
  durationMs: 2500,
  stealRatio: 0.002 + (index % 3) * 0.004,
  throttledMs: 0,
  outsideCpuRatio: 0.011,
  memoryPressureRatio: 0,
  pressureRatio: 0.02,
  loadAverage: 1.3,
});

const ENVIRONMENT: RunDocument['environment'] = {
  cpuModel: 'Invented CPU @ 2.50GHz',
  cpuCount: 2,
  usableCores: 2,
  cpuQuota: null,
  memoryBytes: 8 * 2 ** 30,
  platform: 'linux',
  arch: 'x64',
  kernel: '6.1.0-test',
  node: 'v20.20.0',
  v8: '11.3.244.8',
  execArgv: [],
  nodeOptions: null,
  uvThreadpoolSize: null,
  isContainer: true,
  ci: null,
  loadAverageAtStart: 0.4,
  canPin: true,
  sources: ['schedstat', 'pss', 'cgroup', 'psi'],
  microCosts: {
    clockTickMs: 0.000001,
    clockReadMs: 0.000057,
    bareAwaitMs: 0.00007,
    dispatchMs: 0.0009,
    clone1KiBMs: 0.0031,
  },
};

const configOf = (blockCount: number): RunDocument['config'] => ({
  preset: blockCount === 1 ? 'smoke' : 'quick',
  seed: 42,
  models: ['sequential', 'single-loop', 'worker-threads', 'child-processes'],
  scenarios: INVENTED_SCENARIOS.map(({ id }) => id),
  blocks: blockCount,
  budgetMs: 90_000,
  marginRatio: 0.03,
  alpha: 0.05,
  inFlight: [8],
  knobs: { poolSize: [1, 2] },
  params: {},
  leadInMs: 40,
  windowMs: 40,
  minCompletions: 20,
  taskDeadlineMs: 30_000,
  pin: true,
});

function findingsOf(contexts: readonly InventedContext[]): Finding[] {
  const noisy: Finding = {
    id: 'noisy-host',
    severity: 'warning',
    cell: null,
    evidence: 'Steal reached 1.0% in 6 of 30 blocks.',
    remedy: 'Run again on a quiet machine, or ask for more blocks with --blocks.',
  };
  const wide = contexts.flatMap((context) =>
    context.condition.cells
      .filter((cell) => cell.status === undefined && cell.spread > 0.05)
      .map(
        (cell): Finding => ({
          id: 'wide-interval',
          severity: 'warning',
          cell: idOf(context.conditionId, cell),
          evidence: `The interval is ±${Math.round(cell.spread * 100)}% wide.`,
          remedy: 'About 12 more blocks (--blocks 17) would decide.',
        }),
      ),
  );
  const failed = contexts.flatMap((context) =>
    context.condition.cells
      .filter((cell) => cell.status !== undefined)
      .map(
        (cell): Finding => ({
          id: `cell-${cell.status}`,
          severity: 'error',
          cell: idOf(context.conditionId, cell),
          evidence: cell.reason ?? '',
          remedy: 'Run this cell alone with --models and look at its error.',
        }),
      ),
  );
  return [noisy, ...wide, ...failed];
}

/** The invented document; with one block it is what the `smoke` preset leaves. Passes `runDocumentSchema`. */
export function inventedRunDocument(
  blockCount = 5,
  conditions: readonly InventedCondition[] = INVENTED_CONDITIONS,
): RunDocument {
  const contexts = conditions.map((condition, index) => contextOf(condition, index, blockCount));
  const preset = blockCount === 1 ? 'smoke' : 'quick';
  return runDocumentSchema.parse({
    schemaVersion: SCHEMA_VERSION,
    documentKind: 'run',
    tool: { name: 'crossover-bench', version: '0.1.0' },
    runId: 'invented-for-tests',
    startedAt: '2026-03-01T14:05:09.000Z',
    durationMs: 84_200,
    complete: true,
    command: `crossover run --preset ${preset} --seed 42`,
    environment: ENVIRONMENT,
    config: configOf(blockCount),
    scenarios: INVENTED_SCENARIOS.map((scenario) => ({
      ...scenario,
      kindIsMeasured: false,
      isBuiltIn: true,
    })),
    conditions: contexts.map(({ condition, conditionId, reference }) => ({
      id: conditionId,
      scenario: condition.scenario,
      params: { ...condition.params },
      inFlight: condition.inFlight,
      label: condition.label,
      reference: idOf(conditionId, reference),
      cells: condition.cells.map((cell) => idOf(conditionId, cell)),
    })),
    blocks: contexts.flatMap((context) => context.blocks.map((index) => blockOf(context, index))),
    cells: contexts.flatMap((context) => context.condition.cells.map((cell) => toCell(cell, context))),
    contrasts: contexts.flatMap((context) => [
      ...context.condition.cells
        .filter((cell) => cell !== context.reference)
        .map((cell) => toContrast(cell, context)),
      ...toRivalContrasts(context),
    ]),
    crossings: [],
    findings: findingsOf(contexts),
  });
}

const SERVED: NonNullable<RunDocument['cells'][number]['server']> = {
  driverCores: 0.2,
  victimMsP50: null,
  victimMsP99: null,
  lostCount: 2,
  sentCount: 640,
  drainMs: 312,
};

/** The first condition alone, as if its cells served: with an invented deploy under load each. */
export function inventedServerDocument(): RunDocument {
  const document = inventedRunDocument(5, INVENTED_CONDITIONS.slice(0, 1));
  return { ...document, cells: document.cells.map((cell) => ({ ...cell, server: SERVED })) };
}
