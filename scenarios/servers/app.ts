import { defineScenario, type Random, type ServerTools } from '../../harness/scenario.ts';
import { spin } from '../spin.ts';
import { frameworks } from './frameworks.ts';

interface Params {
  readonly route: string;
}

/** What a request asks for. */
export interface Quote {
  readonly id: number;
  readonly seed: number;
}

interface Answer {
  readonly id: number;
  readonly price: number;
}

/** Some milliseconds of computing, the same everywhere. */
const STEPS = 2_000_000;

const price = ({ id, seed }: Quote): Answer => ({ id, price: spin(seed, STEPS) });

/** A quote from a price list: nothing is computed. */
const listed = ({ id, seed }: Quote): Answer => ({ id, price: seed });

const makeQuotes = (_params: Params, random: Random, count: number): Quote[] =>
  Array.from({ length: count }, (_, id) => ({ id, seed: random.integer(1e6) }));

/** One web application, and beside its main route the cheap one that a balancer asks. */
export default defineScenario({
  id: 'servers/app',
  kind: 'mixed',
  summary:
    'A web server under load (node:http, Fastify, Express) whose route computes or answers at once, and beside it a health check.',
  lesson:
    'Where requests compute, threads or several processes carry more of them; where nothing is computed, workers change nothing.',
  metrics: [
    { id: 'victim-latency', unit: 'ms', better: 'lower' },
    { id: 'cpu-per-task', unit: 'ms', better: 'lower' },
  ],
  params: { route: ['cpu', 'json'] },
  inputs: makeQuotes,
  run: price,
  variants: { fastify: price, express: price },
  server: {
    loadRoute: 'quote',
    victimRoute: 'health',
    createRoutes: async ({ env, inputs, offload }: ServerTools<Params, Quote, Answer>) => ({
      routes: {
        quote: (index) => (env.params.route === 'cpu' ? offload(inputs[index]!) : listed(inputs[index]!)),
        health: () => ({ status: 'ok' }),
      },
      close: async () => {},
    }),
    frameworks,
  },
});
