/**
 * Tasks that talk to whoever started them, as workers of other frameworks do (`process.send('done')`,
 * `parentPort.postMessage(progress)`): here nobody listens, and on the channel of the harness such a message would be taken for
 * an answer. What they post is dropped, on every model alike, so that it costs the same wherever they run.
 */
import { isMainThread, parentPort } from 'node:worker_threads';

/** Ends in success, as a channel would that nobody reads; a callback is called later. */
function drop(...args: readonly unknown[]): boolean {
  const callback = args.find((arg) => typeof arg === 'function');
  if (typeof callback === 'function') queueMicrotask(() => callback(null));
  return true;
}

/** What Piscina and tinypool post themselves, once, when they have imported what they run. */
function isReadiness(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const { ready } = message as { ready?: unknown };
  return '_WORKER_READY' in message || (ready === true && Object.keys(message).length === 1);
}

let isShielded = false;

/**
 * From here on only those who kept the functions reach the other side: call it before a scenario is imported and after they
 * were kept. `passes` names messages of a library that looks `process.send` up anew for each. Idempotent.
 */
export function shieldChannels(passes: (message: unknown) => boolean = () => false): void {
  if (isShielded) return;
  isShielded = true;
  if (!isMainThread) {
    const port = parentPort;
    const post = port?.postMessage.bind(port);
    if (!port || !post) return;
    let isReady = false;
    port.postMessage = (message: unknown, ...rest: unknown[]): void => {
      const isFirst = !isReady && isReadiness(message);
      if (!isFirst) return;
      isReady = true;
      (post as (...all: unknown[]) => void)(message, ...rest);
    };
  } else if (process.send !== undefined) {
    const send = process.send.bind(process) as (...all: unknown[]) => boolean;
    const shielded = (...args: unknown[]): boolean => (passes(args[0]) ? send(...args) : drop(...args));
    // A scenario that replaces it would end the answers of a library that looks it up.
    Object.defineProperty(process, 'send', { get: () => shielded, set: () => {}, configurable: true });
  }
}
