/** A stored answer beside a new one: has it moved beyond what ties? Pure. */
import { findDifferingKeys } from '../compare/machine-keys.ts';
import type { TuneDocument } from '../result/tune-schema.ts';
import { NO_POOL } from './fit-sizes.ts';

type Answered = Pick<TuneDocument, 'recommendation' | 'sizes' | 'deltaRatio'>;

type Outcome = NonNullable<TuneDocument['baseline']>['outcome'];

/**
 * What another answer means: what ties now is what counts, for then other things may have tied. It has moved only where the stored size is
 * surely worse now, or breaks a limit; against no pool where it surely gains nothing worth having.
 */
function changeOf(size: number, { recommendation, sizes, deltaRatio }: Answered): Outcome {
  // A pool is the answer only where it is surely better than none.
  if (size === NO_POOL) return 'moved';
  const now = sizes.find((one) => one.size === size);
  if (now === undefined) return 'unsure';
  if (now.standing === 'worse' || now.limits.some(({ standing }) => standing === 'broken')) return 'moved';
  if (recommendation.kind === 'no-pool')
    return now.ratio !== null && now.ratio.high <= 1 + deltaRatio ? 'moved' : 'unsure';
  return recommendation.ties.includes(size) ? 'tied' : 'unsure';
}

function outcomeOf(base: TuneDocument, head: Answered, isOtherMachine: boolean): Outcome {
  if (isOtherMachine || base.recommendation.kind === 'none' || head.recommendation.kind === 'none')
    return 'not comparable';
  const { kind, size } = base.recommendation;
  if (kind === head.recommendation.kind && size === head.recommendation.size) return 'same';
  return changeOf(size ?? NO_POOL, head);
}

/**
 * `tied`: what was recommended then still ties with the best · `moved`: it surely does not · `unsure`: neither is shown, or the new search did
 * not come by it · `not comparable`: another machine, scenario or number, or no answer on one side.
 */
export function compareWithBaseline(
  base: TuneDocument,
  path: string,
  head: Omit<TuneDocument, 'baseline'>,
): NonNullable<TuneDocument['baseline']> {
  const asked: readonly (readonly [string, string, string])[] = [
    ['scenario', base.scenario.id, head.scenario.id],
    ['condition', base.scenario.label, head.scenario.label],
    ['model', base.model, head.model],
    ['knob', base.knob.id, head.knob.id],
    ['objective', base.objective.id, head.objective.id],
    ['limits', JSON.stringify(base.limits), JSON.stringify(head.limits)],
  ];
  const differingKeys = [
    ...asked.flatMap(([key, own, other]) => (own === other ? [] : [{ key, base: own, head: other }])),
    ...findDifferingKeys(base.environment, head.environment),
  ];
  const { kind, size, ties: tied } = base.recommendation;
  return {
    path,
    runId: base.runId,
    kind,
    size,
    ties: [...tied],
    differingKeys,
    outcome: outcomeOf(base, head, differingKeys.length > 0),
  };
}
