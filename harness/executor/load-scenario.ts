/** Imports a scenario by its URL and makes sure that it is one. Runs in every executor. */
import type { Scenario } from '../scenario.ts';
import { explainImportFailure } from './import-failure.ts';
import { classShape, describeWrongShape, isClass, validateScenario } from './validate-scenario.ts';

async function importModule(moduleUrl: string, label: string): Promise<Record<string, unknown>> {
  try {
    return await import(/* @vite-ignore */ moduleUrl);
  } catch (thrown) {
    throw explainImportFailure(thrown, moduleUrl, label);
  }
}

/** CommonJS that was compiled from ESM arrives as `{ default: { default: fn } }`. */
function unwrapDefault(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null || 'run' in exported) return exported;
  return 'default' in exported ? exported.default : exported;
}

/**
 * The scenario that the module at `moduleUrl` default-exports: a function becomes `{ run }`, an object with `run` is
 * taken as it is; ESM, CommonJS and existing Piscina workers (also those that export a promise) alike. `label` is what
 * the user wrote, for messages. Throws CrossoverError: SCENARIO_LOAD when the import fails, SCENARIO_SHAPE when it is
 * no scenario.
 */
export async function loadScenario(moduleUrl: string, label: string): Promise<Scenario> {
  const module = await importModule(moduleUrl, label);
  let found: unknown;
  try {
    found = await unwrapDefault(await module.default);
  } catch (thrown) {
    throw explainImportFailure(thrown, moduleUrl, label);
  }
  if (isClass(found)) throw classShape(label, found);
  if (typeof found === 'function') return { run: found as Scenario['run'] };
  if (typeof found !== 'object' || found === null || !('run' in found)) {
    throw describeWrongShape(label, module, found);
  }
  return validateScenario(found, label);
}
