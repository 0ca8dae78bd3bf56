import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';

interface Params {
  readonly calls: number;
}

interface Context {
  readonly calls: number;
}

/** A step that needs nobody: what is around it is what is measured. */
const step = (state: number, index: number): number => (Math.imul(state ^ index, 0x2c1b3c6d) + 1) | 0;

/** That it is async is the point. */
async function asyncStep(state: number, index: number): Promise<number> {
  return step(state, index);
}

async function awaitEach(seed: number, { calls }: Context): Promise<number> {
  let state = seed;
  for (let index = 0; index < calls; index++) state = await asyncStep(state, index);
  return state;
}

async function awaitValues(seed: number, { calls }: Context): Promise<number> {
  let state = seed;
  for (let index = 0; index < calls; index++) state = await step(state, index);
  return state;
}

function call(seed: number, { calls }: Context): number {
  let state = seed;
  for (let index = 0; index < calls; index++) state = step(state, index);
  return state;
}

/** What `async` and `await` cost where there is nothing to wait for: turns of the microtask queue. */
export default defineScenario({
  id: 'patterns/await-cost',
  kind: 'cpu',
  summary:
    'Makes 10,000 tiny steps: each an awaited async function, an awaited plain value, or a plain call.',
  lesson:
    'An await takes some tens of nanoseconds: nothing beside a request, all there is in a loop over millions.',
  params: { calls: [10_000] },
  inputs: (_params: Params, random, count): number[] =>
    Array.from({ length: count }, () => random.integer(0x8000_0000)),
  open: ({ params }: ScenarioEnv<Params>): Context => ({ calls: params.calls }),
  run: awaitEach,
  variants: { 'plain-value': awaitValues, call },
});
