/**
 * How a server ends without losing requests. `server.close()` alone closes idle connections at once, and a request that is on its
 * way on one of them is lost; connections that are busy are kept alive by their clients, and it never ends. So: accept no new
 * connections, tell each client with its answer that this was the last, and close what stays idle after a grace.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';

/** A client that keeps a connection busy has asked again by then, and was told. */
const GRACE_MS = 250;
const STEP_MS = 20;

/** Prepares a server for {@link Drain.end}; call it before it listens. */
export class Drain {
  readonly #server: Server;
  #isEnding = false;

  constructor(server: Server) {
    this.#server = server;
    server.prependListener('request', (_request, response) => {
      if (this.#isEnding) response.setHeader('connection', 'close');
    });
  }

  /** Resolves when all connections are closed. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const closed = once(this.#server, 'close');
    // That of http.Server would close idle connections at once.
    TcpServer.prototype.close.call(this.#server);
    const timer = setTimeout(() => {
      const sweep = setInterval(() => this.#server.closeIdleConnections(), STEP_MS);
      void closed.finally(() => clearInterval(sweep));
      this.#server.closeIdleConnections();
    }, GRACE_MS);
    await closed;
    clearTimeout(timer);
  }
}
