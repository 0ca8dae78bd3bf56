/** Takes a buffer and gives its length: what is left is the way of the bytes. */
import { defineScenario } from '../../../../harness/scenario.ts';

export default defineScenario<{ byteCount: number }, Buffer, number>({
  kind: 'cpu',
  inputs: ({ byteCount }, _random, count) =>
    Array.from({ length: count }, (_, index) => Buffer.alloc(byteCount, index)),
  run: (bytes) => bytes.byteLength,
  digest: () => 'bytes',
});
