import { setImmediate as nextImmediate } from 'node:timers/promises';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { spin } from '../spin.ts';

interface Params {
  readonly chunks: number;
}

interface Context {
  readonly chunks: number;
  readonly turns: Turns;
}

/** Some 20 ms on an ordinary server core: a constant, so that every machine does the same work. */
const totalIterations = 12_000_000;

/** Lets one of all who wait go on in each turn of the event loop, in the order in which they came. */
class Turns {
  readonly #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#releaseOne);
    });
  }

  readonly #releaseOne = (): void => {
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) setImmediate(this.#releaseOne);
  };
}

async function yieldBetween(seed: number, { chunks, turns }: Context): Promise<number> {
  let state = seed;
  for (let chunk = 0; chunk < chunks; chunk++) {
    if (chunk > 0) await turns.next();
    state = spin(state, totalIterations / chunks);
  }
  return state;
}

/** One turn runs all immediates that wait for it: a chunk of every task that is under way. */
async function yieldAlone(seed: number, { chunks }: Context): Promise<number> {
  let state = seed;
  for (let chunk = 0; chunk < chunks; chunk++) {
    if (chunk > 0) await nextImmediate();
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
    'Computes for some 20 ms in chunks: in each turn of the loop one chunk of all tasks, one of each (each-alone), or whole tasks (block).',
  lesson:
    'Chunks cost next to nothing, but others wait for one chunk only where all tasks share a queue; they do not use a second core.',
  metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }],
  params: { chunks: [15] },
  inputs: (_params: Params, random, count): number[] =>
    Array.from({ length: count }, () => random.integer(0x8000_0000)),
  open: ({ params }: ScenarioEnv<Params>): Context => ({ chunks: params.chunks, turns: new Turns() }),
  run: yieldBetween,
  variants: { 'each-alone': yieldAlone, block },
});
