/** From the rounds of a run to what the search reads: in each block ln of every size against the anchor. Pure. */
import type { Cell, Round, RunDocument } from '../result/schema.ts';
import { blockLogRatio } from '../stats/block-contrast.ts';
import type { TuneBlock } from './fit-sizes.ts';

/**
 * `latency` is the mean of tasks that come by a schedule, from their scheduled moment: it needs a rate. `goodput` is the throughput of tasks
 * that came to what they were for, where the scenario tells which: those that give up end sooner.
 */
export type ObjectiveId = 'throughput' | 'goodput' | 'cpu' | 'latency';

/**
 * In place of the latency of a round that fell behind, which grows as long as it is looked at: longer than any that counts, and always
 * the same, so that what cannot keep up adds no noise to what can.
 */
const BEHIND_MS = 60_000;

/** Whether it did not carry out what came by the schedule. */
export const fellBehind = ({ openLoop }: Round): boolean => openLoop?.isSaturated ?? false;

/** Where none of a round's tasks is good, it counts as so little of the best of its block: infinitely worse is no figure. */
const LEAST_GOOD_RATIO = 1e-3;

interface OneFigure {
  readonly read: (round: Round) => number | null;
  readonly better: 'higher' | 'lower';
}

/** Objectives of which a round has one figure. */
const ONE_FIGURE: Readonly<Record<Exclude<ObjectiveId, 'throughput'>, OneFigure>> = {
  goodput: { read: ({ goodputPerSec }) => goodputPerSec ?? null, better: 'higher' },
  cpu: { read: ({ cpuMsPerTask }) => cpuMsPerTask, better: 'lower' },
  latency: {
    read: (round) => (fellBehind(round) ? BEHIND_MS : round.latencyMsMean),
    better: 'lower',
  },
};

/** The figure of a round in the objective's unit. */
export function objectiveOf(round: Round, objective: ObjectiveId): number | null {
  return objective === 'throughput' ? round.meanThroughputPerSec : ONE_FIGURE[objective].read(round);
}

/**
 * How much better one round of a block is than another of the same, as ln; not a number where it cannot be said. `best` is the most
 * goodput of any round of the block: so that those above 0 keep their distances where the other has none.
 */
export function logBetter(one: Round, other: Round, objective: ObjectiveId, best = 0): number {
  if (objective !== 'throughput') {
    const [own, theirs] = [objectiveOf(one, objective), objectiveOf(other, objective)];
    if (own === null || theirs === null) return Number.NaN;
    const most = Math.max(own, theirs, best);
    if (objective === 'goodput' && most === 0) return 0;
    const least = objective === 'goodput' ? LEAST_GOOD_RATIO * most : 0;
    const change = Math.log(Math.max(own, least)) - Math.log(Math.max(theirs, least));
    return ONE_FIGURE[objective].better === 'higher' ? change : -change;
  }
  const valid = ({ slices }: Round) => slices.filter(({ voidReason }) => voidReason === null);
  const byTurns = blockLogRatio(valid(one), valid(other));
  return (
    byTurns ??
    Math.log(one.medianThroughputPerSec ?? Number.NaN) - Math.log(other.medianThroughputPerSec ?? Number.NaN)
  );
}

/** Valid rounds of a cell by their block. */
export function roundsByBlock({ blocks }: Pick<Cell, 'blocks'>): ReadonlyMap<number, Round> {
  return new Map(blocks.filter(({ status }) => status === 'ok').map((round) => [round.block, round]));
}

/**
 * One entry for each block from `from` up to `to` (left out) in which the anchor and something else are valid. `cellOf` gives
 * the id of the cell that stands for a size.
 */
export function readBlocks(
  document: Pick<RunDocument, 'cells' | 'blocks'>,
  {
    sizes,
    anchor,
    cellOf,
  }: { sizes: readonly number[]; anchor: number; cellOf: (size: number) => string | null },
  objective: ObjectiveId,
  { from = 0, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number } = {},
): TuneBlock[] {
  const byId = new Map(document.cells.map((cell) => [cell.id, cell]));
  const roundsOf = (size: number): ReadonlyMap<number, Round> => {
    const id = cellOf(size);
    const cell = id === null ? undefined : byId.get(id);
    return cell === undefined ? new Map() : roundsByBlock(cell);
  };
  const anchors = roundsOf(anchor);
  const others = sizes.filter((size) => size !== anchor).map((size) => ({ size, rounds: roundsOf(size) }));
  return document.blocks
    .filter(({ index }) => index >= from && index < to)
    .flatMap(({ index }): TuneBlock[] => {
      const reference = anchors.get(index);
      if (reference === undefined) return [];
      const best = Math.max(
        ...[reference, ...others.flatMap(({ rounds }) => rounds.get(index) ?? [])].map(
          ({ goodputPerSec = 0 }) => goodputPerSec,
        ),
      );
      const values = others.flatMap(({ size, rounds }): [number, number][] => {
        const round = rounds.get(index);
        const value = round === undefined ? Number.NaN : logBetter(round, reference, objective, best);
        return Number.isFinite(value) ? [[size, value]] : [];
      });
      return values.length === 0 ? [] : [new Map([[anchor, 0], ...values])];
    });
}
