/** What kind of work a scenario is, where its author did not say. Pure. */
import type { Cell, ScenarioRecord } from '../result/schema.ts';

/** CPU shares of a task's own duration from which it counts as `cpu`, and up to which as `io`. */
const CPU_FROM = 0.9;
const IO_UP_TO = 0.3;

/**
 * CPU time per task ÷ duration of its run, in the cell that disturbs it least (`sequential`, else the reference).
 * Null when no such cell has figures.
 */
export function measureKind(scenario: string, cells: readonly Cell[]): ScenarioRecord['kind'] | null {
  const own = cells.filter((cell) => cell.scenario === scenario && cell.status === 'ok');
  const cell = own.find(({ model }) => model === 'sequential') ?? own.find(({ isReference }) => isReference);
  const runMs = cell?.receiptMs?.find(({ part }) => part === 'run')?.meanMs;
  if (!cell || cell.cpuMsPerTask === null || !runMs) return null;
  const share = cell.cpuMsPerTask / runMs;
  if (share >= CPU_FROM) return 'cpu';
  return share <= IO_UP_TO ? 'io' : 'mixed';
}
