/** Which built-in scenarios tests can run on this machine. */
import type { BuiltInScenario } from './index.ts';

/** What CI cannot install: a server that no package has. */
const NOT_IN_CI: ReadonlySet<string> = new Set(['io/mongo-find']);

/** Whether it must be there: outside of CI nothing must. */
export const isRequired = (id: string): boolean => Boolean(process.env.CI) && !NOT_IN_CI.has(id);

/** Why tests leave it out, or null where they do not: in CI nothing is left out that can be had there. */
export function whyLeftOut({ id, scenario }: BuiltInScenario): string | null {
  return isRequired(id) ? null : (scenario.whyUnavailable?.() ?? null);
}
