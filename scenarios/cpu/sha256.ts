import { createHash } from 'node:crypto';
import { defineScenario } from '../../harness/scenario.ts';
import { randomBytes } from '../random-bytes.ts';

/** Native work on a large input: the payload travels to a worker, 64 characters come back. */
export default defineScenario({
  id: 'cpu/sha256',
  kind: 'cpu',
  summary: 'Hashes a buffer of several MiB with the synchronous node:crypto API.',
  lesson:
    'Copying the payload to a worker costs a share of the hashing itself: see what one task costs, and the CPU that it takes.',
  params: { mebibytes: [4, 1, 8] },
  inputs: ({ mebibytes }: { mebibytes: number }, random, count) =>
    Array.from({ length: count }, () => randomBytes(random, mebibytes * 1024 * 1024)),
  transferables: (input) => [input.buffer],
  run: (input) => createHash('sha256').update(input).digest('hex'),
});
