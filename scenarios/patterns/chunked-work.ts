import { setImmediate as nextTurn } from 'node:timers/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { spin } from '../spin.ts';

interface Params {
  readonly chunks: number;
}

interface Context {
  readonly chunks: number;
}

/** Some 15 ms on an ordinary server core: a constant, so that every machine does the same work. */
const totalIterations = 12_000_000;

async function yieldBetween(seed: number, { chunks }: Context): Promise<number> {
  let state = seed;
  for (let chunk = 0; chunk < chunks; chunk++) {
    if (chunk > 0) await nextTurn();
    state = spin(state, totalIterations / chunks);
  }
  return state;
}

function block(seed: number, { chunks }: Context): number {
  let state = seed;
  for (let chunk = 0; chunk < chunks; chunk++) state = spin(state, totalIterations / chunks);
  return state;
}

/** Long work that lets others in: the same loop in chunks with a turn of the event loop between them, or in one piece. */
export default defineScenario({
  id: 'patterns/chunked-work',
  kind: 'cpu',
  summary:
    'Computes for some 15 ms in chunks, with a turn of the event loop between them, or without (variant block).',
  lesson:
    'Chunks cost next to nothing and let others wait for one chunk only; they do not use a second core.',
  metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }],
  params: { chunks: [15] },
  inputs: (_params: Params, random, count): number[] =>
    Array.from({ length: count }, () => random.integer(0x8000_0000)),
  open: ({ params }: ScenarioEnv<Params>): Context => ({ chunks: params.chunks }),
  run: yieldBetween,
  variants: { block },
});
