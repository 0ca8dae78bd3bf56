/** Gives its input back: what is left is the model's own cost. */
import { defineScenario } from '../../../../harness/scenario.ts';

export default defineScenario<Record<string, never>, number, number>({
  kind: 'cpu',
  inputs: (_params, _random, count) => Array.from({ length: count }, (_, index) => index),
  run: (input) => input,
  digest: () => 'no-op',
});
