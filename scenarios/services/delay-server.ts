/** A stand-in for a remote service: answers small JSON documents over HTTP after an exact delay. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceModule } from '../../harness/scenario.ts';
import { Crowd } from './crowd.ts';
import { Gate } from './gate.ts';
import { type PreciseTimer, startPreciseTimer } from './precise-timer.ts';
import { delayOf, fails, mostDelayMs } from './programmed-delay.ts';

/** Longer than any run: an idle connection is never closed under a sleeping process. */
const keepAliveMs = 24 * 60 * 60 * 1000;
const backlogCount = 4096;

/** What `/json` answers. `rows` has as many entries as the query's `rows`; all of it follows from id and rows. */
export interface DelayedDocument {
  readonly id: number;
  readonly title: string;
  readonly rows: readonly {
    readonly key: string;
    readonly value: number;
    readonly tags: readonly string[];
  }[];
}

function makeDocument(id: number, rowCount: number): DelayedDocument {
  return {
    id,
    title: `document ${id}`,
    rows: Array.from({ length: rowCount }, (_, index) => ({
      key: `row-${id}-${index}`,
      value: Math.imul(id + 1, (index + 1) * 2_654_435) >>> 8,
      tags: [`tag-${index % 7}`, `tag-${(id + index) % 11}`],
    })),
  };
}

const bodies = new Map<string, Buffer>();

function bodyOf(id: number, rowCount: number): Buffer {
  const key = `${id}/${rowCount}`;
  let body = bodies.get(key);
  if (body === undefined) {
    body = Buffer.from(JSON.stringify(makeDocument(id, rowCount)));
    if (bodies.size >= 4096) bodies.clear();
    bodies.set(key, body);
  }
  return body;
}

function send(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/** What can be asked for: what each is where it is left out, and at the most. */
const FIELDS = {
  id: [0, 1e9],
  rows: [3, 10_000],
  attempt: [1, 1e6],
  delayMs: [0, mostDelayMs],
  jitterMs: [0, mostDelayMs],
  tail: [0, 100],
  failRate: [0, 1],
  failAbove: [0, 4096],
  limit: [0, 4096],
} as const;

type Asked = Readonly<Record<keyof typeof FIELDS, number>>;

const FIELD_LIST = Object.entries(FIELDS) as [keyof Asked, readonly [fallback: number, most: number]][];

/** Null where something is no number, or out of its bounds. */
function readAsked(query: URLSearchParams): Asked | null {
  const asked = {} as Record<keyof Asked, number>;
  for (const [name, [fallback, most]] of FIELD_LIST) {
    const value = Number(query.get(name) ?? fallback);
    if (!(value >= 0 && value <= most)) return null;
    asked[name] = value;
  }
  return asked;
}

const refusal = (error: string): Buffer => Buffer.from(JSON.stringify({ error }));
const BUSY = refusal('busy; try again');
const ELSEWHERE = refusal('the only resource is GET /json?delayMs=10&id=3&rows=3');
const bounds = FIELD_LIST.map(([name, [, most]]) => `${name} (0 to ${most})`);
const UNREADABLE = refusal(`these must be numbers: ${bounds.join(', ')}`);

/** One for each limit that somebody named: all connections together get so many answers at a time. */
const gates = new Map<number, Gate>();

function gateOf(limit: number): Gate {
  const gate = gates.get(limit) ?? new Gate(limit);
  gates.set(limit, gate);
  return gate;
}

/** The same of those that say `failAbove`. */
const crowds = new Map<number, Crowd>();

/** Whether they are too many already; until it is answered or given up this one is among them. */
function joinCrowd(failAbove: number, response: ServerResponse): boolean {
  const crowd = crowds.get(failAbove) ?? new Crowd(failAbove);
  crowds.set(failAbove, crowd);
  const { isTooMany, leave } = crowd.enter();
  response.once('finish', leave).once('close', leave);
  return isTooMany;
}

function serve(asked: Asked, response: ServerResponse, timer: PreciseTimer): void {
  const isTooMany = asked.failAbove > 0 && joinCrowd(asked.failAbove, response);
  const [status, body] =
    isTooMany || fails(asked) ? ([503, BUSY] as const) : ([200, bodyOf(asked.id, asked.rows)] as const);
  const delayMs = delayOf(asked);
  const begin = (): void => {
    if (delayMs === 0) send(response, status, body);
    else timer.after(delayMs, () => send(response, status, body));
  };
  if (asked.limit === 0) {
    begin();
    return;
  }
  // Answered or given up: either ends it.
  const leave = gateOf(asked.limit).enter(begin);
  response.once('finish', leave).once('close', leave);
}

function answer(request: IncomingMessage, response: ServerResponse, timer: PreciseTimer): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const isKnown = request.method === 'GET' && url.pathname === '/json';
  const asked = isKnown ? readAsked(url.searchParams) : null;
  if (asked !== null) serve(asked, response, timer);
  else if (isKnown) send(response, 400, UNREADABLE);
  else send(response, 404, ELSEWHERE);
}

async function listen(server: Server): Promise<AddressInfo> {
  server.keepAliveTimeout = keepAliveMs;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.listen({ host: '127.0.0.1', port: 0, backlog: backlogCount });
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

/**
 * Listens on a free port of 127.0.0.1. `GET /json?delayMs=10&id=3&rows=3` answers after `delayMs`, never earlier. `jitterMs=5` adds up to
 * so much and `tail=1.5` makes it Pareto's; with `failRate=0.2&attempt=1` a fifth of all (id, attempt) are answered with 503; of
 * those that say `limit=4` four are served at a time, and their connections queue for it; of those that say `failAbove=4` each that
 * comes while four others are inside fails, after the same delay, and is inside meanwhile. No idle connection is ever closed.
 */
const delayServer: ServiceModule = {
  async start() {
    const timer = await startPreciseTimer();
    const server = createServer({ noDelay: true }, (request, response) => answer(request, response, timer));
    const { address, port } = await listen(server);
    return {
      address: { url: `http://${address}:${port}`, host: address, port },
      stop: async () => {
        server.closeAllConnections();
        server.close();
        await timer.stop();
      },
    };
  },
};

export default delayServer;
