/**
 * Common beliefs about how Node should run work, and what one run says about each. A card is about this run alone: what
 * it did not measure is `not tested`, what it could not decide `undecided`.
 */
import type { RunDocument } from '../../harness/result/schema.ts';
import { formatCount } from '../format.ts';
import { type BeliefPlace, beliefPlaceOf, type Testimony } from './belief-evidence.ts';
import {
  askAsyncCpu,
  askBlockingCalls,
  askHeavyProcesses,
  askMoreThreads,
  askThreadsPay,
  askThreadsWait,
} from './belief-tests.ts';

/** What a run does to a belief. `undecided`: it was put to the test, and no verdict came of it. */
export type Standing = 'supported' | 'contradicted' | 'mixed' | 'undecided' | 'not tested';

/** A testimony and where it was given. */
export interface BeliefEvidence extends Testimony {
  /** Index into the document's conditions. */
  readonly conditionIndex: number;
  /** `cpu/sha256 · 8 MiB · 8 in flight`. */
  readonly place: string;
  /** The parts as one text. */
  readonly text: string;
}

/** One belief with everything that this run has to say about it. */
export interface BeliefCard {
  readonly id: string;
  readonly belief: string;
  readonly standing: Standing;
  /** What is compared, and what a run needs for it. */
  readonly test: string;
  /** `2 for · 1 against`, or why nothing was decided. */
  readonly summary: string;
  /** What speaks for or against first, then what is undecided. */
  readonly evidence: readonly BeliefEvidence[];
}

interface Belief extends Pick<BeliefCard, 'id' | 'belief' | 'test'> {
  /** Says "always": then a single condition to the contrary refutes it. */
  readonly isUniversal: boolean;
  /** Why evidence may be there without a verdict. */
  readonly undecided: string;
  readonly ask: (place: BeliefPlace) => readonly Testimony[];
}

const UNSURE = 'No verdict here, or an unsure one: more blocks would tell.';

const BELIEFS: readonly Belief[] = [
  {
    id: 'async-cpu',
    belief: 'Async makes CPU work faster',
    test: 'single-loop, with many tasks under way, against sequential, with one, in cpu scenarios.',
    isUniversal: false,
    undecided: UNSURE,
    ask: askAsyncCpu,
  },
  {
    id: 'threads-pay',
    belief: 'Worker threads always pay',
    test: 'the most promising pool of worker-threads against single-loop, everywhere.',
    isUniversal: true,
    undecided: UNSURE,
    ask: askThreadsPay,
  },
  {
    id: 'threads-wait',
    belief: 'Threads make waiting faster',
    test: 'the most promising pool of worker-threads against single-loop in io scenarios; a gain over a loop that is busy most of the time decides nothing.',
    isUniversal: false,
    undecided:
      'No verdict here, an unsure one, or a gain over a busy loop: try a scenario that only waits, such as io/latency.',
    ask: askThreadsWait,
  },
  {
    id: 'more-threads',
    belief: 'More threads are always better',
    test: 'each pool size of worker-threads against the next smaller one (--pool-size 1,2,4): directly where they shared blocks, else by their verdicts against single-loop.',
    isUniversal: true,
    undecided: UNSURE,
    ask: askMoreThreads,
  },
  {
    id: 'heavy-processes',
    belief: 'Processes are heavy: threads get more done',
    test: 'worker-threads against child-processes with equal knobs: directly where they shared blocks, else by their verdicts against single-loop. Memory and start-up have no verdict.',
    isUniversal: false,
    undecided: UNSURE,
    ask: askHeavyProcesses,
  },
  {
    id: 'blocking-calls',
    belief: 'Blocking calls are harmless',
    test: 'the wait for the event loop of a variant sync against that of the default: harmless is surely less than twice as long.',
    isUniversal: true,
    undecided: UNSURE,
    ask: askBlockingCalls,
  },
];

const countOf = (evidence: readonly Testimony[], speaks: Testimony['speaks']): number =>
  evidence.filter((testimony) => testimony.speaks === speaks).length;

function standingOf(isUniversal: boolean, evidence: readonly Testimony[]): Standing {
  const [forCount, againstCount] = [countOf(evidence, 'for'), countOf(evidence, 'against')];
  if (forCount + againstCount === 0) return evidence.length === 0 ? 'not tested' : 'undecided';
  // Of "always" one place that is not known leaves as much open.
  if (againstCount === 0) return isUniversal && countOf(evidence, null) > 0 ? 'undecided' : 'supported';
  return isUniversal || forCount === 0 ? 'contradicted' : 'mixed';
}

function summaryOf({ undecided }: Belief, standing: Standing, evidence: readonly Testimony[]): string {
  if (standing === 'not tested') return 'This run did not measure it.';
  if (standing === 'undecided' && countOf(evidence, 'for') === 0) return undecided;
  const counts = [
    [countOf(evidence, 'for'), 'for'],
    [countOf(evidence, 'against'), 'against'],
    [countOf(evidence, null), 'undecided'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .join(' · ');
}

/** Against a universal belief the counter-examples come first: they decide. */
function inOrder(evidence: readonly BeliefEvidence[], isUniversal: boolean): BeliefEvidence[] {
  const order = isUniversal ? ['against', 'for', null] : ['for', 'against', null];
  return [...evidence].sort((one, other) => order.indexOf(one.speaks) - order.indexOf(other.speaks));
}

/** A card for every belief, tested or not, always in the same order. Pure. */
export function beliefCards(document: RunDocument): BeliefCard[] {
  const places = document.conditions.map((condition) =>
    // Beliefs are about throughput.
    condition.ratePerSec === undefined ? beliefPlaceOf(document, condition) : null,
  );
  return BELIEFS.map((belief) => {
    const evidence = places.flatMap((place, conditionIndex) => {
      const { scenario = '', label = '' } = document.conditions[conditionIndex] ?? {};
      const where = [scenario, label].filter((part) => part !== '').join(' · ');
      return (place === null ? [] : belief.ask(place)).map((testimony) => {
        const text = testimony.parts.map((part) => part.text).join('');
        return { ...testimony, text, conditionIndex, place: where };
      });
    });
    const standing = standingOf(belief.isUniversal, evidence);
    const summary = summaryOf(belief, standing, evidence);
    const { id, belief: words, test, isUniversal } = belief;
    return { id, belief: words, standing, test, summary, evidence: inOrder(evidence, isUniversal) };
  });
}
