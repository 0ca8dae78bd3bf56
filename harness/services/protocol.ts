/** What the two sides of a service say to each other over IPC. Plain JSON. */
import type { ErrorRecord } from '../errors.ts';

/** From the parent: end in an orderly way. */
export interface StopMessage {
  readonly kind: 'stop';
}

/** How long an orderly stop may take before the whole process group is killed. */
export const STOP_GRACE_MS = 800;
/** The same where something has to be taken out of a server of somebody else's, which may be far away. */
export const GUEST_GRACE_MS = 8_000;

/**
 * From the service's process: it answers at this address, or it could not start. A `guest` is something in a server of somebody
 * else's; until it is `removed` it would be left behind, and `kept` says why it could not be removed.
 */
export type ServiceMessage =
  | { readonly kind: 'ready'; readonly address: Readonly<Record<string, string | number>> }
  | { readonly kind: 'failed'; readonly error: ErrorRecord; readonly remedy?: string }
  | { readonly kind: 'guest' | 'removed'; readonly what: string }
  | { readonly kind: 'kept'; readonly what: string; readonly reason: string };
