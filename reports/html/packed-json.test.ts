import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed, unpacked } from './packed-json.ts';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('packed', () => {
  it.each<[string, unknown]>([
    ['lists of alike objects', [1, 2, 3, 4].map((x) => ({ x, y: null, list: [{ x }] }))],
    ['lists of objects that differ', [{ x: 1 }, { x: 1, y: 2 }, { y: 2 }]],
    [
      'objects whose keys stand in another order',
      [
        { x: 1, y: 2 },
        { y: 1, x: 2 },
        { x: 1, y: 2 },
      ],
    ],
    ['lists of empty objects', [{}, {}, {}]],
    ['texts that recur', ['worker-threads×2', 'worker-threads×2']],
    ['texts that look like a number of one', ['~0', '~~0', '~', 'worker-threads', 'worker-threads']],
    [
      'keys named like properties of objects',
      [1, 2, 3].map((x) => JSON.parse(`{"__proto__":${x},"constructor":1}`)),
    ],
  ])('keeps %s', (_what, data) => {
    expect(unpacked(throughJson(packed(data)) as ReturnType<typeof packed>)).toEqual(data);
  });

  it('keeps whatever can be written as JSON', () => {
    const key = fc.constantFrom('cell', 'label', 'x', 'low', '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(fc.constantFrom('~', '~1', 'worker-threads×2', 'a'), fc.integer(), fc.constant(null)),
        fc.array(tie('value')),
        fc.array(fc.record({ x: tie('value'), low: tie('value') })),
        fc.dictionary(key, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        const plain = throughJson(data);
        expect(unpacked(throughJson(packed(plain)) as ReturnType<typeof packed>)).toEqual(plain);
      }),
    );
  });

  it('makes chart data smaller', () => {
    const points = Array.from({ length: 30 }, (_unused, x) => ({ inverseTail: x, latencyMs: x }));
    const data = Array.from({ length: 9 }, () => ({ cell: 'cpu/sha256 | worker-threads×2', points }));
    const length = JSON.stringify(data).length;
    expect(JSON.stringify(packed(data)).length).toBeLessThan(length / 2);
  });
});
