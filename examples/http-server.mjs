/** A server of one's own: what it answers stands in `routes`, what costs CPU in `run`; the model decides where that is carried out. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** How the routes are served. Any framework fits: listen on port 0 of 127.0.0.1 and say which one it became. */
async function serve(routes) {
  const server = createServer(async (request, response) => {
    const [, name, index] = request.url.split('/');
    response.setHeader('content-type', 'application/json');
    try {
      response.end(JSON.stringify(await routes[name](Number(index))));
    } catch (error) {
      response.writeHead(500).end(JSON.stringify({ error: error.message }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return { port: server.address().port, close };
}

export default {
  summary: 'Signs documents of 256 KiB.',
  inputs: (_params, random, count) => Array.from({ length: count }, () => random.integer(1e6)),
  run: (seed) => createHash('sha256').update(String(seed).repeat(40_000)).digest('hex'),
  metrics: [{ id: 'victim-latency', unit: 'ms', better: 'lower' }],
  server: {
    loadRoute: 'sign', // GET /sign/<number of the input>
    victimRoute: 'health', // GET /health/0, asked beside the load
    createRoutes: async ({ inputs, offload }) => ({
      routes: {
        sign: async (index) => ({ signature: await offload(inputs[index]) }),
        health: () => ({ status: 'ok' }),
      },
      close: async () => {},
    }),
    frameworks: { default: serve },
  },
};
