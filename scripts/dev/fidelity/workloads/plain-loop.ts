/** The very function that the bare worker runs, as a scenario: the compiler sees the same code on both sides. */
import { defineScenario } from '../../../../harness/scenario.ts';
import runLoop from '../bare-worker.ts';

export default defineScenario<{ iterations: number }, number, number>({
  kind: 'cpu',
  inputs: ({ iterations }, _random, count) => Array.from({ length: count }, () => iterations),
  run: runLoop,
  digest: () => 'integer loop',
});
