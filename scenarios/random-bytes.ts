/** Bytes for inputs, made quickly. */
import type { Random } from '../harness/scenario.ts';

/**
 * `byteLength` bytes (a multiple of 4) from the seeded stream, in a buffer of their own. Xorshift32 (Marsaglia 2003)
 * seeded once: megabytes in a few milliseconds, incompressible, the same on every machine (bytes are set one by one,
 * whatever the endianness).
 */
export function randomBytes(random: Random, byteLength: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(byteLength));
  let state = random.integer(0xffff_ffff) + 1;
  for (let offset = 0; offset < byteLength; offset += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    view.setUint32(offset, state, true);
  }
  return new Uint8Array(view.buffer);
}
