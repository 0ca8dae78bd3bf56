/** How each common belief is put to the test in one condition. None claims more than the verdicts there bear. */

import { formatRatioInterval, formatShare } from '../format.ts';
import {
  againstLoop,
  type BeliefPlace,
  haveEqualKnobs,
  isJudged,
  loopAgainst,
  nameOf,
  type Sighting,
  sightingsOf,
  standoffOf,
  type Testimony,
} from './belief-evidence.ts';
import { loopWaitRatio } from './loop-wait-ratio.ts';
import { type SentencePart, sentenceOf } from './sentence-parts.ts';

/** `sequential` waits for each task; where it is surely slower, having many under way made the same work faster. */
export function askAsyncCpu(place: BeliefPlace): Testimony[] {
  const { loop, kind, inFlight } = place;
  // One in flight is one at a time under either.
  if (loop === null || kind !== 'cpu' || inFlight <= 1) return [];
  return sightingsOf(place, 'sequential')
    .filter(isJudged)
    .map((sequential) => {
      const { verdict } = sequential.row;
      const speaks = verdict === 'slower' ? 'for' : verdict === 'unsure' ? null : 'against';
      return { parts: loopAgainst(loop, sequential), speaks };
    });
}

/** A pool that surely wins comes first, then one that may; among equals the highest ratio. */
function byPromise(one: Sighting, other: Sighting): number {
  const rank = ({ row }: Sighting): number => ['unsure', 'faster'].indexOf(row.verdict ?? '');
  return rank(other) - rank(one) || (other.row.ratio?.value ?? 0) - (one.row.ratio?.value ?? 0);
}

/** The most promising pool speaks for all: that threads pay is refuted only where no pool that was tried may win. */
export function askThreadsPay(place: BeliefPlace): Testimony[] {
  const [pool] = sightingsOf(place, 'worker-threads').filter(isJudged).sort(byPromise);
  if (pool === undefined || place.loop === null) return [];
  const { verdict } = pool.row;
  const speaks = verdict === 'faster' ? 'for' : verdict === 'unsure' ? null : 'against';
  return [{ parts: againstLoop(pool, place.loop), speaks }];
}

/** Above this the loop of `single-loop` computes more than it waits, whatever its tasks are declared to be. */
const MOST_BUSY_RATIO = 0.5;

/** The same where tasks wait. What threads gain over a busy loop may be its computing (a driver that blocks, a costly client): it decides nothing. */
export function askThreadsWait(place: BeliefPlace): Testimony[] {
  const busyRatio = place.loop?.row.loopUtilization ?? 0;
  if (place.kind !== 'io') return [];
  return askThreadsPay(place).map((testimony) =>
    testimony.speaks !== 'for' || busyRatio <= MOST_BUSY_RATIO
      ? testimony
      : {
          parts: sentenceOf(
            testimony.parts,
            `, while that loop was busy ${formatShare(busyRatio)} of the time`,
          ),
          speaks: null,
        },
  );
}

const poolSizeOf = ({ cell }: Sighting): number => Number(cell.knobs.poolSize);

/** What was asked for besides the size of the pool: knobs that follow from the size do not stand in a label. */
const otherKnobsOf = ({ cell }: Sighting): string => cell.label.replace(/×\d+/, '');

/** Every size against the next smaller one of the same kind. */
export function askMoreThreads(place: BeliefPlace): Testimony[] {
  const pools = sightingsOf(place, 'worker-threads');
  const bySize = pools.sort((one, other) => poolSizeOf(one) - poolSizeOf(other));
  return bySize.flatMap((smaller, index) => {
    const larger = bySize
      .slice(index + 1)
      .find((one) => otherKnobsOf(one) === otherKnobsOf(smaller) && poolSizeOf(one) > poolSizeOf(smaller));
    const standoff = larger === undefined ? null : standoffOf(larger, smaller, place);
    if (standoff === null) return [];
    const { order, parts } = standoff;
    return [{ parts, speaks: order === null ? null : order > 0 ? 'for' : 'against' }];
  });
}

/** Memory and start-up of both, side by side. */
function weightsOf(processes: Sighting, threads: Sighting): SentencePart[] {
  const [costs, others] = [processes.row.costs, threads.row.costs];
  const memory = `${costs.addedMemory} added against ${others.addedMemory}`;
  const startUp = `start-up ${costs.startUp} against ${others.startUp}`;
  return sentenceOf(nameOf(processes), ' against ', nameOf(threads), `: ${memory}, ${startUp}`);
}

/** Throughput decides; memory and start-up stand beside it, for no contrast of a run is about them. */
export function askHeavyProcesses(place: BeliefPlace): Testimony[] {
  return sightingsOf(place, 'child-processes').flatMap((processes) =>
    sightingsOf(place, 'worker-threads')
      .filter((threads) => haveEqualKnobs(processes, threads))
      .map((threads): Testimony => {
        const standoff = standoffOf(threads, processes, place);
        if (standoff === null) return { parts: weightsOf(processes, threads), speaks: null };
        const parts = sentenceOf(standoff.parts, '. ', weightsOf(processes, threads));
        const { order } = standoff;
        return { parts, speaks: order === null ? null : order > 0 ? 'for' : 'against' };
      }),
  );
}

/** From here on a wait counts as harm. */
const HARM_RATIO = 2;

/** Models whose tasks run on the loop that is watched; the loop beside a pool waits for nobody's blocking call. */
const ON_THE_LOOP: ReadonlySet<string> = new Set(['single-loop', 'sequential']);

/** A sync variant beside the default: is the wait of whoever else needs that loop surely at least twice as long? */
export function askBlockingCalls(place: BeliefPlace): Testimony[] {
  return place.sightings
    .filter(
      ({ cell, row }) =>
        cell.variant === 'sync' && ON_THE_LOOP.has(cell.model) && row.loopDelayMsP99 !== null,
    )
    .flatMap((blocking) =>
      sightingsOf(place, blocking.cell.model)
        .filter((usual) => haveEqualKnobs(blocking, usual) && usual.row.loopDelayMsP99 !== null)
        .map((usual): Testimony => {
          const ratio = loopWaitRatio(blocking.cell, usual.cell);
          const wait = ratio === null ? '' : `: mean wait for the loop ${formatRatioInterval(ratio)} as long`;
          const delay = `, p99 ${blocking.row.loopDelayText} against ${usual.row.loopDelayText}`;
          // A loop that had not turned when measuring ended kept its callers waiting longer than is known.
          const isHarm = ratio !== null && !usual.row.isLeastLoopDelay && ratio.low > HARM_RATIO;
          const isNone = ratio !== null && !blocking.row.isLeastLoopDelay && ratio.high < HARM_RATIO;
          return {
            parts: sentenceOf(nameOf(blocking), ' against ', nameOf(usual), wait, delay),
            speaks: isHarm ? 'against' : isNone ? 'for' : null,
          };
        }),
    );
}
