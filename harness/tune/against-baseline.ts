/** A stored answer beside a new one: has it moved beyond what ties? Pure. */
import { findDifferingKeys } from '../compare/machine-keys.ts';
import type { TuneDocument } from '../result/tune-schema.ts';

type Answered = Pick<TuneDocument, 'recommendation'>;

/** Whether what was recommended then would still do: what ties now is what counts, for then other things may have tied. */
function stillTies({ recommendation: base }: Answered, { recommendation: head }: Answered): boolean {
  return head.kind === 'size' && base.kind === 'size' && base.size !== null && head.ties.includes(base.size);
}

function outcomeOf(
  base: TuneDocument,
  head: Answered,
  isOtherMachine: boolean,
): 'same' | 'tied' | 'moved' | 'not comparable' {
  if (isOtherMachine || base.recommendation.kind === 'none' || head.recommendation.kind === 'none')
    return 'not comparable';
  const { kind, size } = base.recommendation;
  if (kind === head.recommendation.kind && size === head.recommendation.size) return 'same';
  return stillTies(base, head) ? 'tied' : 'moved';
}

/**
 * `tied`: what was recommended then still ties with the best · `moved`: it does not · `not comparable`: another machine, scenario
 * or number, or no answer on one side.
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
