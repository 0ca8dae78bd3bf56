/** The pools of the product against the same pools without it. */
import { bareModel } from '../bare-host.ts';
import {
  calibrateIterations,
  constantDigest,
  contrastBlocks,
  loopCell,
  measureBlocks,
  models,
  noOpCell,
  toInterval,
} from '../contrasts.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

/** Short tasks on a pool scatter by some 6 % a block here: it takes more of them to tell 2 % from 3 %. */
const EQUAL_BLOCKS = [
  { taskMs: 1, blockCount: 110 },
  { taskMs: 5, blockCount: 40 },
];
const NO_OP_BLOCKS = 25;

/** 1 ms and 5 ms tasks: the harness must not change what a Piscina pool gets done. */
export const equalToBarePiscina: FidelityCheck = {
  id: 'bare-piscina',
  summary: 'worker-threads against bare Piscina, 1 ms and 5 ms tasks',
  run: async (lab, log) => {
    const perMs = await calibrateIterations();
    const rows: FidelityRow[] = [];
    for (const { taskMs, blockCount } of EQUAL_BLOCKS) {
      const iterations = Math.round(perMs * taskMs);
      const options = { inFlight: 8, knobs: { poolSize: 2, tasksPerWorker: 1 } };
      const ours = loopCell('worker-threads', models.workerThreads, iterations, options);
      const bare = loopCell('bare Piscina', bareModel('bare:piscina'), iterations, {
        ...options,
      });
      const told = { ...bare, params: { ...bare.params, digest: constantDigest('integer loop') } };
      const blocks = await measureBlocks(lab, [ours, told], blockCount, { boxMs: 3_000 }, log);
      const interval = toInterval(contrastBlocks(blocks, 'worker-threads', 'bare Piscina'), 0.9);
      rows.push({
        what: `${taskMs} ms CPU tasks: \`worker-threads\` ÷ bare Piscina, B = ${blocks.length}`,
        goal: 'equal within 3 % (TOST)',
        measured: `${interval.text} (90 % interval)`,
        passed: interval.low > 1 / 1.03 && interval.high < 1.03,
      });
    }
    return rows;
  },
};

/** No-ops: all that is left is dispatch. */
export const noOpAgainstBare: FidelityCheck = {
  id: 'no-op',
  summary: 'no-op tasks: worker-threads against bare Piscina, child-processes against bare fork messaging',
  run: async (lab, log) => {
    const cases = [
      {
        ours: models.workerThreads,
        bare: bareModel('bare:piscina'),
        knobs: { poolSize: 2, tasksPerWorker: 1 },
        label: '',
      },
      {
        ours: models.childProcesses,
        bare: bareModel('bare:fork'),
        knobs: { poolSize: 2, tasksPerWorker: 4, serialization: 'advanced' },
        label: ', advanced',
      },
      {
        ours: models.childProcesses,
        bare: bareModel('bare:fork'),
        knobs: { poolSize: 2, tasksPerWorker: 4, serialization: 'json' },
        label: ', json',
      },
    ];
    const rows: FidelityRow[] = [];
    for (const { ours, bare, knobs, label } of cases) {
      const cell = noOpCell(ours.id, ours, { inFlight: 8, knobs });
      const plain = noOpCell(bare.id, bare, {
        inFlight: 8,
        knobs,
        params: { digest: constantDigest('no-op') },
      });
      const blocks = await measureBlocks(lab, [cell, plain], NO_OP_BLOCKS, { boxMs: 3_000 }, log);
      const interval = toInterval(contrastBlocks(blocks, ours.id, bare.id), 0.95);
      rows.push({
        what: `no-op${label}: \`${ours.id}\` ÷ ${bare.id === 'bare:fork' ? 'bare fork messaging' : 'bare Piscina'}, B = ${blocks.length}`,
        goal: '≥ 0.90',
        measured: interval.text,
        passed: interval.value >= 0.9,
      });
    }
    return rows;
  },
};
