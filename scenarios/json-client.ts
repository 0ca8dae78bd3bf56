/** How scenarios read JSON from their services. */
import { Agent, get, type IncomingMessage } from 'node:http';
import type { ScenarioEnv } from '../harness/scenario.ts';
import type { DelayedDocument } from './services/delay-server.ts';
import { delayServer } from './services/refs.ts';

/** Asks the delay server over connections that stay open. One per executor. */
export interface DelayClient {
  /** The text of document `id`, after `delayMs` in the server. Rejects for anything but 200. */
  fetchText(id: number, rows: number, delayMs: number): Promise<string>;
  close(): void;
}

function readText(
  response: IncomingMessage,
  resolve: (text: string) => void,
  reject: (error: Error) => void,
): void {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', reject);
  response.on('end', () => {
    if (response.statusCode === 200) resolve(text);
    else reject(new Error(`The delay server answered ${response.statusCode}: ${text}`));
  });
}

/**
 * Opens the client for the delay server in `env`. Why node:http and not the global fetch: for answers this small fetch
 * costs 215 µs of CPU a request against 69 µs (Node 20, 8 in flight), so that a fan-out of 8 would measure fetch and
 * not waiting.
 */
export function openDelayClient(env: ScenarioEnv<unknown>): DelayClient {
  const address = env.services[delayServer.id];
  if (address === undefined) throw new Error(`The service "${delayServer.id}" is not among those started.`);
  const agent = new Agent({ keepAlive: true, noDelay: true, maxFreeSockets: Number.POSITIVE_INFINITY });
  const target = { agent, host: String(address.host), port: Number(address.port) };
  return {
    fetchText: (id, rows, delayMs) =>
      new Promise((resolve, reject) => {
        const path = `/json?delayMs=${delayMs}&id=${id}&rows=${rows}`;
        get({ ...target, path }, (response) => readText(response, resolve, reject)).on('error', reject);
      }),
    close: () => agent.destroy(),
  };
}

/** The document in an answer's text. */
export function parseDocument(text: string): DelayedDocument {
  return JSON.parse(text);
}
