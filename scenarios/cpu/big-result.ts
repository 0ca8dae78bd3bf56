import { createHash } from 'node:crypto';
import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type PayloadRecord, recordBytes } from '../records.ts';

type Form = 'objects' | 'string' | 'buffer';

interface Params {
  readonly resultKiB: number;
  readonly as: Form;
}

interface Context {
  readonly count: number;
  readonly as: Form;
}

/** One step of xorshift32 (Marsaglia 2003): numbers for records that nobody has to send. */
function next(state: number): number {
  let value = state;
  value ^= value << 13;
  value ^= value >>> 17;
  value ^= value << 5;
  return value >>> 0;
}

function makeResult(seed: number, count: number): PayloadRecord[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = next(state);
    const id = 1_000_000 + (state % 9_000_000);
    return {
      id,
      name: `customer ${id}`,
      cents: 100_000 + (state % 900_000),
      paid: true,
      tags: [`tag-${10 + (state % 90)}`, `tag-${10 + ((state >>> 8) % 90)}`],
      note: 'to be sent by post soon',
    };
  });
}

function query(seed: number, { count, as }: Context): Result {
  const records = makeResult(seed, count);
  if (as === 'objects') return records;
  const text = JSON.stringify(records);
  return as === 'string' ? text : new TextEncoder().encode(text);
}

type Result = readonly PayloadRecord[] | string | Uint8Array;

/** The same for the same records in whatever form, and for what JSON makes of bytes on their way. */
function digest(result: Result): string {
  const text =
    typeof result === 'string'
      ? result
      : Array.isArray(result)
        ? JSON.stringify(result)
        : Buffer.from(Object.values(result as Uint8Array)).toString();
  return createHash('sha256').update(text).digest('hex');
}

/** A question of a few bytes and an answer of many: what comes back is copied, too. */
export default defineScenario({
  id: 'cpu/big-result',
  kind: 'cpu',
  summary: 'Makes resultKiB of records and returns them: as plain objects, as one string, or as bytes (as).',
  lesson:
    'Results are copied like inputs: a worker that returns a summary pays, one that returns the rows may not.',
  params: { resultKiB: [256, 16, 1024], as: ['objects', 'string', 'buffer'] },
  inputs: (_params: Params, random, count): number[] =>
    Array.from({ length: count }, () => 1 + random.integer(0x7fff_fffe)),
  open: ({ params: { resultKiB, as } }: ScenarioEnv<Params>): Context => ({
    count: Math.round((resultKiB * 1024) / recordBytes),
    as,
  }),
  run: query,
  digest,
});
