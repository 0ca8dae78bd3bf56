/** How scenarios read JSON from their services. */
import { Agent, get, type IncomingMessage } from 'node:http';
import type { ScenarioEnv } from '../harness/scenario.ts';
import type { DelayedDocument } from './services/delay-server.ts';
import { delayServer } from './services/refs.ts';

/** Asks the delay server over connections that stay open. One per executor. */
export interface DelayClient {
  /**
   * The text of document `id`, after `delayMs` in the server, which serves no more than `limit` at a time of those that say so (0: any
   * number). Rejects for anything but 200, and when the signal aborts, which closes the connection.
   */
  fetchText(id: number, rows: number, delayMs: number, limit?: number, signal?: AbortSignal): Promise<string>;
  /** One attempt at a document of which a share of `failRate` fails; null when it did. */
  tryText(asked: Attempt): Promise<string | null>;
  close(): void;
}

export interface Attempt {
  readonly id: number;
  readonly delayMs: number;
  readonly failRate: number;
  /** From 1 on. */
  readonly attempt: number;
  /** It fails as well where the server is at so many others that say so (0: however many). */
  readonly failAbove?: number;
  /** On top of `delayMs`, up to so much: by document and attempt. */
  readonly jitterMs?: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function readAnswer(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', reject);
  response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
}

const refused = ({ status, text }: Answer): Error =>
  new Error(`The delay server answered ${status}: ${text}`);

/**
 * Opens the client for the delay server in `env`. Why node:http and not the global fetch: for answers this small fetch
 * costs 215 µs of CPU a request against 69 µs (Node 20, 8 in flight), so that a fan-out of 8 would measure fetch and
 * not waiting.
 */
export function openDelayClient(
  env: ScenarioEnv<unknown>,
  maxSockets = Number.POSITIVE_INFINITY,
): DelayClient {
  const address = env.services[delayServer.id];
  if (address === undefined) throw new Error(`The service "${delayServer.id}" is not among those started.`);
  const agent = new Agent({
    keepAlive: true,
    noDelay: true,
    maxSockets,
    maxFreeSockets: Number.POSITIVE_INFINITY,
  });
  const target = { agent, host: String(address.host), port: Number(address.port) };
  const ask = (path: string, signal?: AbortSignal): Promise<Answer> =>
    new Promise((resolve, reject) => {
      get({ ...target, path, ...(signal ? { signal } : {}) }, (response) =>
        readAnswer(response, resolve, reject),
      ).on('error', reject);
    });
  return {
    fetchText: async (id, rows, delayMs, limit = 0, signal?) => {
      const limited = limit === 0 ? '' : `&limit=${limit}`;
      const answer = await ask(`/json?delayMs=${delayMs}&id=${id}&rows=${rows}${limited}`, signal);
      if (answer.status !== 200) throw refused(answer);
      return answer.text;
    },
    tryText: async ({ id, delayMs, failRate, attempt, failAbove = 0, jitterMs = 0 }) => {
      const answer = await ask(
        `/json?delayMs=${delayMs}&id=${id}&rows=1&failRate=${failRate}&attempt=${attempt}&failAbove=${failAbove}&jitterMs=${jitterMs}`,
      );
      if (answer.status === 503) return null;
      if (answer.status !== 200) throw refused(answer);
      return answer.text;
    },
    close: () => agent.destroy(),
  };
}

/** The document in an answer's text. */
export function parseDocument(text: string): DelayedDocument {
  return JSON.parse(text);
}
