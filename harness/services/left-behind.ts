/** The parent's side of what services have put into servers of somebody else's: what is still there when they have ended. */
import type { ServiceMessage } from './protocol.ts';

export class LeftBehind {
  /** By what it is, why it could not be removed; null where nobody said. */
  readonly #reasons = new Map<string, string | null>();

  get isEmpty(): boolean {
    return this.#reasons.size === 0;
  }

  /** Other messages do nothing. */
  note(message: ServiceMessage): void {
    if (message.kind === 'guest') this.#reasons.set(message.what, null);
    else if (message.kind === 'removed') this.#reasons.delete(message.what);
    else if (message.kind === 'kept') this.#reasons.set(message.what, message.reason);
  }

  /** A sentence each. */
  toLines(): string[] {
    return [...this.#reasons].map(
      ([what, reason]) =>
        `Left behind: ${what} could not be removed${reason === null ? ' in time' : ` (${reason.replace(/\.$/, '')})`}; please remove it yourself.`,
    );
  }
}
