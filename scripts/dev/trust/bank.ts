/** Real blocks with their slices, recorded once and replayed into thousands of comparisons: a line of JSON each. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { builtUrl } from '../../../harness/built.ts';
import type { Cell, Round, RunDocument } from '../../../harness/result/schema.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { nameOf } from './pairs.ts';

/** Turn, window in ms, tasks credited: only slices that are valid. Null where the round was void. */
const sideSchema = z.array(z.tuple([z.int(), z.number(), z.number()])).nullable();
const blockSchema = z.object({
  /** `integer-loop`, or `integer-loop in a pool`. */
  workload: z.string(),
  change: z.string(),
  /** Since the run began: blocks of all its pairs take turns. */
  startedMs: z.number(),
  durationMs: z.number(),
  base: sideSchema,
  head: sideSchema,
  /** Absent where the pair had no control. */
  control: sideSchema.optional(),
});
const headSchema = z.object({
  recordedAt: z.string(),
  machine: z.string(),
  seed: z.int(),
  toolVersion: z.string(),
});

export type BankSide = z.infer<typeof sideSchema>;
export type BankBlock = z.infer<typeof blockSchema>;
export interface Bank {
  /** One per run that was recorded. */
  readonly heads: readonly z.infer<typeof headSchema>[];
  readonly blocks: readonly BankBlock[];
}

/** Where it lies in the repository, beside this source. */
const BANK_URL = new URL('../scripts/dev/trust/bank.ndjson', builtUrl('.'));

function toSide(round: Round | undefined): BankSide {
  if (round?.status !== 'ok') return null;
  const rounded = (value: number): number => Number(value.toPrecision(7));
  return round.slices
    .filter(({ voidReason }) => voidReason === null)
    .map(({ turn, windowMs, credit }): [number, number, number] => [
      turn,
      rounded(windowMs),
      rounded(credit),
    ]);
}

/** The pairs of a run of `crossover ab`, block by block. */
function toBlocks(document: RunDocument): BankBlock[] {
  return document.conditions.flatMap((condition) => {
    const sideOf = (side: Cell['side']): Cell | undefined =>
      document.cells.find((cell) => cell.condition === condition.id && cell.side === side);
    const [base, head, control] = [sideOf('base'), sideOf('head'), sideOf('control')];
    if (base === undefined || head === undefined) return [];
    const own = document.blocks.filter((block) => block.condition === condition.id);
    return own.map(({ index, startedMs, durationMs }): BankBlock => {
      const in_ = (cell: Cell): BankSide => toSide(cell.blocks.find(({ block }) => block === index));
      return {
        workload: nameOf(condition.scenario, base.model),
        change: String(condition.params.change),
        startedMs: Math.round(startedMs),
        durationMs: Math.round(durationMs),
        base: in_(base),
        head: in_(head),
        ...(control === undefined ? {} : { control: in_(control) }),
      };
    });
  });
}

export function toBank(documents: readonly RunDocument[], machine: string): Bank {
  return {
    heads: documents.map(({ startedAt, config, tool }) => ({
      recordedAt: startedAt,
      machine,
      seed: config.seed,
      toolVersion: tool.version,
    })),
    blocks: documents.flatMap(toBlocks),
  };
}

export async function writeBank({ heads, blocks }: Bank): Promise<void> {
  const lines = [JSON.stringify(heads), ...blocks.map((block) => JSON.stringify(block))];
  await writeFileAtomically(BANK_URL.pathname, `${lines.join('\n')}\n`);
}

/** Throws where there is none, or where a line is not of a bank. */
export async function readBank(): Promise<Bank> {
  const [head = '', ...lines] = (await readFile(BANK_URL, 'utf8')).trimEnd().split('\n');
  return {
    heads: z.array(headSchema).parse(JSON.parse(head)),
    blocks: lines.map((line) => blockSchema.parse(JSON.parse(line))),
  };
}
