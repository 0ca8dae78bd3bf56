/** Were both runs measured on the same kind of machine and runtime? Absolute figures mean nothing across others. */
import type { ComparisonDocument, Environment } from '../result/schema.ts';

export type DifferingKey = ComparisonDocument['differingKeys'][number];

/** What decides about absolute figures: the CPU, how much of it counts, and the engine with its flags. */
const KEYS: Readonly<Record<string, (environment: Environment) => string>> = {
  'CPU model': ({ cpuModel }) => cpuModel,
  'CPU count': ({ cpuCount }) => String(cpuCount),
  'usable cores': ({ usableCores }) => String(usableCores),
  'CPU quota': ({ cpuQuota }) => (cpuQuota === null ? 'none' : String(cpuQuota)),
  platform: ({ platform, arch }) => `${platform} ${arch}`,
  'Node major version': ({ node }) => /\d+/.exec(node)?.[0] ?? node,
  'Node flags': ({ execArgv }) => execArgv.join(' ') || 'none',
  NODE_OPTIONS: ({ nodeOptions }) => nodeOptions || 'none',
  UV_THREADPOOL_SIZE: ({ uvThreadpoolSize }) =>
    uvThreadpoolSize === null ? 'unset' : String(uvThreadpoolSize),
};

/**
 * Keys whose values differ, with both values. No factor is offered to make up for a difference: on one fixed host
 * calibrating raised the error. Pure.
 */
export function findDifferingKeys(base: Environment, head: Environment): DifferingKey[] {
  return Object.entries(KEYS)
    .map(([key, read]) => ({ key, base: read(base), head: read(head) }))
    .filter((pair) => pair.base !== pair.head);
}
