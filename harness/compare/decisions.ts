/** What two runs advise: does the same model still win, and does the lead still change where it did? Pure. */
import type { Cell, ComparisonDocument, Condition, CrossingRecord, RunDocument } from '../result/schema.ts';

type Winner = NonNullable<ComparisonDocument['winners']>[number];
type ComparedCrossing = NonNullable<ComparisonDocument['crossings']>[number];

function starsOf(run: RunDocument, condition: string): Cell[] {
  return run.cells.filter((cell) => cell.condition === condition && cell.best);
}

/**
 * For every condition that both runs decide. `changed` only where no starred cell of one is starred in the other: sets of ties
 * that overlap are no contradiction.
 */
export function compareWinners(base: RunDocument, head: RunDocument): Winner[] {
  const inBase = new Set(base.conditions.map(({ id }) => id));
  return head.conditions
    .filter(({ id }) => inBase.has(id))
    .flatMap(({ id, scenario, label }: Condition): Winner[] => {
      const [stars, ofHead] = [starsOf(base, id), starsOf(head, id)];
      if (stars.length === 0 || ofHead.length === 0) return [];
      const ids = new Set(stars.map((cell) => cell.id));
      const common = ofHead.filter((cell) => ids.has(cell.id)).length;
      const isSame = common === stars.length && common === ofHead.length;
      return [
        {
          condition: id,
          scenario,
          label,
          base: stars.map((cell) => cell.label),
          head: ofHead.map((cell) => cell.label),
          change: isSame ? 'same' : common > 0 ? 'overlaps' : 'changed',
        },
      ];
    });
}

/** By curve, and by which of its crossings it is: a lead may be gained and lost again. */
function keyed(crossings: readonly CrossingRecord[]): (readonly [key: string, crossing: CrossingRecord])[] {
  const counts = new Map<string, number>();
  return crossings.map((crossing) => {
    const { scenario, param, params, inFlight, models } = crossing;
    const curve = JSON.stringify([scenario, param, Object.entries(params).sort(), inFlight, models]);
    const ordinal = counts.get(curve) ?? 0;
    counts.set(curve, ordinal + 1);
    return [`${curve} ${ordinal}`, crossing];
  });
}

function changeOf(base: CrossingRecord, head: CrossingRecord): ComparedCrossing['change'] {
  const isOpen = ({ outcome }: CrossingRecord): boolean => outcome === 'open' || outcome === 'unsure';
  if (isOpen(base) || isOpen(head)) return 'unsure';
  if (base.at === null || head.at === null) return base.outcome === head.outcome ? 'same' : 'moved';
  // Whoever pays from a place on, and only up to it in the other run, is no longer the same advice.
  if (base.leadsAbove !== head.leadsAbove) return 'moved';
  return base.at.high < head.at.low || head.at.high < base.at.low ? 'moved' : 'same';
}

/** For every curve that both runs have; `moved` only where the intervals do not touch, or the lead changes in one alone. */
export function compareCrossings(base: RunDocument, head: RunDocument): ComparedCrossing[] {
  const ofBase = new Map(keyed(base.crossings ?? []));
  return keyed(head.crossings ?? []).flatMap(([key, crossing]): ComparedCrossing[] => {
    const before = ofBase.get(key);
    if (before === undefined) return [];
    const { scenario, param, params, inFlight, models } = crossing;
    const side = ({ outcome, at, leadsAbove }: CrossingRecord): ComparedCrossing['base'] => ({
      outcome,
      at,
      leadsAbove,
    });
    return [
      {
        scenario,
        param,
        params,
        inFlight,
        models,
        base: side(before),
        head: side(crossing),
        change: changeOf(before, crossing),
      },
    ];
  });
}
