import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOutput, explainNotClonable } from './digest.ts';
import { CrossoverError } from './errors.ts';

class Point {
  x: number;
  constructor(x: number) {
    this.x = x;
  }
  norm(): number {
    return Math.abs(this.x);
  }
}
class ValidationError extends Error {
  override name = 'ValidationError';
}
const cyclic = (): object => {
  const node: { name: string; self?: unknown; list: unknown[] } = { name: 'a', list: [] };
  node.self = node;
  node.list.push(node, { parent: node });
  return node;
};
const shared = { deep: [1, 2] };
const bytes = [1, 2, 255];

describe('equal work has equal digests', () => {
  test.each<[string, unknown, unknown]>([
    ['key order', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['undefined properties', { a: 1, b: undefined }, { a: 1 }],
    ['Buffer and Uint8Array', Buffer.from(bytes), new Uint8Array(bytes)],
    ['a view into a larger buffer', new Uint8Array([9, ...bytes, 9]).subarray(1, 4), new Uint8Array(bytes)],
    ['SharedArrayBuffer and ArrayBuffer', new SharedArrayBuffer(4), new ArrayBuffer(4)],
    ['minus zero', [-0], [0]],
    ['class instance and plain object', new Point(3), { x: 3 }],
    ['no prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['a custom error and its clone', new ValidationError('no'), structuredClone(new ValidationError('no'))],
    ['shared and repeated parts', { a: shared, b: shared }, { a: { deep: [1, 2] }, b: { deep: [1, 2] } }],
    ['two cycles alike', cyclic(), cyclic()],
    ['a cycle and its clone', cyclic(), structuredClone(cyclic())],
  ])('%s', (_name, left, right) => {
    expect(digestOutput(left)).toBe(digestOutput(right));
  });
});

test('values that differ have digests that differ', () => {
  const values: unknown[] = [
    null,
    undefined,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    NaN,
    Infinity,
    0n,
    1n,
    '',
    '0',
    'null',
    'NaN',
    [],
    {},
    [[]],
    [null],
    [undefined],
    { a: null },
    { a: 1 },
    { b: 1 },
    { a: '1' },
    { a: [1] },
    ['a', 1],
    ['ab', 'c'],
    ['a', 'bc'],
    new Date(0),
    new Date(1),
    new Map(),
    new Set(),
    new Map([[1, 2]]),
    new Set([1, 2]),
    new Map([['a', 1]]),
    new Uint8Array(2),
    new Int8Array(2),
    new Uint16Array(1),
    new ArrayBuffer(2),
    new Float64Array(1),
    new DataView(new ArrayBuffer(2)),
    /a/,
    /a/g,
    '/a/',
    new Error('a'),
    new Error('b'),
    new TypeError('a'),
    { name: 'Error', message: 'a' },
    Object('a'),
    Object(1),
    cyclic(),
  ];
  expect(new Set(values.map(digestOutput)).size).toBe(values.length);
});

test('a digest is 32 hexadecimal digits and does not change between versions', () => {
  expect(digestOutput({ a: [1, 'b', null], c: new Uint8Array(bytes) })).toMatch(/^[0-9a-f]{32}$/);
  expect(digestOutput({ a: [1, 'b', null] })).toBe(digestOutput(JSON.parse('{"a":[1,"b",null]}')));
});

test('the digest of anything clonable is that of its clone', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  });
  fc.assert(
    fc.property(anything, (value) => {
      fc.pre(explainNotClonable(value) === null);
      expect(digestOutput(structuredClone(value))).toBe(digestOutput(value));
    }),
  );
});

test('the digest of JSON is that of its round trip', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(digestOutput(JSON.parse(JSON.stringify(value)))).toBe(digestOutput(value));
    }),
  );
});

test('a digest takes time in proportion to its output', () => {
  const rowsOf = (length: number) =>
    Array.from({ length }, (_, id) => ({ id, name: `row ${id}`, tags: ['a', 'b'] }));
  const tookMs = (length: number): number => {
    const rows = rowsOf(length);
    const startedMs = performance.now();
    digestOutput(rows);
    return performance.now() - startedMs;
  };
  tookMs(5_000); // compiled
  // The least of several, for a machine may be busy elsewhere; in a square it would be a hundred times.
  const least = (length: number): number => Math.min(...Array.from({ length: 3 }, () => tookMs(length)));
  expect(least(50_000) / least(5_000)).toBeLessThan(40);
});

describe('what cannot travel is named by its path', () => {
  const deep = { rows: [{}, {}, { format: function format() {} }] };
  test.each<[unknown, string]>([
    [() => 1, 'output is a function'],
    [deep, 'output.rows[2].format is a function (format)'],
    [{ 'a-b': Symbol('x') }, 'output["a-b"] is a symbol'],
    [{ later: Promise.resolve(1) }, 'output.later is a Promise'],
    [new Map([['k', { cb: () => 1 }]]), 'output.get("k").cb is a function'],
    [[new WeakMap()], 'output[0] is a weak collection'],
    [new Set([1, Symbol('s')]), 'output.values()[1] is a symbol'],
    [{ all: new Proxy({}, {}) }, 'output.all is a Proxy'],
    [Object.assign(cyclic(), { z: () => 1 }), 'output.z is a function'],
  ])('%#', (value, path) => {
    const thrown = (() => {
      try {
        return digestOutput(value);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(CrossoverError);
    expect(thrown).toMatchObject({ code: 'CROSSOVER_NOT_CLONABLE' });
    expect(String(thrown)).toContain(path);
    expect(explainNotClonable(value)).toContain(path);
  });

  test('a native handle is named by its class', () => {
    const { port1, port2 } = new MessageChannel();
    expect(explainNotClonable({ a: { port: port1 } })).toBe(
      'output.a.port is an instance of MessagePort, which cannot be cloned',
    );
    port1.close();
    port2.close();
  });

  test('clonable values are not explained', () => {
    expect(explainNotClonable({ a: [new Date(), new Map(), 1n] })).toBeNull();
  });
});
