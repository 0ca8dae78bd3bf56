/** A server of somebody else's, named by a variable of the environment: what is ours in it, and what is said when it does not do. */
import { randomBytes } from 'node:crypto';

/** How long a connection to it may take: a service has to be able to say why it does not start before it is given up. */
export const theirConnectMs = 5_000;

/** For what is ours in it. Processes of two containers have the same ids, so that chance has to tell them apart. */
export const guestName = (): string => `crossover_${process.pid}_${randomBytes(5).toString('hex')}`;

/** For messages: without user and password. */
export function shownUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return 'what is no URL';
  }
}

/** Errors of several addresses, or of some drivers, have a code and no message. */
function tellError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  return error.message === '' ? code : error.message;
}

/** What `attempt` throws then names the server and, as its remedy, the variable. */
export async function atTheirs<Value>(
  {
    variable,
    url,
    otherwise,
  }: { readonly variable: string; readonly url: string; readonly otherwise: string },
  attempt: () => Promise<Value>,
): Promise<Value> {
  try {
    return await attempt();
  } catch (cause) {
    const fact = `the server at ${shownUrl(url)}, which ${variable} names, does not do: ${tellError(cause)}`;
    const remedy = `Correct ${variable} (the server must answer there, and let its user make and drop what is measured), ${otherwise}`;
    throw Object.assign(new Error(fact, { cause }), { remedy });
  }
}
