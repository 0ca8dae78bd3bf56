/** Real blocks in which every size lived, recorded once and replayed into thousands of searches: a compressed line of JSON each. */
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { builtUrl } from '../../../harness/built.ts';
import type { Round } from '../../../harness/result/schema.ts';

const histogramSchema = z.object({
  unit: z.literal('ms'),
  buckets: z.array(z.tuple([z.int(), z.int()])),
});
/** What the search, its limits and its objectives read of a round. */
const roundSchema = z.object({
  size: z.int(),
  /** Turn and throughput of the valid slices. */
  slices: z.array(z.tuple([z.int(), z.number()])),
  cpuMsPerTask: z.number().nullable(),
  addedMemoryBytes: z.number().nullable(),
  latency: histogramSchema,
  loopWaits: histogramSchema.nullable(),
});
/** What it took with all its sizes; a block of fewer takes its share. */
const blockSchema = z.object({ workload: z.string(), durationMs: z.number(), rounds: z.array(roundSchema) });
const headSchema = z.object({
  recordedAt: z.string(),
  machine: z.string(),
  seed: z.int(),
  toolVersion: z.string(),
  /** By workload: all its sizes, ascending, the one in every block, the cores that counted, and from where no task waits. */
  spaces: z.record(
    z.string(),
    z.object({
      sizes: z.array(z.int()),
      anchor: z.int(),
      landmarks: z.array(z.int()),
      cores: z.number(),
      unqueuedFrom: z.int().nullable(),
    }),
  ),
});

export type BankRound = z.infer<typeof roundSchema>;
export type BankBlock = z.infer<typeof blockSchema>;
export type BankHead = z.infer<typeof headSchema>;

export interface TuningBank {
  readonly head: BankHead;
  readonly blocks: readonly BankBlock[];
}

/** Where it lies in the repository, beside this source. */
const BANK_URL = new URL('../scripts/dev/tuning/bank.ndjson.gz', builtUrl('.'));

const rounded = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(7));

/** Null where the round was void. */
export function toBankRound(size: number, round: Round): BankRound | null {
  if (round.status !== 'ok') return null;
  const valid = round.slices.filter(({ voidReason }) => voidReason === null);
  return {
    size,
    slices: valid.map(({ turn, throughputPerSec }): [number, number] => [turn, rounded(throughputPerSec)!]),
    cpuMsPerTask: rounded(round.cpuMsPerTask),
    addedMemoryBytes: rounded(round.addedMemoryBytes),
    latency: histogramSchema.parse(round.latency),
    loopWaits: round.loop === null ? null : histogramSchema.parse(round.loop.waits),
  };
}

export async function writeTuningBank({ head, blocks }: TuningBank): Promise<void> {
  const lines = [head, ...blocks].map((line) => JSON.stringify(line));
  await writeFile(BANK_URL, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
}

/** Throws where there is none, or where a line is not of a bank. */
export async function readTuningBank(): Promise<TuningBank> {
  const text = gunzipSync(await readFile(BANK_URL)).toString('utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  return {
    head: headSchema.parse(JSON.parse(head)),
    blocks: lines.map((line) => blockSchema.parse(JSON.parse(line))),
  };
}
