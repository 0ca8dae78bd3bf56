import { createHash } from 'node:crypto';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type DelayClient, openDelayClient, parseDocument } from '../json-client.ts';
import { delayServer } from '../services/refs.ts';

interface Params {
  readonly cpuShare: number;
}

interface Request {
  readonly id: number;
}

/** `head` shows that the right document came, also where nothing is computed. */
interface Summary {
  readonly head: string;
  readonly total: number;
  readonly sha256: string;
}

interface Context {
  readonly client: DelayClient;
  readonly delayMs: number;
  readonly passes: number;
}

/** The waiting and the computing of one task add up to about this. */
const totalMs = 10;
/**
 * Parse-and-hash passes that take about 10 ms on an ordinary server core under Node 20. A constant and not a
 * measurement at run time, so that every model, block and machine does the same work for the same `cpuShare`.
 */
const passesPerTotal = 240;
const rowCount = 96;
const documentCount = 256;

/** Each pass parses the document and hashes it together with the last pass's hash, so that none can be left out. */
function parseAndHash(text: string, passes: number): Summary {
  let total = 0;
  let sha256 = '';
  for (let pass = 0; pass < passes; pass++) {
    const document = parseDocument(text);
    total = 0;
    for (const row of document.rows) total += row.value;
    sha256 = createHash('sha256').update(sha256).update(text).digest('hex');
  }
  return { head: text.slice(0, 40), total, sha256 };
}

async function fetchParseHash({ id }: Request, { client, delayMs, passes }: Context): Promise<Summary> {
  return parseAndHash(await client.fetchText(id, rowCount, delayMs), passes);
}

/** The dial between waiting and computing: where along it does a pool begin to pay? */
export default defineScenario({
  id: 'mixed/fetch-parse-hash',
  kind: 'mixed',
  summary:
    'Waits for a JSON document, then parses and hashes it, 10 ms in all; cpuShare is the part that computes.',
  lesson:
    'Somewhere between all waiting and all computing the winner changes: below that share one event loop is enough.',
  params: { cpuShare: [0.5, 0, 0.1, 0.25, 0.75, 0.9, 1] },
  services: [delayServer],
  inputs: (_params: Params, random, count): Request[] =>
    Array.from({ length: count }, () => ({ id: random.integer(documentCount) })),
  open: (env: ScenarioEnv<Params>): Context => ({
    client: openDelayClient(env),
    delayMs: (1 - env.params.cpuShare) * totalMs,
    passes: Math.round(env.params.cpuShare * passesPerTotal),
  }),
  close: ({ client }: Context) => client.close(),
  run: fetchParseHash,
});
