/** Finds out how much work a millisecond is on this machine, once for a whole run. */
import type { ServiceModule } from '../../harness/scenario.ts';
import { spin } from '../spin.ts';

const warmUpMs = 80;
const warmUpIterations = 20_000;
/** Some 2 ms: shorter than the time that a scheduler gives to one process before it lets another one run. */
const timingIterations = 1_000_000;
const timingCount = 31;
const stepsPerDoubling = 4;

function timeSpinMs(seed: number, iterations: number): number {
  const startedMs = performance.now();
  const state = spin(seed, iterations);
  const tookMs = performance.now() - startedMs;
  if (!Number.isInteger(state)) throw new Error(`The loop gave ${state}.`); // and so it was needed
  return tookMs;
}

/** Iterations of the warm loop in a millisecond: the median of several timings, against interruptions. */
function measureIterationsPerMs(): number {
  const endMs = performance.now() + warmUpMs;
  for (let seed = 0; performance.now() < endMs; seed++) timeSpinMs(seed, warmUpIterations);
  const timesMs = Array.from({ length: timingCount }, (_, seed) => timeSpinMs(seed, timingIterations));
  const medianMs = timesMs.sort((left, right) => left - right)[Math.floor(timingCount / 2)]!;
  return timingIterations / medianMs;
}

/**
 * The nearest of four steps to the doubling, at most 9 % away. Two runs on one machine, or the two parts of a run that was
 * resumed, measure a little differently; on the same step they do the same work, and can be compared.
 */
export function toStep(iterationsPerMs: number): number {
  return Math.round(2 ** (Math.round(Math.log2(iterationsPerMs) * stepsPerDoubling) / stepsPerDoubling));
}

/**
 * Gives `iterationsPerMs` of `spin` as its address, within about 0.2 s, and does nothing from then on. Why a service:
 * whatever measured it for itself (a model, a block, an executor) would do other work than its neighbours.
 */
const calibration: ServiceModule = {
  start: async () => ({
    address: { iterationsPerMs: toStep(measureIterationsPerMs()) },
    stop: async () => {},
  }),
};

export default calibration;
