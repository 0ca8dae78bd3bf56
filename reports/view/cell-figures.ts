/** The plain numbers behind the texts of a cell's tables, under the same names: what a table is sorted by. */
import type { Cell, Contrast } from '../../harness/result/schema.ts';
import { type CostTexts, type LatencyTexts, memoryPerExecutorOf, runQueueWaitMsOf } from './cell-row.ts';

/** A number for each text; null where the text says that there is none. */
export interface CellFigures {
  /** The smallest change that would have been found in 80 % of runs, as a ratio. */
  readonly detectable: number | null;
  readonly latencyMs: Readonly<Record<keyof LatencyTexts, number | null>>;
  readonly costs: Readonly<Record<keyof CostTexts, number | null>>;
}

/** The figures of a cell and of its contrast with the reference. Times in ms, memory in bytes, counts as they are. Pure. */
export function toCellFigures(cell: Cell, contrast: Contrast | null): CellFigures {
  const latency = cell.status === 'ok' ? cell.latencyMs : null;
  const shown = (value: number | null | undefined): number | null =>
    cell.status === 'ok' ? (value ?? null) : null;
  return {
    detectable: shown(contrast?.detectable),
    latencyMs: {
      sampleCount: latency?.sampleCount ?? null,
      mean: latency?.mean ?? null,
      p50: latency?.p50?.value ?? null,
      p90: latency?.p90?.value ?? null,
      p99: latency?.p99?.value ?? null,
      p999: latency?.p999?.value ?? null,
      max: latency?.max ?? null,
    },
    costs: {
      startUp: shown(cell.startUpMs),
      firstTask: shown(cell.firstTaskMs),
      cpuPerTask: shown(cell.cpuMsPerTask),
      loopThreadCpuPerTask: shown(cell.loopThreadCpuMsPerTask),
      addedMemory: shown(cell.addedMemoryBytes),
      memoryPerExecutor: shown(memoryPerExecutorOf(cell)),
      switchesPerTask: shown(cell.switchesPerTask),
      runQueueWait: shown(runQueueWaitMsOf(cell)),
      gcPerSec: shown(cell.gc?.countPerSec),
      gcPausePerSec: shown(cell.gc?.pauseMsPerSec),
    },
  };
}
