/** How many blocks a cell of `crossover ab` gets, and how long they are: by what carries its tasks out. Pure. */
import { AB } from './defaults.ts';
import type { ResolvedConfig, ResolvedModel, SelectedScenario } from './options.ts';

/** Blocks where neither their number nor a budget is named, and what they take. */
export type SideBlocks = (typeof AB.blocks)[keyof typeof AB.blocks];

/** Whether every block is read in slices by a process each: that is known before anything runs, the pace of tasks is not. */
function areShort(
  models: readonly ResolvedModel[],
  scenarios: readonly SelectedScenario[],
  ratesPerSec: readonly number[],
): boolean {
  const isSliced = ({ scenario }: SelectedScenario): boolean =>
    scenario.server === undefined && scenario.window !== 'contiguous';
  const isOnLoop = models.every(({ model }) => model.executors === 'loop');
  return isOnLoop && ratesPerSec.length === 0 && scenarios.every(isSliced);
}

export function sideBlocksOf({
  models,
  scenarios,
  ratesPerSec,
}: Pick<ResolvedConfig, 'models' | 'scenarios' | 'ratesPerSec'>): SideBlocks {
  return areShort(models, scenarios, ratesPerSec) ? AB.blocks.ofLoops : AB.blocks.ofOthers;
}

/** Of a cell that has so much time: the default number of blocks as long as they have a bearable length. */
export function sideBlockMs(cellMs: number, { count, nominalMs, leastMs }: SideBlocks): number {
  return Math.min(nominalMs, Math.max(leastMs, cellMs / count));
}
