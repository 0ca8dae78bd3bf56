/**
 * Delays in chosen parts of a task's way, without any hook in the harness: writing an input or an output to JSON calls
 * its `toJSON`, which takes its time here. Meant for `child-processes` with `serialization: json`.
 */
import { performance } from 'node:perf_hooks';
import { defineScenario } from '../../../../harness/scenario.ts';

function spin(durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs);
}

interface Delays {
  sendMs: number;
  runMs: number;
  returnMs: number;
}

export default defineScenario<Delays, Delays, unknown>({
  kind: 'cpu',
  inputs: (params, _random, count) =>
    Array.from({ length: count }, () => {
      const plain = { ...params };
      // Not enumerable, so that cloning and digests never see it; JSON.stringify does.
      Object.defineProperty(plain, 'toJSON', {
        value: () => {
          spin(params.sendMs);
          return { ...params };
        },
      });
      return plain;
    }),
  run: ({ runMs, returnMs }) => {
    spin(runMs);
    const output = { done: 1 };
    Object.defineProperty(output, 'toJSON', {
      value: () => {
        spin(returnMs);
        return { done: 1 };
      },
    });
    return output;
  },
  digest: () => 'slow json',
});
