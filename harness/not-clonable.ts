/** Finds the part of a value that a structured clone refuses, for messages that name it. */
import { types } from 'node:util';

/** A part of a value: how it is reached and what it is. */
type Part = readonly [path: string, value: unknown];

function keyPath(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** The parts that a structured clone visits: elements, entries, or own enumerable properties with a text key. */
function partsOf(value: object, path: string): Part[] {
  if (ArrayBuffer.isView(value)) return [];
  if (types.isMap(value)) {
    return [...value].flatMap(([key, item], index): Part[] => [
      [`${path}.keys()[${index}]`, key],
      [`${path}.get(${typeof key === 'string' ? JSON.stringify(key) : `key ${index}`})`, item],
    ]);
  }
  if (types.isSet(value)) return [...value].map((item, index) => [`${path}.values()[${index}]`, item]);
  if (Array.isArray(value)) return Array.from(value, (item, index) => [`${path}[${index}]`, item]);
  return Object.entries(value).map(([key, item]) => [keyPath(path, key), item]);
}

/** What makes a value unclonable by its very kind, in words that follow "is", or null. */
export function describeUnclonable(value: unknown): string | null {
  if (typeof value === 'function') return value.name ? `a function (${value.name})` : 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (types.isPromise(value)) return 'a Promise; await it first';
  if (types.isProxy(value)) return 'a Proxy; return a plain copy';
  if (types.isWeakMap(value) || types.isWeakSet(value)) return 'a weak collection';
  if (value instanceof WeakRef) return 'a WeakRef';
  if (types.isGeneratorObject(value)) return 'a generator; return an array';
  return null;
}

function cloneFails(value: unknown): boolean {
  try {
    structuredClone(value);
    return false;
  } catch {
    return true;
  }
}

/** The first part, depth first, that is unclonable by its very kind. */
function findKnownKind(value: unknown, path: string, visited: Set<unknown>): string | null {
  const what = describeUnclonable(value);
  if (what !== null) return `${path} is ${what}`;
  if (typeof value !== 'object' || value === null || visited.has(value)) return null;
  visited.add(value);
  for (const [partPath, part] of partsOf(value, path)) {
    const found = findKnownKind(part, partPath, visited);
    if (found !== null) return found;
  }
  return null;
}

/** The innermost part that fails although none of its own parts does: a handle of Node or of a native add-on. */
function findForeignKind(value: unknown, path: string, visited: Set<unknown>): string {
  visited.add(value);
  if (typeof value !== 'object' || value === null) return `${path} cannot be cloned`;
  for (const [partPath, part] of partsOf(value, path)) {
    if (!visited.has(part) && cloneFails(part)) return findForeignKind(part, partPath, visited);
  }
  return `${path} is an instance of ${value.constructor?.name ?? 'an unnamed class'}, which cannot be cloned`;
}

/**
 * Where and why `value` cannot travel between threads or processes, as `output.rows[2].format is a function`; null
 * when it can. `name` heads the path. Pure; reads every property once or more, so it is for messages, not for hot
 * paths.
 */
export function explainNotClonable(value: unknown, name = 'output'): string | null {
  if (!cloneFails(value)) return null;
  return findKnownKind(value, name, new Set()) ?? findForeignKind(value, name, new Set());
}
