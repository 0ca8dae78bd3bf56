/** Records the bank: long comparisons by the product itself, whose journals are continued when they were interrupted. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../../../harness/built.ts';
import type { ResolvedConfig } from '../../../harness/config/options.ts';
import { resolveConfig } from '../../../harness/config/resolve.ts';
import { models } from '../../../harness/models/index.ts';
import { sideBlockMs } from '../../../harness/plan.ts';
import type { RunDocument } from '../../../harness/result/schema.ts';
import { readJournal, type SavedRun } from '../../../harness/run/journal.ts';
import { run } from '../../../harness/run.ts';
import { loadSides } from '../../commands/ab-sides.ts';
import type { RecordedRun } from './bank.ts';
import { BANK_RUNS, type BankRun } from './pairs.ts';

/** Each pair needs what the false alarms are made of. */
const ALL = Number.POSITIVE_INFINITY;
const OUT_DIR = 'bench-results/trust-bank';

export interface RecordOptions {
  readonly blockCount: number;
  /** Names of workloads; all of them where it is empty. */
  readonly only: readonly string[];
  /** Which changes; all of them where it is empty. */
  readonly changes: readonly string[];
  /** Of the order and the draws of its blocks. */
  readonly seed: number;
  /** When the runs began that the bank holds already: these are not gone on with, or their blocks would stand in it twice. */
  readonly known: ReadonlySet<string>;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

/** The run that was begun before, if any, and is not in the bank. */
async function findSaved(outDir: string, known: ReadonlySet<string>): Promise<SavedRun | null> {
  const names = await readdir(outDir).catch(() => []);
  const newest = names
    .filter((name) => /^\d{4}-/.test(name))
    .sort()
    .at(-1);
  const saved = newest === undefined ? null : await readJournal(join(outDir, newest));
  return saved === null || known.has(saved.header.startedAt) ? null : saved;
}

function toConfig(
  { model, changes, cellMs }: BankRun,
  sides: Awaited<ReturnType<typeof loadSides>>,
  { blockCount, seed }: RecordOptions,
): ResolvedConfig {
  const { baseName, headName, bases, heads } = sides;
  const config = resolveConfig(
    {
      preset: 'quick',
      models: [model],
      blocks: blockCount,
      seed,
      sides: { baseName, headName, heads, mostControls: ALL },
    },
    bases,
    models,
  );
  const params = Object.fromEntries(bases.map(({ id }) => [id, { change: changes[id] ?? [] }]));
  return { ...config, params, headParams: params, nominalBlockMs: sideBlockMs(cellMs) };
}

async function recordRun(planned: BankRun, options: RecordOptions): Promise<RunDocument> {
  const { log, signal } = options;
  const folder = (version: string): string => fileURLToPath(builtUrl(`scripts/dev/trust/${version}`));
  const sides = await loadSides(
    {
      words: [folder('base'), folder('head')],
      scenarios: Object.keys(planned.changes).map((name) => `${name}.js`),
      inputFile: null,
      preset: 'quick',
      commands: { install: null, build: null },
    },
    log,
    signal,
  );
  const outDir = join(OUT_DIR, [planned.id, ...options.only, ...options.changes].join('-'));
  try {
    return await run(toConfig(planned, sides, options), {
      outDir,
      command: 'npm run trust -- --record',
      saved: await findSaved(outDir, options.known),
      signal,
      onEvent: (event) => {
        if (event.type !== 'block-ended') return;
        const minutes = event.etaMs === null ? '?' : (event.etaMs / 60_000).toFixed(0);
        log(`${planned.id}: ${event.doneRounds}/${event.roundCount} rounds, ${minutes} min to go`);
      },
    });
  } finally {
    await sides.dispose();
  }
}

function assertKnown(names: readonly string[], known: ReadonlySet<string>, what: string): void {
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined)
    throw new Error(`"${strange}" is no ${what} of the bank: ${[...known].join(', ')}`);
}

/** Throws for a name that no run has. */
function runsOf({ only, changes: someChanges }: RecordOptions): readonly BankRun[] {
  const ofAll = BANK_RUNS.map(({ changes }) => changes);
  assertKnown(only, new Set(ofAll.flatMap((changes) => Object.keys(changes))), 'workload');
  assertKnown(someChanges, new Set(ofAll.flatMap((changes) => Object.values(changes).flat())), 'change');
  const isMeant = (chosen: readonly string[], name: string): boolean =>
    chosen.length === 0 || chosen.includes(name);
  const chosen = BANK_RUNS.map((planned) => {
    const changes = Object.entries(planned.changes)
      .filter(([name]) => isMeant(only, name))
      .map(([name, own]) => [name, own.filter((change) => isMeant(someChanges, change))] as const)
      .filter(([, own]) => own.length > 0);
    return { ...planned, changes: Object.fromEntries(changes) };
  }).filter(({ changes }) => Object.keys(changes).length > 0);
  if (chosen.length === 0) throw new Error(`the bank has no pair of ${[...only, ...someChanges].join(', ')}`);
  return chosen;
}

/** One document for each run of the bank; null when it was interrupted: the same call goes on from there. */
export async function recordBank(options: RecordOptions): Promise<RecordedRun[] | null> {
  const runs: RecordedRun[] = [];
  for (const planned of runsOf(options)) {
    runs.push({ document: await recordRun(planned, options), cellMs: planned.cellMs });
    if (options.signal.aborted) return null;
  }
  return runs;
}
