import { expect, test } from 'vitest';
import { digestOutput } from '../digest.ts';
import { createMove } from './move-inputs.ts';

const bytes = new Uint8Array([1, 2, 3]);
const whole = new Uint8Array([1, 2, 3, 4]);

test.each<[what: string, inputs: readonly unknown[]]>([
  ['views', [bytes, new Float64Array([0.5]), new DataView(new ArrayBuffer(4))]],
  ['a buffer itself', [new Uint16Array([7, 8]).buffer]],
  ['a Buffer stays a Buffer', [Buffer.from('bytes'), Buffer.alloc(10_000, 7)]],
  ['a view of a part', [whole.subarray(1, 3)]],
])('other memory, the same bytes in the same kind: %s', (_what, inputs) => {
  const { toFreshMemory } = createMove(inputs)!;
  const [once, again] = [toFreshMemory(), toFreshMemory()];
  for (const moved of [once, again]) {
    expect(moved.map((input) => input?.constructor)).toEqual(inputs.map((input) => input?.constructor));
    expect(moved.map((input) => digestOutput(input))).toEqual(inputs.map((input) => digestOutput(input)));
  }
  const all = [...inputs, ...once, ...again];
  expect(new Set(all).size).toBe(all.length);
  const memory = all.map((one) => (ArrayBuffer.isView(one) ? one.buffer : one));
  expect(new Set(memory).size).toBeGreaterThanOrEqual(2 + new Set(memory.slice(0, inputs.length)).size);
});

test('views of one buffer are moved with it', () => {
  const [head, tail] = createMove([whole.subarray(0, 2), whole.subarray(2)])!.toFreshMemory() as [
    Uint8Array,
    Uint8Array,
  ];
  expect([...head, ...tail]).toEqual([1, 2, 3, 4]);
  expect(head.buffer).toBe(tail.buffer);
  expect(head.buffer).not.toBe(whole.buffer);
});

test('what holds no memory of its own is the very same, beside what does', () => {
  const plain = { text: 'abc' };
  const moved = createMove([plain, bytes, 'text', whole])!.toFreshMemory();
  expect(moved[0]).toBe(plain);
  expect(moved.slice(1)).toEqual([bytes, 'text', whole]);
});

test.each<[what: string, inputs: readonly unknown[]]>([
  ['nothing to move', ['text', 5, undefined, { list: [1] }]],
  ['memory inside of an object', [{ pixels: bytes }]],
  ['memory that others see as well', [new Uint8Array(new SharedArrayBuffer(8))]],
  ['more than is worth it', Array.from({ length: 9 }, () => new Uint8Array(2 ** 24))],
])('left alone: %s', (_what, inputs) => {
  expect(createMove(inputs)).toBeNull();
});
