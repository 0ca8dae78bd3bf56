/** A known difference, read by the estimator. */
import {
  calibrateIterations,
  contrastBlocks,
  loopCell,
  measureBlocks,
  models,
  toInterval,
} from '../contrasts.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const BLOCKS = 40;

export const trueThreePercent: FidelityCheck = {
  id: 'three-percent',
  summary: 'a true 3 % more work in a 7 ms and a 4.4 ms task',
  run: async (lab, log) => {
    const perMs = await calibrateIterations();
    const rows: FidelityRow[] = [];
    for (const taskMs of [7, 4.4]) {
      const iterations = Math.round(perMs * taskMs);
      const cells = [
        loopCell('as it is', models.sequential, iterations),
        loopCell('3 % more', models.sequential, Math.round(iterations * 1.03)),
      ];
      const blocks = await measureBlocks(lab, cells, BLOCKS, { boxMs: 3_000 }, log);
      const interval = toInterval(contrastBlocks(blocks, 'as it is', '3 % more'), 0.95);
      const readPercent = (interval.value - 1) * 100;
      rows.push({
        what: `3 % more work in a ${taskMs} ms task, B = ${blocks.length}`,
        goal: 'reads 2.7 – 3.3 %',
        measured: `${readPercent.toFixed(2)} % [${((interval.low - 1) * 100).toFixed(2)}, ${((interval.high - 1) * 100).toFixed(2)}]`,
        passed: readPercent >= 2.7 && readPercent <= 3.3,
      });
    }
    return rows;
  },
};
