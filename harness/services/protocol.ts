/** What the two sides of a service say to each other over IPC. Plain JSON. */
import type { ErrorRecord } from '../errors.ts';

/** From the parent: end in an orderly way. */
export interface StopMessage {
  readonly kind: 'stop';
}

/** From the service's process: it answers at this address, or it could not start. */
export type ServiceMessage =
  | { readonly kind: 'ready'; readonly address: Readonly<Record<string, string | number>> }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
