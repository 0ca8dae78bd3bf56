/** The options that a user's module exports, as plain scalars; it is imported in a process of its own. */
import { CrossoverError, type ErrorRecord } from '../errors.ts';
import { type AskOptions, askChild } from './ask-child.ts';

/** Name of an option → its value, of everything that the module exports. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

type SettingsAnswer = { readonly settings: Settings } | { readonly error: ErrorRecord };

function isSettingsAnswer(message: unknown): message is SettingsAnswer {
  if (typeof message !== 'object' || message === null) return false;
  return Object.hasOwn(message, 'settings') || Object.hasOwn(message, 'error');
}

/** Throws CROSSOVER_SCENARIO_LOAD when the module cannot be imported. Nothing is left running. */
export async function readSettings(
  moduleUrl: string,
  label: string,
  options: AskOptions = {},
): Promise<Settings> {
  const answer = await askChild(
    {
      entry: 'harness/executor/read-settings-entry.js',
      args: [moduleUrl],
      label,
      isAnswer: isSettingsAnswer,
    },
    options,
  );
  if ('settings' in answer) return answer.settings;
  throw new CrossoverError(
    'CROSSOVER_SCENARIO_LOAD',
    `${label} cannot be imported: ${answer.error.message}.`,
    {
      remedy: 'Let it export the options alone: export default { maxThreads: 4 }.',
    },
  );
}
