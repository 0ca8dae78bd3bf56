/** Verdicts of the lab: the product's own estimators over blocks that the lab measured. */
import { digestOutput } from '../../../harness/digest.ts';
import type { ExecutionModel } from '../../../harness/model.ts';
import { childProcesses } from '../../../harness/models/child-processes.ts';
import { sequential } from '../../../harness/models/sequential.ts';
import { singleLoop } from '../../../harness/models/single-loop.ts';
import { workerThreads } from '../../../harness/models/worker-threads.ts';
import type { ParamValue } from '../../../harness/scenario.ts';
import { blockLogRatio } from '../../../harness/stats/block-contrast.ts';
import { type LogContrast, logContrast } from '../../../harness/stats/contrast.ts';
import { tQuantile } from '../../../harness/stats/student-t.ts';
import { builtInScenarios } from '../../../scenarios/index.ts';
import type { Lab, LabBlock, LabBlockOptions, LabCell } from './lab.ts';

const WORKLOADS = 'scripts/dev/fidelity/workloads';

/** A digest that a bare process may present: that of eight equal outputs of a workload with a constant digest. */
export function constantDigest(label: string): string {
  return digestOutput(Array.from({ length: 8 }, () => label));
}

type CellOptions = Partial<Omit<LabCell, 'model' | 'name'>>;

function cell(name: string, model: ExecutionModel, module: string, options: CellOptions): LabCell {
  return { name, model, knobs: {}, module, params: {}, inFlight: 1, ...options };
}

/** An integer loop of so many iterations under a model: the same function that the bare worker runs. */
export function loopCell(
  name: string,
  model: ExecutionModel,
  iterations: number,
  options: CellOptions = {},
): LabCell {
  return cell(name, model, `${WORKLOADS}/integer-loop.js`, { ...options, params: { iterations } });
}

/** The same loop, each of whose tasks logs when it began and ended. */
export function observedLoopCell(
  name: string,
  model: ExecutionModel,
  iterations: number,
  options: CellOptions = {},
): LabCell {
  return cell(name, model, `${WORKLOADS}/observed-loop.js`, { ...options, params: { iterations } });
}

export function noOpCell(name: string, model: ExecutionModel, options: CellOptions): LabCell {
  return cell(name, model, `${WORKLOADS}/no-op.js`, options);
}

export function bytesCell(
  name: string,
  model: ExecutionModel,
  byteCount: number,
  options: CellOptions,
): LabCell {
  return cell(name, model, `${WORKLOADS}/bytes.js`, { ...options, params: { byteCount } });
}

export function sleepCell(name: string, delayMs: number, inFlight: number): LabCell {
  return cell(name, singleLoop, `${WORKLOADS}/sleep.js`, { params: { delayMs }, inFlight });
}

export function slowJsonCell(
  name: string,
  delays: { sendMs: number; runMs: number; returnMs: number },
  inFlight: number,
): LabCell {
  return cell(name, childProcesses, `${WORKLOADS}/slow-json.js`, {
    params: delays,
    inFlight,
    knobs: { poolSize: 1, tasksPerWorker: 1, serialization: 'json' },
  });
}

/** A built-in scenario; parameters that are not given have their defaults, as in a run. */
export function builtInCell(
  name: string,
  scenarioId: string,
  { params = {}, model = sequential, ...options }: CellOptions & { readonly model?: ExecutionModel } = {},
): LabCell {
  const known = builtInScenarios.find(({ id }) => id === scenarioId);
  if (!known) throw new Error(`${scenarioId} is no built-in scenario`);
  const declared = (known.scenario.params ?? {}) as Readonly<Record<string, readonly ParamValue[]>>;
  const defaults = Object.fromEntries(Object.entries(declared).map(([param, values]) => [param, values[0]!]));
  return cell(name, model, `scenarios/${scenarioId}.js`, { ...options, params: { ...defaults, ...params } });
}

export const models = { sequential, singleLoop, workerThreads, childProcesses };

/** Measures blocks of the cells; a block that fails stops the check. */
export async function measureBlocks(
  lab: Lab,
  cells: readonly LabCell[],
  blockCount: number,
  options: LabBlockOptions,
  log: (text: string) => void,
): Promise<LabBlock[]> {
  const blocks: LabBlock[] = [];
  for (let index = 0; index < blockCount; index++) {
    blocks.push(await lab.measureBlock(cells, options));
    if ((index + 1) % 5 === 0)
      log(`${cells.map(({ name }) => name).join(' against ')}: block ${index + 1}/${blockCount}`);
  }
  return blocks;
}

/** ln(first ÷ second) over the blocks, by the product's estimator. */
export function contrastBlocks(blocks: readonly LabBlock[], first: string, second: string): LogContrast {
  const contrast = logContrast(blocks.map((block) => blockLog(block, first, second)));
  if (!contrast) throw new Error(`${first} against ${second}: no contrast`);
  return contrast;
}

/** ln(first ÷ second) of one block. */
export function blockLog({ rounds }: LabBlock, first: string, second: string): number {
  const log = blockLogRatio(rounds.get(first)?.slices ?? [], rounds.get(second)?.slices ?? []);
  if (log === null) throw new Error(`${first} against ${second}: a block without a turn in common`);
  return log;
}

/** Ratio with its interval at the given confidence, as text and numbers. */
export function toInterval(
  contrast: LogContrast,
  confidence: number,
): { value: number; low: number; high: number; text: string } {
  const half = tQuantile((1 + confidence) / 2, contrast.degreesOfFreedom) * contrast.standardError;
  const [value, low, high] = [contrast.mean, contrast.mean - half, contrast.mean + half].map(Math.exp) as [
    number,
    number,
    number,
  ];
  return { value, low, high, text: `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]` };
}

/** How many iterations of the integer loop take a millisecond here: the best of several tries in this process. */
export async function calibrateIterations(): Promise<number> {
  const { default: runLoop } = await import('./bare-worker.ts');
  let bestMs = Number.POSITIVE_INFINITY;
  const iterations = 2_000_000;
  for (let attempt = 0; attempt < 30; attempt++) {
    const startMs = performance.now();
    runLoop(iterations);
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return iterations / bestMs;
}
