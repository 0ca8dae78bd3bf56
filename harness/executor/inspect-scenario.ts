/**
 * What a user's scenario declares, without importing it here: it is first imported in a process of its own. Executors load the
 * file by path later on, each for itself.
 */
import { CrossoverError, type ErrorCode, type ErrorRecord } from '../errors.ts';
import type { Scenario } from '../scenario.ts';
import { type AskOptions, askChild } from './ask-child.ts';
import { isInspectAnswer, type ScenarioDescription } from './inspect-protocol.ts';

/** Functions stay where the file is loaded; whoever calls these here has mistaken the process. */
function neverHere(): never {
  throw new CrossoverError(
    'CROSSOVER_INTERNAL',
    'A scenario was asked to run in the process that holds the run.',
  );
}

function toScenario({ plain, variants, server }: ScenarioDescription): Scenario {
  return {
    ...plain,
    run: neverHere,
    ...(variants.length === 0
      ? {}
      : { variants: Object.fromEntries(variants.map((name) => [name, neverHere])) }),
    ...(server === undefined
      ? {}
      : {
          server: {
            ...server,
            createRoutes: neverHere,
            frameworks: Object.fromEntries(server.frameworks.map((name) => [name, neverHere])),
          },
        }),
  };
}

/** The message holds its remedy already. */
function toError({ code, message }: ErrorRecord): CrossoverError {
  return new CrossoverError(code as ErrorCode, message);
}

/**
 * What the module at `moduleUrl` declares, with functions that only say that they are elsewhere. `label` is what the
 * user wrote. Throws CrossoverError: SCENARIO_LOAD when the import fails, ends its process or takes longer than
 * `deadlineMs`, SCENARIO_SHAPE when it is no scenario. Nothing is left running.
 */
export async function inspectScenario(
  moduleUrl: string,
  label: string,
  options: AskOptions = {},
): Promise<Scenario> {
  const answer = await askChild(
    {
      entry: 'harness/executor/inspect-scenario-entry.js',
      args: [moduleUrl, label],
      label,
      isAnswer: isInspectAnswer,
    },
    options,
  );
  if ('error' in answer) throw toError(answer.error);
  return toScenario(answer.description);
}
