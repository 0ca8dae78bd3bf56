/** A loop of whole-number arithmetic of a given length: CPU and nothing else. Logs its own way for an outside observer. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { defineScenario } from '../../../../harness/scenario.ts';

/** Start and end of every task, as the task itself saw it: milliseconds on this process's hrtime. */
export interface ObservedTasks {
  readonly startsMs: number[];
  readonly endsMs: number[];
}

const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

interface Context extends ObservedTasks {
  readonly path: string;
  readonly observe: boolean;
}

export default defineScenario<{ iterations: number; observe: boolean }, number, number, Context>({
  kind: 'cpu',
  inputs: ({ iterations }, _random, count) => Array.from({ length: count }, () => iterations),
  open: ({ params, tempDir }) => ({
    startsMs: [],
    endsMs: [],
    path: join(tempDir, `observed-${process.pid}.json`),
    observe: params.observe,
  }),
  run: (iterations, { observe, startsMs, endsMs }) => {
    const startMs = observe ? performance.now() + originMs : 0;
    let state = 1;
    for (let index = 0; index < iterations; index++) state = (Math.imul(state, 31) + index) | 0;
    if (observe) {
      startsMs.push(startMs);
      endsMs.push(performance.now() + originMs);
    }
    return state;
  },
  close: ({ observe, startsMs, endsMs, path }) => {
    if (observe) writeFileSync(path, JSON.stringify({ startsMs, endsMs }));
  },
  // Loops of different lengths are compared on purpose here.
  digest: () => 'integer loop',
});
