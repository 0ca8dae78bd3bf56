/** The integer loop, which logs its own way for an outside observer. */
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
}

export default defineScenario<{ iterations: number }, number, number, Context>({
  kind: 'cpu',
  inputs: ({ iterations }, _random, count) => Array.from({ length: count }, () => iterations),
  open: ({ tempDir }) => ({
    startsMs: [],
    endsMs: [],
    path: join(tempDir, `observed-${process.pid}.json`),
  }),
  run: (iterations, { startsMs, endsMs }) => {
    const startMs = performance.now() + originMs;
    let state = 1;
    for (let index = 0; index < iterations; index++) state = (Math.imul(state, 31) + index) | 0;
    startsMs.push(startMs);
    endsMs.push(performance.now() + originMs);
    return state;
  },
  close: ({ startsMs, endsMs, path }) => writeFileSync(path, JSON.stringify({ startsMs, endsMs })),
  // Loops of different lengths are compared on purpose here.
  digest: () => 'integer loop',
});
