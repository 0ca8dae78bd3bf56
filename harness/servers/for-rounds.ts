/**
 * What a round needs where a cell is a server. It brings an HTTP client and a load generator with it, a fifth of a second of loading:
 * only those import it, and when they are opened, who measure a server.
 */
export { loadServer } from './load-server.ts';
export { ServerSession } from './server-session.ts';
export { shutDownUnderLoad } from './shutdown.ts';
