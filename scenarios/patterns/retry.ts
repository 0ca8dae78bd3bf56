import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly failRate: number;
  readonly delayMs: number;
}

interface Request {
  readonly id: number;
}

/** `attempts` follows from the document alone, so it is the same however long one waits between them. */
interface Outcome {
  readonly title: string | null;
  readonly attempts: number;
}

interface Context {
  readonly client: DelayClient;
  readonly failRate: number;
  readonly delayMs: number;
}

const documentCount = 4096;
const mostAttempts = 6;
const firstWaitMs = 4;

type Wait = (attempt: number) => Promise<unknown> | null;

const immediately: Wait = () => null;
const fixed: Wait = () => sleep(firstWaitMs);
/** Full jitter: anything up to the limit, which doubles (Brooker, "Exponential Backoff And Jitter", 2015). */
const backOff: Wait = (attempt) => sleep(Math.random() * firstWaitMs * 2 ** (attempt - 1));

const trying =
  (wait: Wait) =>
  async ({ id }: Request, { client, failRate, delayMs }: Context): Promise<Outcome> => {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const text = await client.tryText({ id, delayMs, failRate, attempt });
      if (text !== null) return { title: parseDocument(text).title, attempts: attempt };
      if (attempt < mostAttempts) await wait(attempt);
    }
    return { title: null, attempts: mostAttempts };
  };

/**
 * Asking again what failed. With a failure rate p and at most n attempts a request costs (1 − pⁿ) ÷ (1 − p) attempts: what the
 * service gets on top is this, however long one waits.
 */
export default defineScenario({
  id: 'patterns/retry',
  kind: 'io',
  summary:
    'Asks a service of which failRate fails, up to six times: with backoff and jitter, at once, or after 4 ms.',
  lesson:
    'Retries multiply what a struggling service gets; backoff and jitter spread it, and cost the caller time.',
  params: { failRate: [0.2, 0, 0.5], delayMs: [5] },
  services: [delayServer],
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({ id: random.integer(documentCount) })),
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env),
    failRate: env.params.failRate,
    delayMs: env.params.delayMs,
  }),
  close: ({ client }: Context) => client.close(),
  run: trying(backOff),
  variants: { immediately: trying(immediately), fixed: trying(fixed) },
});
