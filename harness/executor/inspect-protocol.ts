/** What is told of a scenario without its functions: plain data that the plan is made of. */
import type { ErrorRecord } from '../errors.ts';
import type { Scenario } from '../scenario.ts';

/** Fields that are data as they stand. */
type PlainField =
  | 'id'
  | 'kind'
  | 'summary'
  | 'lesson'
  | 'params'
  | 'inputCount'
  | 'services'
  | 'metrics'
  | 'needs'
  | 'window';
const PLAIN_FIELDS: readonly PlainField[] = [
  'id',
  'kind',
  'summary',
  'lesson',
  'params',
  'inputCount',
  'services',
  'metrics',
  'needs',
  'window',
];

export interface ScenarioDescription {
  readonly plain: Pick<Scenario, PlainField>;
  readonly variants: readonly string[];
  /** Of a scenario that serves, without its functions. */
  readonly server?: {
    readonly loadRoute: string;
    readonly victimRoute?: string;
    readonly frameworks: readonly string[];
  };
}

export type InspectAnswer = { readonly description: ScenarioDescription } | { readonly error: ErrorRecord };

/** A scenario was imported by somebody else's file, which may send messages of its own. */
export function isInspectAnswer(message: unknown): message is InspectAnswer {
  if (typeof message !== 'object' || message === null) return false;
  return Object.hasOwn(message, 'description') || Object.hasOwn(message, 'error');
}

/** Pure. */
export function describeScenario(scenario: Scenario): ScenarioDescription {
  const plain = Object.fromEntries(
    PLAIN_FIELDS.flatMap((field) => (scenario[field] === undefined ? [] : [[field, scenario[field]]])),
  );
  const { server, variants } = scenario;
  return {
    plain,
    variants: Object.keys(variants ?? {}),
    ...(server === undefined
      ? {}
      : {
          server: {
            loadRoute: server.loadRoute,
            ...(server.victimRoute === undefined ? {} : { victimRoute: server.victimRoute }),
            frameworks: Object.keys(server.frameworks),
          },
        }),
  };
}
