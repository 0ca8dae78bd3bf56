/** Records the bank: blocks of the product's own runner in which every size of a workload lives, side by side. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TUNE } from '../../../harness/config/defaults.ts';
import { resolveConfig } from '../../../harness/config/resolve.ts';
import { readUsableCores } from '../../../harness/environment.ts';
import { models } from '../../../harness/models/index.ts';
import { readRunDocument } from '../../../harness/result/parse.ts';
import type { RunDocument } from '../../../harness/result/schema.ts';
import type { Steering } from '../../../harness/run/run-context.ts';
import { run } from '../../../harness/run.ts';
import { unqueuedFrom } from '../../../harness/tune/steer.ts';
import { resolveTarget } from '../../../harness/tune/target.ts';
import { planTune } from '../../../harness/tune/tune-plan.ts';
import { loadScenarios } from '../../commands/load-scenarios.ts';
import { type BankBlock, type BankHead, type BankRound, type TuningBank, toBankRound } from './bank.ts';
import { BANK_WORKLOADS, type BankWorkload } from './bank-workloads.ts';

const SEED = 20_261_128;
const OUT_DIR = 'bench-results/tuning-bank';

export interface RecordOptions {
  readonly blockCount: number;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

interface Recorded {
  readonly document: RunDocument;
  readonly space: BankHead['spaces'][string];
  readonly blocks: readonly BankBlock[];
}

/** The whole run of a workload that was recorded before, if any: one that was interrupted is begun anew. */
async function findWhole(outDir: string, blockCount: number): Promise<RunDocument | null> {
  const names = (await readdir(outDir).catch(() => [])).filter((name) => /^\d{4}-/.test(name)).sort();
  for (const name of names.reverse()) {
    const read = await readRunDocument(join(outDir, name), '.').catch(() => null);
    if (read?.document.complete && read.document.blocks.length >= blockCount) return read.document;
  }
  return null;
}

async function recordWorkload(workload: BankWorkload, options: RecordOptions): Promise<Recorded> {
  const { log, signal } = options;
  const blockCount = options.blockCount * (workload.times ?? 1);
  const wish = { words: [workload.scenario], preset: 'quick' as const, inputFile: null };
  const loaded = await loadScenarios(wish, signal);
  try {
    const scenario = loaded.scenarios[0]!;
    const cores = readUsableCores();
    const target = resolveTarget(workload.wish, scenario, models, cores);
    const params = Object.fromEntries(
      Object.entries(workload.params).map(([name, value]) => [name, [value]]),
    );
    const resolved = resolveConfig(
      { preset: 'quick', models: [target.model.id], inFlight: [target.inFlight], params, seed: SEED },
      [scenario],
      models,
    );
    const config = {
      ...resolved,
      budgetMs: null,
      // As much for each cell as the blocks of the command give it, which hold four.
      nominalBlockMs: (TUNE.nominalBlockMs / 4) * (target.sizes.length + 1),
      maxWarmUpMs: TUNE.maxWarmUpMs,
      maxAttempts: 1,
    };
    const plan = planTune(config, cores, target, {}, []);
    const { condition, cellOfSize } = plan;
    const cells = [
      ...condition.cells.filter(({ isReference }) => isReference),
      ...condition.cells.filter((cell) => !cell.isReference && [...cellOfSize.values()].includes(cell)),
    ];
    let planned = 0;
    const steering: Steering = {
      expectedBlockCount: blockCount,
      plan: () => plan,
      next: () => (planned < blockCount ? { condition, cells, blockIndex: planned++ } : null),
    };
    const outDir = join(OUT_DIR, workload.id.replaceAll(/\W+/g, '-'));
    const document =
      (await findWhole(outDir, blockCount)) ??
      (await run(config, {
        outDir,
        command: 'npm run tuning -- --record',
        steering,
        signal,
        onEvent: (event) => {
          if (event.type === 'block-ended') log(`${workload.id}: ${event.doneRounds} rounds`);
        },
      }));
    const sizeOf = new Map([...cellOfSize].map(([size, { id }]) => [id, size]));
    const blocks = document.blocks.map(({ index, durationMs }): BankBlock => {
      const rounds = document.cells.flatMap((cell): BankRound[] => {
        const [size, round] = [sizeOf.get(cell.id), cell.blocks.find(({ block }) => block === index)];
        const kept = size === undefined || round === undefined ? null : toBankRound(size, round);
        return kept === null ? [] : [kept];
      });
      return { workload: workload.id, durationMs: Math.round(durationMs), rounds };
    });
    const { sizes, anchor, landmarks } = target;
    const space = {
      sizes: [...sizes],
      anchor,
      landmarks: [...landmarks],
      cores,
      unqueuedFrom: unqueuedFrom({ target, rate: null }),
    };
    return { document, space, blocks };
  } finally {
    await loaded.dispose();
  }
}

/** Throws when it was interrupted: the same call goes on with the workload that was under way. */
export async function recordTuningBank(machine: string, options: RecordOptions): Promise<TuningBank> {
  const recorded: [string, Recorded][] = [];
  for (const workload of BANK_WORKLOADS) {
    const one = await recordWorkload(workload, options);
    if (options.signal.aborted) throw new Error('interrupted; the same command goes on from here');
    recorded.push([workload.id, one]);
  }
  const { startedAt, config, tool } = recorded[0]![1].document;
  return {
    head: {
      recordedAt: startedAt,
      machine,
      seed: config.seed,
      toolVersion: tool.version,
      spaces: Object.fromEntries(recorded.map(([id, { space }]) => [id, space])),
    },
    blocks: recorded.flatMap(([, { blocks }]) => blocks),
  };
}
