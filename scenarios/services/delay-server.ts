/** A stand-in for a remote service: answers small JSON documents over HTTP after an exact delay. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceModule } from '../../harness/scenario.ts';
import { type PreciseTimer, startPreciseTimer } from './precise-timer.ts';

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

const BUSY = Buffer.from('{"error":"busy; try again"}');

/** Whether this attempt at this document fails: always the same ones, so that who asks for them does the same work. */
export function fails(id: number, attempt: number, failRate: number): boolean {
  let state = Math.imul(id + 1, 0x9e37_79b1) ^ Math.imul(attempt, 0x85eb_ca6b);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d);
  state = Math.imul(state ^ (state >>> 12), 0x297a_2d39);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32 < failRate;
}

function send(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/** A whole or broken number of the query within its bounds, or null. */
function numberOf(query: URLSearchParams, name: string, fallback: number, highest: number): number | null {
  const value = Number(query.get(name) ?? fallback);
  return value >= 0 && value <= highest ? value : null;
}

function answer(request: IncomingMessage, response: ServerResponse, timer: PreciseTimer): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const delayMs = numberOf(url.searchParams, 'delayMs', 0, 60_000);
  const id = numberOf(url.searchParams, 'id', 0, 1e9);
  const rowCount = numberOf(url.searchParams, 'rows', 3, 10_000);
  const failRate = numberOf(url.searchParams, 'failRate', 0, 1);
  const attempt = numberOf(url.searchParams, 'attempt', 1, 1e6);
  if (request.method !== 'GET' || url.pathname !== '/json') {
    send(response, 404, Buffer.from('{"error":"the only resource is GET /json?delayMs=10&id=3&rows=3"}'));
  } else if (delayMs === null || id === null || rowCount === null || failRate === null || attempt === null) {
    send(
      response,
      400,
      Buffer.from(
        '{"error":"delayMs (0 to 60000), id, rows, failRate (0 to 1) and attempt must be numbers"}',
      ),
    );
  } else {
    const [status, body] = fails(id, attempt, failRate) ? [503, BUSY] : [200, bodyOf(id, rowCount)];
    if (delayMs === 0) send(response, status, body);
    else timer.after(delayMs, () => send(response, status, body));
  }
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
 * Listens on a free port of 127.0.0.1. `GET /json?delayMs=10&id=3&rows=3` answers after `delayMs`, never earlier; with
 * `failRate=0.2&attempt=1` a fifth of all (id, attempt) are answered with 503.
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
