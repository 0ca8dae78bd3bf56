/** Says what is wrong with a default export that should have been a scenario. */

import { HEADLINE_IDS } from '../analyse/round-metrics.ts';
import { MOST_INPUTS } from '../config/defaults.ts';
import { nearest } from '../config/nearest.ts';
import { CrossoverError } from '../errors.ts';
import type { Scenario } from '../scenario.ts';
import { NEED_IDS } from '../unmet-needs.ts';

type FieldName = keyof Required<Scenario>;

const isFunction = (value: unknown): boolean => typeof value === 'function' && !isClass(value);
/** Classes are functions that cannot be called; only their source tells. */
export const isClass = (value: unknown): value is new () => unknown =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isParamValue = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
const isMetric = (value: unknown): boolean =>
  isRecord(value) &&
  HEADLINE_IDS.includes(String(value.id)) &&
  isText(value.unit) &&
  ['higher', 'lower'].includes(String(value.better));
const isService = (value: unknown): boolean =>
  isRecord(value) && isText(value.id) && isText(value.moduleUrl) && URL.canParse(String(value.moduleUrl));

/** For every field: what it must be, in words that follow "must be", and the check. */
const fields: Record<FieldName, readonly [must: string, holds: (value: unknown) => boolean]> = {
  run: ['a function (input, context) => output', isFunction],
  id: ['a text that is not empty', isText],
  kind: ["'cpu', 'io' or 'mixed'", (value) => ['cpu', 'io', 'mixed'].includes(String(value))],
  summary: ['a text', isText],
  lesson: ['a text', isText],
  params: [
    'an object whose fields are arrays with at least one text, number or boolean each',
    (value) =>
      isRecord(value) &&
      Object.values(value).every(
        (list) => Array.isArray(list) && list.length > 0 && list.every(isParamValue),
      ),
  ],
  inputs: ['a function (params, random, count) => array', isFunction],
  inputCount: [
    `a whole number from 1 to ${MOST_INPUTS}`,
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_INPUTS,
  ],
  transferables: ['a function (input) => array', isFunction],
  services: [
    "an array of { id, moduleUrl }, moduleUrl a file: URL such as new URL('./my-service.js', import.meta.url).href",
    (value) => Array.isArray(value) && value.every(isService),
  ],
  whyUnavailable: ['a function () => text or null', isFunction],
  needs: [
    `an array of ${NEED_IDS.map((id) => `'${id}'`).join(', ')}`,
    (value) => Array.isArray(value) && value.every((need) => NEED_IDS.some((id) => id === need)),
  ],
  open: ['a function (env) => context', isFunction],
  close: ['a function (context) => void', isFunction],
  variants: [
    'an object of functions (input, context) => output',
    (value) => isRecord(value) && Object.values(value).every(isFunction),
  ],
  digest: ['a function (output) => string', isFunction],
  isGood: ['a function (output) => boolean', isFunction],
  attemptsOf: ['a function (output) => number', isFunction],
  metrics: [
    `an array of { id, unit, better }, id one of ${HEADLINE_IDS.join(', ')}, better 'higher' or 'lower'`,
    (value) => Array.isArray(value) && value.every(isMetric),
  ],
  server: [
    'an object { loadRoute, victimRoute?, createRoutes, frameworks }, frameworks with a function for `default` and for every variant',
    (value) =>
      isRecord(value) &&
      isText(value.loadRoute) &&
      (value.victimRoute === undefined || isText(value.victimRoute)) &&
      isFunction(value.createRoutes) &&
      isRecord(value.frameworks) &&
      isFunction(value.frameworks.default) &&
      Object.values(value.frameworks).every(isFunction),
  ],
  window: ["'sliced' or 'contiguous'", (value) => value === 'sliced' || value === 'contiguous'],
};

function show(value: unknown): string {
  if (isClass(value)) return 'a class';
  if (typeof value === 'function') return 'a function';
  if (value === undefined) return 'undefined';
  try {
    const text = JSON.stringify(value, (_key, inner) => (typeof inner === 'function' ? '[function]' : inner));
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  } catch {
    return `of type ${typeof value}`;
  }
}

