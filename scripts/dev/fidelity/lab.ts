/** The product's own parts, opened up: cells of any scenario file and models, bare processes beside them, blocks. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtUrl } from '../../../harness/built.ts';
import { PRESETS } from '../../../harness/config/defaults.ts';
import type { ExecutionModel, Knobs } from '../../../harness/model.ts';
import type { PlannedCell, PlannedCondition } from '../../../harness/plan.ts';
import type { Round } from '../../../harness/result/schema.ts';
import { createForkHost } from '../../../harness/round/fork-host.ts';
import type { RoundHandle } from '../../../harness/round/host.ts';
import type { RoundRequest } from '../../../harness/round/protocol.ts';
import { BlockRunner } from '../../../harness/run/block.ts';
import { createMachine, type Machine } from '../../../harness/run/machine.ts';
import { type TakenRound, toRound } from '../../../harness/run/round-value.ts';
import type { ParamValue, Scenario } from '../../../harness/scenario.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import { createBareHost } from './bare-host.ts';

/** One side of a check: a scenario file under a model, or a bare process that does the same. */
export interface LabCell {
  readonly name: string;
  readonly model: ExecutionModel;
  readonly knobs: Knobs;
  /** Relative to the root of the built tree: `scripts/dev/fidelity/workloads/sleep.js`. */
  readonly module: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly inFlight: number;
}

export interface LabBlock {
  readonly rounds: ReadonlyMap<string, Round>;
  readonly taken: ReadonlyMap<string, TakenRound>;
  /** What each process observed by itself, where the workload does. */
  readonly tempDir: string;
}

export interface LabBlockOptions {
  readonly boxMs: number;
  readonly pin?: boolean;
  readonly maxWarmUpMs?: number;
  readonly window?: 'sliced' | 'contiguous';
}

export class Lab {
  readonly machine: Machine = createMachine();
  readonly #forkHost = createForkHost();
  readonly #bareHost = createBareHost(this.#forkHost);
  readonly #tempDirs: string[] = [];
  readonly #seed: number;
  #blockCounter = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  async makeTempDir(): Promise<string> {
    const tempDir = await mkdtemp(join(tmpdir(), 'crossover-fidelity-'));
    this.#tempDirs.push(tempDir);
    return tempDir;
  }

  toRoundRequest(
    cell: LabCell,
    tempDir: string,
    services: RoundRequest['executor']['services'] = {},
  ): RoundRequest {
    return {
      modelId: cell.model.id,
      knobs: cell.knobs,
      executor: {
        scenarioUrl: builtUrl(cell.module).href,
        scenarioLabel: cell.name,
        variant: 'default',
        params: cell.params,
        services,
        seed: this.#seed,
        tempDir,
      },
      scenarioId: cell.module, // the same inputs, whatever a cell is called
      inFlight: cell.inFlight,
      inputCount: 8,
      userInputs: null,
      taskDeadlineMs: 30_000,
    };
  }

  /** A live round outside of any block, opened and warmed up. */
  async open(
    cell: LabCell,
    services?: RoundRequest['executor']['services'],
    maxWarmUpMs: number = PRESETS.quick.maxWarmUpMs,
  ): Promise<RoundHandle> {
    const request = this.toRoundRequest(cell, await this.makeTempDir(), services);
    const handle = await this.#bareHost.start(request);
    await handle.send('open', request, 60_000);
    await handle.send('warmUp', { maxMs: maxWarmUpMs }, 60_000);
    return handle;
  }

  /** One block as the product measures it; throws what a cell failed with. */
  async measureBlock(cells: readonly LabCell[], options: LabBlockOptions): Promise<LabBlock> {
    const tempDir = await this.makeTempDir();
    const byId = new Map(cells.map((cell) => [cell.name, cell]));
    const index = this.#blockCounter++;
    const runner = new BlockRunner(
      {
        condition: toCondition(cells, options),
        cells: cells.map(toPlannedCell),
        index,
        attempt: 0,
        boxMs: options.boxMs,
        latestEndMs: null,
        mode: null,
        digest: null,
        mayCollect: false,
        keepsPace: false,
        maxWarmUpMs: options.maxWarmUpMs ?? PRESETS.quick.maxWarmUpMs,
        pin: options.pin ?? true,
        taskDeadlineMs: 30_000,
        runStartedMs: 0,
        random: createRandom(this.#seed).fork(`fidelity block ${index}`),
        toRoundRequest: (_condition, planned) => this.toRoundRequest(byId.get(planned.id)!, tempDir),
        ownPids: () => [process.pid],
      },
      this.#bareHost,
      this.machine,
      () => {},
      new AbortController().signal,
    );
    const { rounds: taken } = await runner.measure();
    const rounds = new Map([...taken].map(([name, round]) => [name, toRound(round)]));
    for (const [name, round] of rounds) {
      if (round.error) throw new Error(`${name}: ${round.error.message}`);
    }
    return { rounds, taken, tempDir };
  }

  async close(): Promise<void> {
    await this.#forkHost.killAll();
    await Promise.all(this.#tempDirs.map((dir) => rm(dir, { recursive: true, force: true })));
  }
}

function toPlannedCell(cell: LabCell, index: number): PlannedCell {
  return {
    id: cell.name,
    label: cell.name,
    variant: 'default',
    model: cell.model,
    knobs: cell.knobs,
    isReference: index === 0,
    cannot: null,
  };
}

function toCondition(cells: readonly LabCell[], { window }: LabBlockOptions): PlannedCondition {
  const scenario: Scenario = { run: () => undefined, ...(window ? { window } : {}) };
  const planned = cells.map(toPlannedCell);
  return {
    id: 'fidelity',
    label: 'fidelity',
    scenario: { id: 'fidelity', moduleUrl: '', label: 'fidelity', isBuiltIn: true, scenario },
    params: {},
    inFlight: cells[0]?.inFlight ?? 1,
    cells: planned,
    groups: [planned],
  };
}

/** What a task saw of itself: see workloads/observed-loop.ts. */
export async function readObserved(
  tempDir: string,
  pid: number,
): Promise<{ startsMs: number[]; endsMs: number[] }> {
  return JSON.parse(await readFile(join(tempDir, `observed-${pid}.json`), 'utf8'));
}
