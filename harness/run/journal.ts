/**
 * What a run has so far, block by block on disk: whatever ends it loses at most the block that was running, and a later
 * run goes on from there. The first line says what was asked for, the second what it runs on, then a line a block.
 */
import { appendFile, readFile, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CrossoverError } from '../errors.ts';
import { JOURNAL_FILE } from '../result/locate.ts';
import { makeFolder } from '../result/make-folder.ts';
import { blockSchema, environmentSchema, errorRecordSchema, roundSchema } from '../result/schema.ts';

const headerSchema = z.object({
  runId: z.string(),
  startedAt: z.string(),
  /** The command that reproduces the run. */
  command: z.string(),
  toolVersion: z.string(),
  /** What the caller needs to ask for the same again; opaque here. */
  request: z.unknown(),
});
const startSchema = z.object({
  environment: environmentSchema,
  /** Scenarios that a look before the run found to compute: what is planned depends on it. */
  computing: z.array(z.string()),
  /** Why models could not run in this installation, by their ids; the plan depends on it, too. Early journals lack it. */
  unavailable: z.record(z.string(), z.string()).optional(),
  /** The same of scenarios. */
  unavailableScenarios: z.record(z.string(), z.string()).optional(),
  /** Why a service did not start, by the ids of the scenarios that need it. */
  failedScenarios: z.record(z.string(), errorRecordSchema).optional(),
});
const entrySchema = z.object({
  /** The block's place in the plan; a block and its repeats share it. */
  planIndex: z.int().nonnegative(),
  block: blockSchema,
  mode: z.enum(['sliced', 'contiguous']),
  executorCounts: z.record(z.string(), z.int()),
  rounds: z.record(z.string(), roundSchema),
});

export type JournalHeader = z.infer<typeof headerSchema>;
export type JournalStart = z.infer<typeof startSchema>;
/** One block, as it was measured and audited. */
export type JournalEntry = z.infer<typeof entrySchema>;

export interface Journal {
  start(start: JournalStart): Promise<void>;
  append(entry: JournalEntry): Promise<void>;
}

/** A journal read back. */
export interface SavedRun {
  readonly runDir: string;
  readonly header: JournalHeader;
  /** Null: the run ended before anything was measured. */
  readonly start: JournalStart | null;
  readonly entries: readonly JournalEntry[];
  /** Bytes up to the end of the last whole line: what stands behind was cut off in the middle. */
  readonly wholeBytes: number;
}

function appendTo(path: string): Journal {
  const write = async (line: unknown): Promise<void> => {
    try {
      await appendFile(path, `${JSON.stringify(line)}\n`);
    } catch (cause) {
      throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', `${path} cannot be written.`, {
        remedy: `Make room and go on with --resume ${dirname(path)}, or choose another folder with --out.`,
        cause,
      });
    }
  };
  return { start: write, append: write };
}

/** Makes the run's folder. Throws CROSSOVER_OUTPUT_FOLDER when it cannot be written, before anything is measured. */
export async function openJournal(runDir: string, header: JournalHeader): Promise<Journal> {
  const path = join(runDir, JOURNAL_FILE);
  try {
    await makeFolder(runDir);
  } catch (cause) {
    throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', `The folder ${runDir} cannot be made.`, {
      remedy: 'Choose another folder with --out.',
      cause,
    });
  }
  try {
    // Exclusive: two runs that began in one second with one seed must not share a journal.
    await appendFile(path, `${JSON.stringify(header)}\n`, { flag: 'ax' });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const fact = exists ? `${path} exists: another run has this folder.` : `${path} cannot be written.`;
    throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', fact, {
      remedy: exists ? 'Start again.' : 'Choose another folder with --out, or make room.',
      cause,
    });
  }
  return appendTo(path);
}

/** Goes on behind the last whole line. Throws CROSSOVER_OUTPUT_FOLDER when the journal cannot be written. */
export async function continueJournal({ runDir, wholeBytes }: SavedRun): Promise<Journal> {
  const path = join(runDir, JOURNAL_FILE);
  try {
    await truncate(path, wholeBytes);
  } catch (cause) {
    throw new CrossoverError('CROSSOVER_OUTPUT_FOLDER', `${path} cannot be written.`, {
      remedy: 'Make the folder writable, or start a new run.',
      cause,
    });
  }
  return appendTo(path);
}

/**
 * The journal in `runDir`. A last line that was cut off is left out, for a run may be killed while it writes; any
 * other damage is refused. Throws CROSSOVER_RESUME.
 */
export async function readJournal(runDir: string): Promise<SavedRun> {
  const path = join(runDir, JOURNAL_FILE);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw notResumable(`There is no readable ${JOURNAL_FILE} in ${runDir}.`, cause);
  });
  const wholeBytes = bytes.lastIndexOf('\n') + 1;
  const lines = bytes.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  const [header, start, ...entries] = lines;
  if (header === undefined) throw notResumable(`${path} is empty.`);
  const read = <Line>(schema: z.ZodType<Line>, line: string, number: number): Line => {
    try {
      return schema.parse(JSON.parse(line));
    } catch (cause) {
      throw notResumable(`${path} is damaged in line ${number}.`, cause);
    }
  };
  return {
    runDir,
    header: read(headerSchema, header, 1),
    start: start === undefined ? null : read(startSchema, start, 2),
    entries: entries.map((line, index) => read(entrySchema, line, index + 3)),
    wholeBytes,
  };
}

function notResumable(fact: string, cause?: unknown): CrossoverError {
  return new CrossoverError('CROSSOVER_RESUME', fact, {
    remedy: 'Give the folder of an interrupted run to --resume, or start a new run.',
    cause,
  });
}
