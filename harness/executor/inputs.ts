/** Makes the inputs of one cell: the user's own, the scenario's, or `undefined`. */
import { CrossoverError } from '../errors.ts';
import { explainNotClonable } from '../not-clonable.ts';
import type { ParamValue, Scenario } from '../scenario.ts';
import { createRandom } from '../stats/random.ts';

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Promise) return 'a Promise';
  return typeof value === 'object'
    ? `an object of ${value.constructor?.name ?? 'no class'}`
    : `a ${typeof value}`;
}

function callInputs(
  scenario: Scenario,
  scenarioId: string,
  params: Readonly<Record<string, ParamValue>>,
  seed: number,
  count: number,
): readonly unknown[] {
  // One stream whatever the params are: two cells that differ in a parameter alone get the same draws.
  const random = createRandom(seed).fork(`inputs of ${scenarioId}`);
  let made: unknown;
  try {
    made = scenario.inputs?.(params, random, count);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CrossoverError('CROSSOVER_SCENARIO_SHAPE', `inputs(params, random, count) threw: ${reason}.`, {
      remedy: 'It is called before any measuring, with plain params; mend it.',
      cause: thrown,
    });
  }
  if (Array.isArray(made) && made.length > 0) return made;
  const found = Array.isArray(made) ? 'an empty array' : describe(made);
  throw new CrossoverError(
    'CROSSOVER_SCENARIO_SHAPE',
    `inputs(params, random, ${count}) returned ${found}.`,
    {
      remedy:
        'Return an array with at least one input, not a promise; prepare asynchronous things in open().',
    },
  );
}

/**
 * The inputs that tasks take in turn; at least one, usually `count`. The same seed gives the same inputs under every
 * model; `scenarioId` names the stream, so that scenarios do not share draws. `userInputs` (from `--input`) go before
 * the scenario's own. Throws CROSSOVER_SCENARIO_SHAPE for what is no array or empty, CROSSOVER_NOT_CLONABLE with the
 * path of what cannot travel; the first input stands for all.
 */
export function makeInputs(
  scenario: Scenario,
  scenarioId: string,
  params: Readonly<Record<string, ParamValue>>,
  seed: number,
  count: number,
  userInputs?: readonly unknown[],
): readonly unknown[] {
  if (userInputs !== undefined && userInputs.length > 0) return userInputs;
  if (!scenario.inputs) return [undefined];
  const inputs = callInputs(scenario, scenarioId, params, seed, count);
  const needsTransfer = (scenario.transferables?.(inputs[0]) ?? []).some(
    (part) => !(part instanceof ArrayBuffer),
  );
  const reason = needsTransfer ? null : explainNotClonable(inputs[0], 'inputs[0]');
  if (reason !== null) {
    throw new CrossoverError('CROSSOVER_NOT_CLONABLE', `An input cannot travel between threads: ${reason}.`, {
      remedy: 'Pass plain data and make the rest in open(), which runs in every executor.',
    });
  }
  return inputs;
}
