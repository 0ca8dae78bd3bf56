import { defineScenario } from '../../harness/scenario.ts';

type Table = Uint32Array<SharedArrayBuffer>;

interface Params {
  readonly numbers: number;
}

/** Which part of the table to sort: the table itself is the same for all, and nobody writes into it. */
interface Part {
  readonly table: Table;
  readonly first: number;
  readonly count: number;
}

/** Of the sorted part: some of its places, and a sum in which the order counts. */
interface Summary {
  readonly quantiles: readonly number[];
  readonly checksum: number;
}

/** Two MiB: what a message would have to carry. */
const tableLength = 2 ** 19;
const quantileCount = 16;

function summarise(sorted: ArrayLike<number>): Summary {
  let checksum = 0;
  for (let index = 0; index < sorted.length; index++)
    checksum = (Math.imul(checksum, 31) + sorted[index]!) >>> 0;
  const quantiles = Array.from(
    { length: quantileCount + 1 },
    (_, place) => sorted[Math.floor((place * (sorted.length - 1)) / quantileCount)]!,
  );
  return { quantiles, checksum };
}

/** Only its own part leaves the shared memory: `slice` copies it into memory that nobody else sees. */
const sortPart = ({ table, first, count }: Part): Summary =>
  summarise(table.slice(first, first + count).sort());

/** What a structured clone would do, without the message: the whole table, though a part is asked for. */
function copyTable({ table, first, count }: Part): Summary {
  const own = new Uint32Array(table);
  return summarise(own.subarray(first, first + count).sort());
}

/** Numbers in a plain array need a function to be compared by. */
function sortPlainArray({ table, first, count }: Part): Summary {
  return summarise(Array.from(table.subarray(first, first + count)).sort((one, other) => one - other));
}

/** Xorshift32 (Marsaglia 2003), seeded once. */
function makeTable(seed: number): Table {
  const table = new Uint32Array(new SharedArrayBuffer(tableLength * Uint32Array.BYTES_PER_ELEMENT));
  let state = seed;
  for (let index = 0; index < tableLength; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    table[index] = state;
  }
  return table;
}

/** Data that all executors see at once: an input is a reference to it, however large it is. */
export default defineScenario({
  id: 'cpu/sort-shared',
  kind: 'cpu',
  summary:
    'Sorts a part of a table in shared memory: where a copy of the part is taken, of the whole table, or as a plain array.',
  lesson:
    'Shared memory is not sent, however large it is: threads read their part in place; processes have none in common.',
  params: { numbers: [20_000, 2_000] },
  needs: ['shared-memory'],
  inputs: ({ numbers }: Params, random, count): Part[] => {
    const table = makeTable(1 + random.integer(0xffff_fffe));
    return Array.from({ length: count }, () => ({
      table,
      first: random.integer(tableLength - numbers),
      count: numbers,
    }));
  },
  run: sortPart,
  variants: { 'whole-copy': copyTable, 'plain-array': sortPlainArray },
});
