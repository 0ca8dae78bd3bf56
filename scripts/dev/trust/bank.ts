/** Real blocks with their slices, recorded once and replayed into thousands of comparisons: a line of JSON each. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { builtUrl } from '../../../harness/built.ts';
import { GUARDS } from '../../../harness/compare/side-metrics.ts';
import type { Cell, Round, RunDocument } from '../../../harness/result/schema.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { nameOf } from './pairs.ts';

/** Turn, window in ms, tasks credited: only slices that are valid. Null where the round was void. */
const sideSchema = z.array(z.tuple([z.int(), z.number(), z.number()])).nullable();
/** By the id of the metric; null where the round had no such figure. */
const guardsSchema = z.record(z.string(), z.number().nullable());
const blockSchema = z.object({
  /** Of the heads: which run it was recorded in. */
  run: z.int().nonnegative(),
  /** `integer-loop`, or `integer-loop in a pool`. */
  workload: z.string(),
  change: z.string(),
  /** What its comparison gave a cell. */
  cellMs: z.number(),
  /** Since the run began: blocks of all its pairs take turns. */
  startedMs: z.number(),
  durationMs: z.number(),
  base: sideSchema,
  head: sideSchema,
  /** Absent where the pair had no control. */
  control: sideSchema.optional(),
  /** What guards look at, for each side; blocks of early banks lack it. */
  guards: z.object({ base: guardsSchema, head: guardsSchema, control: guardsSchema.optional() }).optional(),
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

const rounded = (value: number): number => Number(value.toPrecision(7));

function toGuards(round: Round | undefined): z.infer<typeof guardsSchema> {
  if (round?.status !== 'ok') return {};
  return Object.fromEntries(
    GUARDS.map(({ metric, read }) => {
      const value = read(round);
      return [metric.id, value === null ? null : rounded(value)];
    }),
  );
}

function toSide(round: Round | undefined): BankSide {
  if (round?.status !== 'ok') return null;
  return round.slices
    .filter(({ voidReason }) => voidReason === null)
    .map(({ turn, windowMs, credit }): [number, number, number] => [
      turn,
      rounded(windowMs),
      rounded(credit),
    ]);
}

/** The pairs of a run of `crossover ab`, block by block. */
function toBlocks({ document, cellMs }: RecordedRun, run: number): BankBlock[] {
  return document.conditions.flatMap((condition) => {
    const sideOf = (side: Cell['side']): Cell | undefined =>
      document.cells.find((cell) => cell.condition === condition.id && cell.side === side);
    const [base, head, control] = [sideOf('base'), sideOf('head'), sideOf('control')];
    if (base === undefined || head === undefined) return [];
    const own = document.blocks.filter((block) => block.condition === condition.id);
    return own.map(({ index, startedMs, durationMs }): BankBlock => {
      const roundOf = (cell: Cell): Round | undefined => cell.blocks.find(({ block }) => block === index);
      return {
        run,
        workload: nameOf(condition.scenario, base.model),
        change: String(condition.params.change),
        cellMs,
        startedMs: Math.round(startedMs),
        durationMs: Math.round(durationMs),
        base: toSide(roundOf(base)),
        head: toSide(roundOf(head)),
        ...(control === undefined ? {} : { control: toSide(roundOf(control)) }),
        guards: {
          base: toGuards(roundOf(base)),
          head: toGuards(roundOf(head)),
          ...(control === undefined ? {} : { control: toGuards(roundOf(control)) }),
        },
      };
    });
  });
}

export interface RecordedRun {
  readonly document: RunDocument;
  readonly cellMs: number;
}

/** What an earlier bank holds, and after it the runs that were recorded on `machine`. */
export function addToBank({ heads, blocks }: Bank, runs: readonly RecordedRun[], machine: string): Bank {
  const added = runs.map(({ document: { startedAt, config, tool } }) => ({
    recordedAt: startedAt,
    machine,
    seed: config.seed,
    toolVersion: tool.version,
  }));
  return {
    heads: [...heads, ...added],
    blocks: [...blocks, ...runs.flatMap((run, index) => toBlocks(run, heads.length + index))],
  };
}

/** A bank for each machine, the one that was recorded last first: a comparison runs on one, and they scatter differently. */
export function byMachine({ heads, blocks }: Bank): Bank[] {
  const machines = [...new Set(heads.map(({ machine }) => machine))].reverse();
  return machines.map((machine) => {
    const isOwn = (run: number): boolean => heads[run]?.machine === machine;
    return {
      heads: heads.filter((_, run) => isOwn(run)),
      blocks: blocks.filter(({ run }) => isOwn(run)),
    };
  });
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
