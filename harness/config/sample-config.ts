/** Configurations for tests: complete and resolved like a user's, so that a test only says what it is about. */
import { knownModels } from '../models/index.ts';
import type { Scenario } from '../scenario.ts';
import type { ResolvedConfig, SelectedScenario, UserOptions } from './options.ts';
import { resolveConfig } from './resolve.ts';

/** A selected scenario of the given id; nothing lies behind its `moduleUrl`. */
export function sampleScenario(id = 'cpu/sample', overrides: Partial<Scenario> = {}): SelectedScenario {
  return {
    id,
    moduleUrl: `file:///samples/${id}.js`,
    label: id,
    isBuiltIn: true,
    scenario: { kind: 'cpu', run: (input) => input, ...overrides },
  };
}

/** What a user who said `options` gets, with the real registry of models and a fixed seed. */
export function sampleConfig(
  options: UserOptions = {},
  scenarios: readonly SelectedScenario[] = [sampleScenario()],
): ResolvedConfig {
  return resolveConfig({ seed: 7, ...options }, scenarios, knownModels);
}
