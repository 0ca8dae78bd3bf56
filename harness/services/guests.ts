/** In the process of a service: what it has put into a server of somebody else's, and how that is taken out again. */
import type { ServiceMessage } from './protocol.ts';

type Send = (message: ServiceMessage) => Promise<void>;

/** The parent hears of everything before it is made, so that it can name what is left also where this process was killed. */
export class Guests {
  readonly #send: Send;
  readonly #removals = new Map<string, () => Promise<unknown>>();
  #isClosed = false;

  constructor(send: Send) {
    this.#send = send;
  }

  get isEmpty(): boolean {
    return this.#removals.size === 0;
  }

  /** Throws when the end has begun: what is put there now would stay. */
  async add(what: string, remove: () => Promise<unknown>): Promise<void> {
    if (this.#isClosed) throw new Error('the service is being stopped');
    this.#removals.set(what, remove);
    await this.#send({ kind: 'guest', what });
  }

  close(): void {
    this.#isClosed = true;
  }

  /** One after the other, the last first. Never throws. */
  async removeAll(): Promise<void> {
    this.close();
    for (const [what, remove] of [...this.#removals].reverse()) {
      try {
        await remove();
        this.#removals.delete(what);
        await this.#send({ kind: 'removed', what });
      } catch (error) {
        const reason = error instanceof Error ? error.message || error.name : String(error);
        await this.#send({ kind: 'kept', what, reason });
      }
    }
  }
}