const shapeError = (fact: string, remedy: string): CrossoverError =>
  new CrossoverError('CROSSOVER_SCENARIO_SHAPE', fact, { remedy });

function refuseUnknownFields(found: object, label: string): void {
  const known = Object.keys(fields);
  const unknown = Object.keys(found).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  const remedy = near === null ? `A scenario has: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  throw shapeError(`${label} has the field \`${unknown}\`, which no scenario has.`, remedy);
}

/** Which function of a scenario a headline is read by. */
const READ_BY = { goodput: 'isGood', 'attempts-per-task': 'attemptsOf' } as const;

function refuseUnreadMetrics({ metrics, isGood, attemptsOf }: Scenario, label: string): void {
  const has = { isGood, attemptsOf };
  for (const [id, reader] of Object.entries(READ_BY)) {
    if (has[reader] !== undefined || !metrics?.some((metric) => metric.id === id)) continue;
    const fact = `${label}: the metric "${id}" needs \`${reader}\`, and there is none.`;
    throw shapeError(fact, `Add \`${reader}: (output) => …\`, or leave the metric out.`);
  }
}

/**
 * The same object, typed, once every field is known and of the right type. Throws CROSSOVER_SCENARIO_SHAPE naming the
 * first field that is not. Unknown fields are refused: a misspelt `input` would silently measure a task without
 * inputs.
 */
export function validateScenario(found: object, label: string): Scenario {
  refuseUnknownFields(found, label);
  const scenario = found as Scenario;
  for (const [name, [must, holds]] of Object.entries(fields)) {
    const value: unknown = scenario[name as FieldName];
    if ((value === undefined && name !== 'run') || holds(value)) continue;
    const fact = `${label}: \`${name}\` must be ${must}, but it is ${show(value)}.`;
    throw shapeError(fact, `Change \`${name}\` in the default export.`);
  }
  if (Object.hasOwn(scenario.variants ?? {}, 'default')) {
    const fact = `${label}: a variant may not be called "default".`;
    throw shapeError(fact, '`run` itself is the variant "default"; choose another name.');
  }
  refuseUnreadMetrics(scenario, label);
  return scenario;
}

/** A class is a function that cannot be called. */
export function classShape(label: string, found: new () => unknown): CrossoverError {
  const name = found.name === '' ? 'Task' : found.name;
  return shapeError(
    `${label} is no scenario: its default export is the class ${name}.`,
    `Write \`export default new ${name}();\` when it has a method \`run\`, or a function that makes one and calls it.`,
  );
}

/** What was found instead of a function or an object with `run`, and what to write. */
export function describeWrongShape(label: string, module: object, found: unknown): CrossoverError {
  const hidden = new Set(['default', 'module.exports', '__esModule']);
  const names = Object.keys(module).filter((name) => !hidden.has(name));
  const inner = isRecord(found) ? Object.keys(found).filter((name) => !hidden.has(name)) : [];
  const example =
    [...inner, ...names].find((name) => /^[a-z]\w*$/i.test(name)) ?? 'async function (input) { … }';
  const remedy = `Write \`export default ${example};\`, or \`export default { run: (input) => … };\` for more than a task.`;
  const error = (fact: string, how = remedy) => shapeError(`${label} is no scenario: ${fact}.`, how);
  if (!('default' in module)) {
    return error(names.length > 0 ? `it exports: ${names.join(', ')}, but no default` : 'it exports nothing');
  }
  if (inner.length > 0) {
    const near = inner.find((name) => nearest(name, ['run']) !== null && name.length < 6);
    const fact = `its default export has the fields ${inner.join(', ')}, but no \`run\``;
    if (near !== undefined) return error(fact, `Did you mean \`run\` by \`${near}\`?`);
    return error(fact, `Write \`module.exports = ${example};\` or \`export default ${example};\`.`);
  }
  return error(
    isRecord(found) ? 'its default export is an empty object' : `its default export is ${show(found)}`,
  );
}
