/** Of two versions of a cell: whether the garbage of their processes is collected before every slice, and what a block tells of it. Pure. */
import type { Block } from '../result/schema.ts';
import type { WarmUpReading } from '../round/protocol.ts';

/** Tasks leave garbage: fewer collections than this in a warm-up are of the harness's own. */
const LEAST_COLLECTIONS = 3;
/** The longest that a collection may take which is forced before every slice, of the time in which others would have shown themselves. */
const MOST_COLLECTION_RATIO = 0.05;

/**
 * What the pace after a forced collection must be, at least, of that before. Compiled code rests on shapes of objects, and where none of
 * a shape is alive between tasks, a full collection takes the shape and with it the code: Markdown rendered by `marked` went at a third of its
 * pace for 40 to 80 ms then. Less than this is not the moment's scatter.
 */
const LEAST_PACE_RATIO = 0.75;

/**
 * Whether garbage may be collected before each slice without hiding what collections cost. Slices are shorter than what lies between two of the
 * old generation: forced outside of windows, they come no more within. So nothing is forced from the block on in which one came by itself
 * while a process warmed up, nor in a block where one takes long: that may be the moment's doing, so the next block asks anew. With r of them a
 * second, p long, tasks lose r · p of their time; a side that is watched for d seconds a block (its warm-up) goes unnoticed through k blocks
 * with e^(−k·r·d). Over B blocks that hides p ÷ (B·d) · r·d ÷ (e^(r·d) − 1) of it, less than p ÷ (B·d): with p of at most a twentieth of d
 * 0.4 % of 12 blocks, 0.8 % of 6.
 */
function isHarmless(warmedUp: WarmUpReading | null, keepsPace: boolean): boolean {
  const collection = warmedUp?.collection;
  if (warmedUp === null || collection === undefined || collection.forcedMs === null) return false;
  const isQuick = collection.forcedMs <= MOST_COLLECTION_RATIO * warmedUp.durationMs;
  const leavesPace = keepsPace || (collection.paceRatio !== null && collection.paceRatio >= LEAST_PACE_RATIO);
  return collection.majorCount === 0 && isQuick && leavesPace;
}

/** What there is to collect: what tasks leave, or the places that moved inputs had before. */
function leavesGarbage(warmUp: WarmUpReading | null): boolean {
  const collection = warmUp?.collection;
  return (collection?.count ?? 0) >= LEAST_COLLECTIONS || movesInputs(warmUp);
}

export function movesInputs(warmUp: WarmUpReading | null): boolean {
  return warmUp?.collection?.movesInputs === true;
}

/**
 * Where several tasks are outstanding nothing is read of collections, and none is forced. An HTTP client with eight calls outstanding took 2.3 to 2.7 ms
 * of CPU a task with one before each slice and 1.0 to 1.2 without, half of it on threads that compile and collect, and its blocks scattered by 6.4 %
 * instead of 2.6 (three times ten each, in turns): it seems that compiled code goes with the garbage here as well, though not so much that its pace tells.
 *
 * Whether any process of a block leaves garbage, and none of them would have something hidden. `keepsPace`: blocks before told that tasks do.
 */
export function mayForceCollections(warmUps: readonly (WarmUpReading | null)[], keepsPace = false): boolean {
  return warmUps.some(leavesGarbage) && warmUps.every((warmUp) => isHarmless(warmUp, keepsPace));
}

export function describeCollections(
  collects: boolean,
  warmUps: readonly WarmUpReading[],
): Pick<Block, 'collects' | 'collectsItself' | 'forcedCollectionMs'> {
  const readings = warmUps.flatMap(({ collection }) => collection ?? []);
  const forcedMs = readings.flatMap((reading) => reading.forcedMs ?? []);
  return {
    ...(collects ? { collects: true } : {}),
    ...(readings.some(({ majorCount }) => majorCount > 0) ? { collectsItself: true } : {}),
    ...(forcedMs.length > 0 ? { forcedCollectionMs: Math.max(...forcedMs) } : {}),
  };
}
