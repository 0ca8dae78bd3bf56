/**
 * What the models themselves cost: after a block its cells once more, in fresh processes and in turns as ever, with tasks whose
 * inputs and outputs travel and in which nothing is computed. Pure but for what it is handed.
 */
import type { ExecutionModel } from '../model.ts';
import type { Round } from '../result/schema.ts';
import type { RoundRequest } from '../round/protocol.ts';
import type { TakenRound } from './round-value.ts';

/** How long such a block takes: start-up, warm-up and a few turns of short slices. */
export const NULL_BLOCK_MS = 3_000;
/** Tasks that do nothing are soon as fast as they get. */
export const NULL_WARM_UP_MS = 200;

/** The same round with null tasks. An executor that lives for one task has no earlier output to answer with. */
export function toNullRequest(request: RoundRequest, { spawnsWhileRunning }: ExecutionModel): RoundRequest {
  const nullTask = spawnsWhileRunning ? 'nothing' : 'kept';
  return { ...request, executor: { ...request.executor, nullTask } };
}

/** Null where the null round was not valid: its figure would not be true. */
function toNullTask(round: Round | undefined, taken: TakenRound | undefined): Round['nullTask'] {
  const throughputPerSec = round?.meanThroughputPerSec ?? null;
  if (round?.status !== 'ok' || throughputPerSec === null || throughputPerSec === 0) return null;
  return {
    perTaskMs: 1e3 / throughputPerSec,
    cpuMsPerTask: round.cpuMsPerTask,
    messageMs: taken?.finished?.messageMs ?? null,
    taskCount: round.tasks.ok,
  };
}

/** The rounds of a block, those that count with what their null rounds gave. */
export function withNullTasks(
  rounds: ReadonlyMap<string, Round>,
  nullRounds: ReadonlyMap<string, Round>,
  taken: ReadonlyMap<string, TakenRound>,
): Map<string, Round> {
  return new Map(
    [...rounds].map(([id, round]) => [
      id,
      round.status === 'ok' ? { ...round, nullTask: toNullTask(nullRounds.get(id), taken.get(id)) } : round,
    ]),
  );
}
