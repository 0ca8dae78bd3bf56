/** Invented conditions with several pool sizes, for tests. ALL FIGURES ARE INVENTED: nothing in it was measured. */
import type { RunDocument } from '../harness/result/schema.ts';
import { INVENTED_CONDITIONS, type InventedCell, type InventedCondition } from './fixture-conditions.ts';
import { inventedRunDocument } from './fixture-document.ts';

const cellOf = (model: string, perSec: number, poolSize?: number): InventedCell => ({
  model,
  ...(poolSize === undefined ? {} : { poolSize }),
  perSec,
  spread: 0.01,
  cores: Math.min(2, poolSize ?? 1),
  loopDelayMsP99: 1.2,
  utilization: 0.1,
  receipt: [0.7, 0.03, 0.24, 0.03],
});

/** Threads with one to four workers, processes with one, two and four, beside the loop. */
export const POOLS_CONDITION: InventedCondition = {
  scenario: 'cpu/sum-of-squares',
  params: { n: 1_000_000 },
  label: 'n=1000000 · 8 in flight',
  inFlight: 8,
  cells: [
    cellOf('single-loop', 200),
    cellOf('worker-threads', 190, 1),
    cellOf('worker-threads', 360, 2),
    cellOf('worker-threads', 380, 3),
    cellOf('worker-threads', 370, 4),
    cellOf('child-processes', 180, 1),
    cellOf('child-processes', 340, 2),
    cellOf('child-processes', 350, 4),
  ],
};

/** A document of that condition, and of one without pools of several sizes. */
export const poolsDocument = (blockCount = 5): RunDocument =>
  inventedRunDocument(blockCount, [POOLS_CONDITION, ...INVENTED_CONDITIONS.slice(3, 4)]);
