/** The pools of other libraries: as models against the same library used bare, and our own pool of processes against theirs. */
import type { ExecutionModel } from '../../../../harness/model.ts';
import { processesWorkerpool } from '../../../../harness/models/processes-workerpool.ts';
import { threadsTinypool } from '../../../../harness/models/threads-tinypool.ts';
import { threadsWorkerpool } from '../../../../harness/models/threads-workerpool.ts';
import { bareModel } from '../bare-host.ts';
import {
  bytesCell,
  calibrateIterations,
  constantDigest,
  contrastBlocks,
  loopCell,
  measureBlocks,
  models,
  noOpCell,
  toInterval,
} from '../contrasts.ts';
import type { LabCell } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const MARGIN = 1.03;
const OPTIONS = { inFlight: 8, knobs: { poolSize: 2, tasksPerWorker: 1 } };
const TASK_MS = 5;
const BLOCK_COUNT = 40;

const LIBRARIES: readonly (readonly [ExecutionModel, `bare:${string}`])[] = [
  [threadsTinypool, 'bare:tinypool'],
  [threadsWorkerpool, 'bare:workerpool-threads'],
  [processesWorkerpool, 'bare:workerpool-processes'],
];

export const librariesAgainstBare: FidelityCheck = {
  id: 'libraries',
  summary: 'each library model against the same library used bare, 5 ms tasks',
  run: async (lab, log) => {
    const iterations = Math.round((await calibrateIterations()) * TASK_MS);
    const rows: FidelityRow[] = [];
    for (const [model, bareId] of LIBRARIES) {
      const ours = loopCell(model.id, model, iterations, OPTIONS);
      const bare = loopCell(bareId, bareModel(bareId), iterations, OPTIONS);
      const told = { ...bare, params: { ...bare.params, digest: constantDigest('integer loop') } };
      const blocks = await measureBlocks(lab, [ours, told], BLOCK_COUNT, { boxMs: 3_000 }, log);
      const interval = toInterval(contrastBlocks(blocks, model.id, bareId), 0.9);
      rows.push({
        what: `${TASK_MS} ms CPU tasks: \`${model.id}\` ÷ the same library used bare, B = ${blocks.length}`,
        goal: 'equal within 3 % (TOST)',
        measured: `${interval.text} (90 % interval)`,
        passed: interval.low > 1 / MARGIN && interval.high < MARGIN,
      });
    }
    return rows;
  },
};

interface PoolCase {
  readonly what: string;
  readonly blockCount: number;
  /** Whether it has to be faster, and not only no slower. */
  readonly isFaster: boolean;
  readonly cellOf: (model: ExecutionModel) => LabCell;
}

const pooled = { inFlight: 8, knobs: { poolSize: 2, tasksPerWorker: 1, serialization: 'advanced' } };

/** One-sided, 5 %: the lower end of the 90 % interval. */
export const processesAgainstLibrary: FidelityCheck = {
  id: 'process-pools',
  summary: 'child-processes against processes:workerpool: no-op, 100 KB of bytes, 1 ms tasks',
  run: async (lab, log) => {
    const iterations = Math.round(await calibrateIterations());
    const cases: readonly PoolCase[] = [
      {
        what: 'no-op',
        blockCount: 25,
        isFaster: true,
        cellOf: (model) => noOpCell(model.id, model, pooled),
      },
      {
        what: '100 KB Buffer there',
        blockCount: 25,
        isFaster: false,
        cellOf: (model) => bytesCell(model.id, model, 100_000, pooled),
      },
      {
        what: '1 ms CPU tasks',
        blockCount: 60,
        isFaster: false,
        cellOf: (model) => loopCell(model.id, model, iterations, pooled),
      },
    ];
    const rows: FidelityRow[] = [];
    for (const { what, blockCount, isFaster, cellOf } of cases) {
      const cells = [models.childProcesses, processesWorkerpool].map(cellOf);
      const blocks = await measureBlocks(lab, cells, blockCount, { boxMs: 3_000 }, log);
      const contrast = contrastBlocks(blocks, models.childProcesses.id, processesWorkerpool.id);
      const interval = toInterval(contrast, 0.9);
      rows.push({
        what: `${what}: \`child-processes\` ÷ \`processes:workerpool\`, B = ${blocks.length}`,
        goal: isFaster ? 'faster (one-sided)' : 'not slower (one-sided, margin 3 %)',
        measured: `${interval.text} (90 % interval)`,
        passed: interval.low > (isFaster ? 1 : 1 / MARGIN),
      });
    }
    return rows;
  },
};
