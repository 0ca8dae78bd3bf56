import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario, type Random, type ScenarioEnv } from '../../harness/scenario.ts';
import { assertShare, spreadEvenly } from '../even-spread.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { failuresOf } from '../services/programmed-delay.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly failRate: number;
  readonly delayMs: number;
  readonly failAbove: number;
}

interface Request {
  readonly id: number;
}

/** How many attempts it took, and whether the title is an answer at all, may depend on the load: the title does not. */
interface Outcome {
  readonly title: string;
  readonly attempts: number;
  readonly isFallback: boolean;
}

interface Context {
  readonly client: DelayClient;
  readonly params: Params;
}

const documentCount = 4096;
const mostAttempts = 6;
const firstWaitMs = 4;
/** The failure rates are multiples of 1 ÷ 80, and with 80 documents those that fail twice and thrice are as many as they should be. */
const inputCount = 80;

type Wait = (attempt: number) => Promise<unknown> | null;

const immediately: Wait = () => null;
const fixed: Wait = () => sleep(firstWaitMs);
/** Full jitter: anything up to the limit, which doubles (Brooker, "Exponential Backoff And Jitter", 2015). */
const backOff: Wait = (attempt) => sleep(Math.random() * firstWaitMs * 2 ** (attempt - 1));

const trying =
  (wait: Wait) =>
  async ({ id }: Request, { client, params }: Context): Promise<Outcome> => {
    const { failRate, delayMs, failAbove } = params;
    // Where answers come when others do, those that were refused together would come back together.
    const jitterMs = failAbove > 0 ? delayMs / 2 : 0;
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const text = await client.tryText({ id, delayMs, failRate, attempt, failAbove, jitterMs });
      if (text !== null) return { title: parseDocument(text).title, attempts: attempt, isFallback: false };
      if (attempt < mostAttempts) await wait(attempt);
    }
    return { title: `document ${id}`, attempts: mostAttempts, isFallback: true };
  };

/** A document of which the first attempts fail, as many as that, and the next one does not; of six no next one is looked at. */
function drawDocument(failRate: number, failures: number, random: Random): Request {
  for (;;) {
    const id = random.integer(documentCount);
    if (failuresOf(id, failRate, mostAttempts) === failures) return { id };
  }
}

/** With the chance of a failure at `failRate` a share of failRateⁿ of the documents fails n times or more. */
function failuresAt(place: number, failRate: number): number {
  let failures = 0;
  while (failures < mostAttempts && place < failRate ** (failures + 1)) failures += 1;
  return failures;
}

/**
 * Asking again what failed. With a failure rate p and at most n attempts a request costs (1 − pⁿ) ÷ (1 − p) attempts, however long one
 * waits between them: waiting only costs time. Where the service fails because it is asked too much (`failAbove`, all executors
 * together; 0: never), what asks again at once keeps it there, and what asks later finds it free. The first value is 6, for 8 tasks in
 * flight are the default: with no more in flight than that it never fails for it.
 */
export default defineScenario({
  id: 'patterns/retry',
  kind: 'io',
  summary:
    'Asks a service that fails at failRate and above failAbove at a time, six times at most: backoff and jitter, at once, or after 4 ms.',
  lesson:
    'Where load makes a service fail, asking again at once keeps it failing; where chance does, waiting only costs time.',
  metrics: [
    { id: 'goodput', unit: 'tasks/s', better: 'higher' },
    { id: 'attempts-per-task', unit: 'attempts', better: 'lower' },
  ],
  // The waits of backoff are longer than a slice.
  window: 'contiguous',
  params: { failRate: [0.2, 0, 0.5], delayMs: [5], failAbove: [6, 0] },
  services: [delayServer],
  inputCount,
  inputs: ({ failRate }: Params, random, count): Request[] =>
    spreadEvenly(count, random).map((place) => drawDocument(failRate, failuresAt(place, failRate), random)),
  open: (env: ScenarioEnv<Params>): Context => {
    assertShare('failRate', env.params.failRate, inputCount);
    return { client: openDelayClient(env), params: env.params };
  },
  close: ({ client }: Context) => client.close(),
  run: trying(backOff),
  digest: ({ title }: Outcome) => title,
  isGood: ({ isFallback }: Outcome) => !isFallback,
  attemptsOf: ({ attempts }: Outcome) => attempts,
  variants: { immediately: trying(immediately), fixed: trying(fixed) },
});
