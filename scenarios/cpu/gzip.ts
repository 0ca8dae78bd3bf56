import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { defineScenario } from '../../harness/scenario.ts';
import { makeRecords } from '../records.ts';

interface Params {
  readonly kibibytes: number;
}

/** Both ends of what came out: enough to tell one text from another, and next to nothing to send back. */
interface Packed {
  readonly bytes: number;
  readonly crc32: number;
}

const compress = promisify<string, Buffer>(gzip);

/** A gzip file ends with the CRC-32 of what was packed, and its length (RFC 1952, §2.3.1). */
function summarise(packed: Buffer): Packed {
  return { bytes: packed.length, crc32: packed.readUInt32LE(packed.length - 8) };
}

/**
 * Compressing a response: on the thread pool of libuv, or on the loop. On two cores the four threads of libuv take the loop's core from it for
 * some milliseconds at a time: as long as 256 KiB take, so that only more than that shows what blocking costs others.
 */
export default defineScenario({
  id: 'cpu/gzip',
  kind: 'cpu',
  summary: 'Compresses a JSON text with gzip: on the thread pool of libuv, or blocking (variant sync).',
  lesson:
    'Asynchronous zlib uses more cores, and from about a megabyte on it leaves the loop to others sooner; in workers the blocking call does as well.',
  metrics: [{ id: 'loop-delay', unit: 'ms', better: 'lower' }],
  params: { kibibytes: [1024, 256, 16] },
  inputs: ({ kibibytes }: Params, random, count): string[] =>
    Array.from({ length: count }, () => JSON.stringify(makeRecords(random, kibibytes))),
  run: async (text: string): Promise<Packed> => summarise(await compress(text)),
  variants: { sync: (text: string): Packed => summarise(gzipSync(text)) },
});
