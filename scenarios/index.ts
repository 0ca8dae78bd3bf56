/** Every built-in workload, in the order in which they are listed and run. A new one is one file and one line here. */
import type { Scenario } from '../harness/scenario.ts';
import { compiledUrl } from './compiled-url.ts';
import grain from './cpu/grain.ts';
import jsonParse from './cpu/json-parse.ts';
import payload from './cpu/payload.ts';
import sha256 from './cpu/sha256.ts';
import sumOfSquares from './cpu/sum-of-squares.ts';
import fileRead from './io/file-read.ts';
import httpFanOut from './io/http-fan-out.ts';
import latency from './io/latency.ts';
import fetchParseHash from './mixed/fetch-parse-hash.ts';

/**
 * A scenario that ships with Crossover. `moduleUrl` is the `file:` URL of its compiled module: executors load by path.
 */
export interface BuiltInScenario {
  readonly id: string;
  readonly moduleUrl: string;
  readonly scenario: Scenario;
}

/** The file is named after the id. Its own types end here: the harness treats every scenario alike. */
function builtIn<Params, Input, Output, Context>(
  id: string,
  scenario: Scenario<Params, Input, Output, Context>,
): BuiltInScenario {
  return { id, moduleUrl: compiledUrl(`${id}.js`), scenario: scenario as unknown as Scenario };
}

export const builtInScenarios: readonly BuiltInScenario[] = [
  builtIn('cpu/sum-of-squares', sumOfSquares),
  builtIn('cpu/sha256', sha256),
  builtIn('cpu/json-parse', jsonParse),
  builtIn('cpu/grain', grain),
  builtIn('cpu/payload', payload),
  builtIn('io/http-fan-out', httpFanOut),
  builtIn('io/file-read', fileRead),
  builtIn('io/latency', latency),
  builtIn('mixed/fetch-parse-hash', fetchParseHash),
];
