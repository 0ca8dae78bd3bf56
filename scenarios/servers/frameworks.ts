/** The same routes on node:http, Fastify and Express: `GET /<name>/<input number>`, answered as JSON. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListeningServer, ServerRoutes } from '../../harness/scenario.ts';
import { Drain } from './drain.ts';

const HOST = '127.0.0.1';

/** Connections are kept for as long as the load lasts: one that is closed between two requests would be lost to the next. */
const KEEP_ALIVE_MS = 60_000;

async function listen(server: Server): Promise<ListeningServer> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const drain = new Drain(server);
  server.listen(0, HOST);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => drain.end() };
}

export async function serveByNode(routes: ServerRoutes): Promise<ListeningServer> {
  const server = createServer(async (request, response) => {
    const [, name = '', index = ''] = (request.url ?? '').split('/');
    const route = routes[name];
    let status = route === undefined ? 404 : 200;
    let answer: unknown = { error: 'not found' };
    try {
      if (route !== undefined) answer = await route(Number(index));
    } catch (error) {
      status = 500;
      answer = { error: (error as Error).message };
    }
    const body = JSON.stringify(answer);
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
  return listen(server);
}

export async function serveByFastify(routes: ServerRoutes): Promise<ListeningServer> {
  const { default: fastify } = await import('fastify');
  const app = fastify({ keepAliveTimeout: KEEP_ALIVE_MS });
  for (const [name, route] of Object.entries(routes)) {
    app.get<{ Params: { index: string } }>(`/${name}/:index`, async ({ params }) =>
      route(Number(params.index)),
    );
  }
  const drain = new Drain(app.server);
  await app.listen({ port: 0, host: HOST });
  // Its own close() answers 503 meanwhile: the connections come first.
  const close = async (): Promise<void> => {
    await drain.end();
    await app.close();
  };
  return { port: (app.server.address() as AddressInfo).port, close };
}

export async function serveByExpress(routes: ServerRoutes): Promise<ListeningServer> {
  const { default: express } = await import('express');
  const app = express();
  for (const [name, route] of Object.entries(routes)) {
    app.get(`/${name}/:index`, async (request, response) => {
      response.json(await route(Number(request.params.index)));
    });
  }
  return listen(createServer(app));
}

/** By the variants of a scenario; `default` is Node.js alone. */
export const frameworks = { default: serveByNode, fastify: serveByFastify, express: serveByExpress };
