/** Plain objects for payloads: what a service reads from a database and hands on. */
import type { Random } from '../harness/scenario.ts';

export interface PayloadRecord {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
  readonly paid: boolean;
  readonly tags: readonly string[];
  readonly note: string;
}

/** What one record takes in the JSON of a list, its comma included: all have equally many digits and letters. */
export const recordBytes = 128;

function makeRecord(random: Random): PayloadRecord {
  const id = 1_000_000 + random.integer(9_000_000);
  return {
    id,
    name: `customer ${id}`,
    cents: 100_000 + random.integer(900_000),
    paid: true,
    tags: [`tag-${10 + random.integer(90)}`, `tag-${10 + random.integer(90)}`],
    note: 'to be sent by post soon',
  };
}

/** Records whose list is `kibibytes` KiB of JSON, to the byte but for the brackets; none for 0. */
export function makeRecords(random: Random, kibibytes: number): PayloadRecord[] {
  const count = Math.round((kibibytes * 1024) / recordBytes);
  return Array.from({ length: count }, () => makeRecord(random));
}
