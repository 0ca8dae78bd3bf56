import { describe, expect, test } from 'vitest';
import { digestOutput } from '../digest.ts';
import { renewBuffers } from './renew-buffers.ts';

const slab = new ArrayBuffer(16);
new Uint8Array(slab).set([1, 2, 3, 4, 5, 6, 7, 8]);
const ring: { bytes: Uint8Array; self?: unknown } = { bytes: new Uint8Array(slab) };
ring.self = ring;
class Holder {
  bytes = new Uint8Array(4);
}

const copy = (buffer: ArrayBuffer): ArrayBuffer => buffer.slice(0);
const share = (buffer: ArrayBuffer): SharedArrayBuffer => {
  const shared = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(shared).set(new Uint8Array(buffer));
  return shared;
};

describe('the value is the same, the memory is not', () => {
  test.each<[what: string, value: unknown, bufferCount: number]>([
    ['no memory at all', { n: 1, list: ['a', null, undefined, 2n], at: new Date(5) }, 0],
    ['a buffer', slab, 1],
    ['a view of a part', new Uint16Array(slab, 2, 3), 1],
    ['a DataView', new DataView(slab, 1, 4), 1],
    ['a Buffer', Buffer.from(slab, 3, 5), 1],
    ['two views of one buffer', [new Uint8Array(slab, 0, 4), new Float64Array(slab, 8, 1)], 1],
    ['two buffers deep down', { a: [{ b: new Map([['k', slab]]) }], c: new Set([new Int8Array(2)]) }, 2],
    ['memory that is shared already', new Uint8Array(new SharedArrayBuffer(4)), 0],
    ['what leads back to itself', ring, 1],
    ['an instance of a class is left alone', new Holder(), 0],
  ])('%s', (_what, value, bufferCount) => {
    for (const renew of [copy, share]) {
      const renewed = renewBuffers(value, renew);
      expect(digestOutput(renewed.value)).toBe(digestOutput(value));
      expect(renewed.buffers).toHaveLength(bufferCount);
      expect(new Set(renewed.buffers).has(slab)).toBe(false);
    }
  });
});

test('views of one buffer still see what the other writes', () => {
  const renewed = renewBuffers({ all: new Uint8Array(slab), part: new Uint8Array(slab, 4, 2) }, copy);
  const { all, part } = renewed.value as { all: Uint8Array; part: Uint8Array };
  all[4] = 99;
  expect([...part]).toEqual([99, 6]);
  expect(new Uint8Array(slab)[4]).toBe(5);
});

test('transferring the copy leaves the original', () => {
  const { value, buffers } = renewBuffers({ bytes: new Uint8Array(slab) }, copy);
  structuredClone(value, { transfer: buffers as ArrayBuffer[] });
  expect(buffers.map(({ byteLength }) => byteLength)).toEqual([0]);
  expect(slab.byteLength).toBe(16);
});
