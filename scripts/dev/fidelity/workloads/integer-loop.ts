/**
 * A loop of whole-number arithmetic of a given length: CPU and nothing else. The very function that the bare worker runs,
 * so that the compiler sees the same code on both sides; and no branch beside the loop, for in Node 20 a loop before a branch
 * that never ran is sometimes left unoptimised for the life of a thread (3 of 80 threads, 4.5 times slower).
 */
import { defineScenario } from '../../../../harness/scenario.ts';
import runLoop from '../bare-worker.ts';

export default defineScenario<{ iterations: number }, number, number>({
  kind: 'cpu',
  inputs: ({ iterations }, _random, count) => Array.from({ length: count }, () => iterations),
  run: runLoop,
  digest: () => 'integer loop',
});
