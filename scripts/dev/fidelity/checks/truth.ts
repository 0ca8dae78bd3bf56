/** Reported throughput against what the tasks themselves saw. */

import { calibrateIterations, measureBlocks, models, observedLoopCell, sleepCell } from '../contrasts.ts';
import type { LabCell } from '../lab.ts';
import { type Lab, readObserved } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const BLOCKS = 6;

/**
 * Tasks in flight ÷ mean duration that the tasks observed inside the windows: what a closed loop that loses no time
 * between tasks gets done. CPU tasks on one loop run one at a time, whatever is in flight.
 */
async function measureTruth(
  lab: Lab,
  cell: LabCell,
  concurrency: number,
  log: (text: string) => void,
): Promise<number> {
  const ratios: number[] = [];
  for (const block of await measureBlocks(lab, [cell], BLOCKS, { boxMs: 3_000 }, log)) {
    const slices = block.taken.get(cell.name)?.slices ?? [];
    const files = await import('node:fs/promises').then(({ readdir }) => readdir(block.tempDir));
    const pid = Number(/observed-(\d+)\.json/.exec(files.join(' '))?.[1]);
    const { startsMs, endsMs } = await readObserved(block.tempDir, pid);
    let durationMs = 0;
    let count = 0;
    for (const [index, endMs] of endsMs.entries()) {
      const isInside = slices.some(
        ({ reading }) => endMs >= reading.windowStartMs && endMs < reading.windowEndMs,
      );
      if (!isInside) continue;
      durationMs += endMs - startsMs[index]!;
      count += 1;
    }
    const truthPerSec = (concurrency * 1e3) / (durationMs / count);
    ratios.push((block.rounds.get(cell.name)?.meanThroughputPerSec ?? Number.NaN) / truthPerSec);
  }
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

export const reportedAgainstTruth: FidelityCheck = {
  id: 'truth',
  summary: 'sleeps and spins: reported throughput against the observed truth',
  run: async (lab, log) => {
    const perMs = await calibrateIterations();
    const rows: FidelityRow[] = [];
    const check = async (what: string, cell: LabCell, concurrency: number): Promise<void> => {
      const ratio = await measureTruth(lab, cell, concurrency, log);
      rows.push({
        what: `${what}: reported ÷ observed`,
        goal: 'within 1 %',
        measured: ratio.toFixed(4),
        passed: Math.abs(ratio - 1) <= 0.01,
      });
    };
    for (const inFlight of [1, 8, 64, 256]) {
      await check(
        `\`sleep 10 ms\` × ${inFlight} in flight`,
        sleepCell(`sleep × ${inFlight}`, 10, inFlight),
        inFlight,
      );
    }
    for (const taskMs of [7, 4.4]) {
      const iterations = Math.round(perMs * taskMs);
      await check(
        `${taskMs} ms spin, one after another`,
        observedLoopCell(`spin ${taskMs}`, models.sequential, iterations),
        1,
      );
      await check(
        `${taskMs} ms spin × 8 in flight`,
        observedLoopCell(`spin ${taskMs} × 8`, models.singleLoop, iterations, { inFlight: 8 }),
        1,
      );
    }
    return rows;
  },
};
