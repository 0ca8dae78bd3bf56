import { defineScenario } from '../../harness/scenario.ts';

interface Params {
  readonly calls: number;
}

interface Batch {
  readonly values: readonly number[];
}

interface Outcome {
  readonly sum: number;
  readonly refused: number;
}

type Parsed = { readonly ok: true; readonly value: number } | { readonly ok: false };

class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** So deep stands the code that notices, below the code that decides. */
const depth = 8;

function parseOrThrow(value: number, level: number): number {
  if (level > 0) return parseOrThrow(value, level - 1) + 1;
  if (value % 4 === 0) throw new RefusedError(`${value} is refused`);
  return value;
}

function parse(value: number, level: number): Parsed {
  if (level > 0) {
    const inner = parse(value, level - 1);
    return inner.ok ? { ok: true, value: inner.value + 1 } : inner;
  }
  return value % 4 === 0 ? { ok: false } : { ok: true, value };
}

function throwing({ values }: Batch): Outcome {
  let sum = 0;
  let refused = 0;
  for (const value of values) {
    try {
      sum += parseOrThrow(value, depth);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refused += 1;
    }
  }
  return { sum, refused };
}

function returning({ values }: Batch): Outcome {
  let sum = 0;
  let refused = 0;
  for (const value of values) {
    const parsed = parse(value, depth);
    if (parsed.ok) sum += parsed.value;
    else refused += 1;
  }
  return { sum, refused };
}

/** How errors come up through layers of code: thrown, or returned as values. A quarter of the calls are refused. */
export default defineScenario({
  id: 'patterns/error-cost',
  kind: 'cpu',
  summary:
    'Refuses a quarter of 1,000 values eight calls deep: by errors that are thrown, or by values (variant returned).',
  lesson:
    'An error costs microseconds, most of it for its stack: nothing for what is rare, much for what is usual.',
  params: { calls: [1000] },
  inputs: ({ calls }: Params, random, count): Batch[] =>
    Array.from({ length: count }, () => ({
      values: Array.from({ length: calls }, () => random.integer(1e6)),
    })),
  run: throwing,
  variants: { returned: returning },
});
