/**
 * How a server ends without losing requests. `server.close()` alone closes idle connections at once, and a request that is on its
 * way on one of them is lost; connections that are busy are kept alive by their clients, and it never ends. So: accept no new
 * connections, then tell each client with its answer that this was the last, and close what stays idle after a grace.
 *
 * And never while the loop has computed and not looked at its sockets since: who came meanwhile waits unread, and would be cut off.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';

/** A client that keeps a connection busy has asked again by then, and was told. */
const GRACE_MS = 250;
const STEP_MS = 20;
/**
 * From no new connections to telling clients that they need one. In a cluster the listening socket is that of another process,
 * which has heard by then: what it still handed to a process that takes no more would be lost.
 */
const TELL_AFTER_MS = 50;
/** A turn that was shorter did nothing but look. */
const QUIET_TURN_MS = 1;
/** Where a loop is never idle it ends all the same: the longer it puts that off, the more come and wait. */
const MOST_WAIT_MS = 250;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Prepares a server for {@link Drain.end}; call it before it listens. */
export class Drain {
  readonly #server: Server;
  #isEnding = false;
  #connectionCount = 0;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', () => {
      this.#connectionCount += 1;
    });
    server.prependListener('request', (_request, response) => {
      if (this.#isEnding) response.setHeader('connection', 'close');
    });
  }

  /** Resolves when all connections are closed. */
  async end(): Promise<void> {
    const closed = once(this.#server, 'close');
    await this.#quietTurn();
    // That of http.Server would close idle connections at once.
    TcpServer.prototype.close.call(this.#server);
    await pause(TELL_AFTER_MS);
    this.#isEnding = true;
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    await Promise.race([closed, pause(GRACE_MS)]);
    while (!isClosed) {
      await this.#quietTurn();
      this.#server.closeIdleConnections();
      await Promise.race([closed, pause(STEP_MS)]);
    }
  }

  /**
   * Resolves when the loop has just looked at its sockets and found nothing to do. Of the connections that wait it accepts one in
   * each turn.
   */
  async #quietTurn(): Promise<void> {
    const startMs = performance.now();
    await nextTurn();
    for (let isQuiet = false; !isQuiet && performance.now() - startMs < MOST_WAIT_MS; ) {
      const turnMs = performance.now();
      const count = this.#connectionCount;
      await nextTurn();
      isQuiet = performance.now() - turnMs < QUIET_TURN_MS && this.#connectionCount === count;
    }
  }
}
