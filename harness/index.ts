/** The public surface of the library: re-exports only. */
export type { ErrorCode, ErrorRecord } from './errors.ts';
export { CrossoverError } from './errors.ts';
export type { ComparisonDocument, RunDocument } from './result/schema.ts';
export type { TuneDocument } from './result/tune-schema.ts';
export type {
  MetricSpec,
  ParamValue,
  Random,
  RunningService,
  Scenario,
  ScenarioEnv,
  ServiceEnv,
  ServiceModule,
  ServiceRef,
} from './scenario.ts';
export { defineScenario } from './scenario.ts';
