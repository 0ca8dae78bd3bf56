/** A plain Piscina worker: the same loop as workloads/integer-loop.ts, nothing around it. */
export default function runLoop(iterations: number): number {
  let state = 1;
  for (let index = 0; index < iterations; index++) state = (Math.imul(state, 31) + index) | 0;
  return state;
}
