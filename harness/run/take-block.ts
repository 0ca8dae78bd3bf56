/** One block of the plan, or the same cells with null tasks, as a request that the block's runner understands. */
import { INPUT_COUNT } from '../config/defaults.ts';
import type { PlannedCell, PlannedCondition } from '../plan.ts';
import type { RoundRequest } from '../round/protocol.ts';
import { createRandom } from '../stats/random.ts';
import { type BlockOutcome, BlockRunner } from './block.ts';
import { NULL_WARM_UP_MS, toNullRequest } from './null-tasks.ts';
import type { RunContext } from './run-context.ts';

export interface AskedBlock {
  readonly condition: PlannedCondition;
  readonly cells: readonly PlannedCell[];
  readonly attempt: number;
  readonly boxMs: number;
  /** Null: slow tasks take the time they need. */
  readonly latestEndMs: number | null;
  readonly isNull: boolean;
}

export function takeBlock(
  context: RunContext,
  { condition, cells, attempt, boxMs, latestEndMs, isNull }: AskedBlock,
  onTurn: () => void,
): Promise<BlockOutcome> {
  const { config, gathered, host, machine, ownPids, signal, startedMs } = context;
  const index = gathered.blockCount;
  const runner = new BlockRunner(
    {
      condition,
      cells,
      index,
      attempt,
      boxMs,
      latestEndMs,
      mode: isNull ? null : gathered.modeOf(cells),
      digest: isNull ? null : gathered.digestOf(condition),
      mayCollect: !gathered.hasCollectedItself(condition),
      keepsPace: gathered.keepsPace(condition),
      maxWarmUpMs: isNull ? NULL_WARM_UP_MS : config.maxWarmUpMs,
      pin: config.pin,
      taskDeadlineMs: config.taskDeadlineMs,
      runStartedMs: startedMs,
      random: createRandom(config.seed).fork(`${isNull ? 'null tasks of ' : ''}block ${index}`),
      toRoundRequest: (of, cell) => {
        const request = toRoundRequest(context, of, cell);
        return isNull ? toNullRequest(request, cell.model) : request;
      },
      ownPids,
    },
    host,
    machine,
    onTurn,
    signal,
  );
  return runner.measure();
}

function toRoundRequest(
  { config, executor, headServices }: RunContext,
  { scenario: common, params: commonParams, inFlight: commonInFlight }: PlannedCondition,
  cell: PlannedCell,
): RoundRequest {
  const { scenario = common, params = commonParams, inFlight = commonInFlight } = cell;
  const services = cell.side === 'head' ? { ...executor.services, ...headServices } : executor.services;
  return {
    modelId: cell.model.id,
    knobs: cell.knobs,
    executor: {
      scenarioUrl: scenario.moduleUrl,
      scenarioLabel: scenario.label,
      variant: cell.variant,
      params,
      seed: config.seed,
      ...executor,
      services,
    },
    scenarioId: scenario.id,
    inFlight,
    inputCount: scenario.scenario.inputCount ?? INPUT_COUNT,
    userInputs: scenario.userInputs ?? null,
    taskDeadlineMs: config.taskDeadlineMs,
    ...(cell.side === undefined ? {} : { redrawsMemory: true }),
    ...(scenario.cwd === undefined ? {} : { cwd: scenario.cwd }),
  };
}
