import { setMaxListeners } from 'node:events';
import { defineScenario, type Random, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly requests: number;
  readonly atATime: number;
  readonly delayMs: number;
  /** How many of a task's requests fail: with more than one it would be chance of which a caller hears first. */
  readonly failing: number;
}

interface Request {
  readonly ids: readonly number[];
  /** The place of the one that fails, at once, as errors do: the others take their time. */
  readonly failingPlace?: number;
}

interface Context {
  readonly client: DelayClient;
  readonly atATime: number;
  readonly delayMs: number;
}

const documentCount = 256;
const failedText = (id: number): string => `document ${id} failed`;

/** What the caller of a task is told when something failed. Anything else that goes wrong is no answer. */
class Failed extends Error {}

async function titleOf(
  { ids, failingPlace }: Request,
  place: number,
  { client, delayMs }: Context,
  signal?: AbortSignal,
): Promise<string> {
  const id = ids[place]!;
  if (place !== failingPlace) {
    return parseDocument(await client.fetchText(id, 1, delayMs, 0, signal)).title;
  }
  const text = await client.tryText({ id, delayMs: 0, failRate: 1, attempt: 1 });
  if (text === null) throw new Failed(failedText(id));
  return parseDocument(text).title;
}

/** The titles, or of a task that failed what failed: the same however long one waited for the rest. */
async function orFailure(titles: Promise<string[]>): Promise<string[]> {
  try {
    return await titles;
  } catch (error) {
    if (error instanceof Failed) return [error.message];
    throw error;
  }
}

const places = ({ ids }: Request): number[] => ids.map((_, place) => place);

/** Fails with the first; the others go on, and nobody wants their answers. */
function all(request: Request, context: Context): Promise<string[]> {
  return orFailure(Promise.all(places(request).map((place) => titleOf(request, place, context))));
}

/** Fails with the first, and ends the others: their connections are closed. */
async function allOrAbort(request: Request, context: Context): Promise<string[]> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one for each request is no leak
  const asked = places(request).map((place) => titleOf(request, place, context, controller.signal));
  const titles = Promise.all(asked);
  titles.catch(() => controller.abort());
  return orFailure(titles);
}

/** Waits for all of them whatever fails. */
async function settled(request: Request, context: Context): Promise<string[]> {
  const results = await Promise.allSettled(places(request).map((place) => titleOf(request, place, context)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) return orFailure(Promise.reject(failed.reason));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** So many lanes, each taking the next request when its last was answered, until one fails: what p-limit and its like do. */
async function bounded(request: Request, context: Context): Promise<string[]> {
  const count = request.ids.length;
  const titles = new Array<string>(count);
  let next = 0;
  const lane = async (): Promise<void> => {
    try {
      while (next < count) {
        const place = next++;
        titles[place] = await titleOf(request, place, context);
      }
    } finally {
      next = count; // nothing is left, or nobody wants it
    }
  };
  const lanes = Array.from({ length: Math.min(context.atATime, count) }, lane);
  return orFailure(Promise.all(lanes).then(() => titles));
}

async function inTurn(request: Request, context: Context): Promise<string[]> {
  const titles: string[] = [];
  for (const place of places(request)) titles.push(await titleOf(request, place, context));
  return titles;
}

/** The place of the failing one is drawn last: without it tasks are as they were before there was any. */
function makeRequest({ requests, failing }: Params, random: Random): Request {
  const ids = Array.from({ length: requests }, () => random.integer(documentCount));
  return failing === 0 ? { ids } : { ids, failingPlace: random.integer(requests) };
}

/** Many answers for one task: all asked for at once, so many at a time, or one after the other; and one of them fails, or none. */
export default defineScenario({
  id: 'patterns/gather',
  kind: 'io',
  summary:
    'Gathers 32 answers of a slow service, or the failure of one: Promise.all (aborting or not), allSettled, in lanes, or in turn.',
  lesson:
    'Wait together for answers that need not wait for each other; failing fast ends the waiting, not the work, and aborting costs connections.',
  params: { requests: [32], atATime: [8], delayMs: [5], failing: [0, 1] },
  services: [delayServer],
  inputs: (params: Params, random, count): Request[] => {
    if (params.failing !== 0 && params.failing !== 1) throw new Error('failing must be 0 or 1');
    return Array.from({ length: count }, () => makeRequest(params, random));
  },
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env),
    atATime: env.params.atATime,
    delayMs: env.params.delayMs,
  }),
  close: ({ client }: Context) => client.close(),
  run: all,
  variants: {
    settled,
    aborting: allOrAbort,
    bounded,
    'one-by-one': (request, context) => orFailure(inTurn(request, context)),
  },
});
