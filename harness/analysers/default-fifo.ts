import type { Cell } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';
import { siblingsOf } from './siblings.ts';

/** From this many times the spread of its strict sibling on, the queue and not chance makes the tail. */
const WORSE_RATIO = 1.25;

/** p99 ÷ p50, or null where too few tasks were seen. */
function spreadOf({ latencyMs }: Cell): number | null {
  return latencyMs?.p50 && latencyMs.p99 ? latencyMs.p99.value / latencyMs.p50.value : null;
}

/** Whether more is in flight than the workers take: only then do tasks wait in the queue. */
function hasQueue({ inFlight, knobs: { poolSize, tasksPerWorker } }: Cell): boolean {
  return inFlight > Number(poolSize) * Number(tasksPerWorker);
}

/** Piscina's default queue puts what it could not hand out behind what came later: some tasks starve (piscina#1031). */
export const defaultFifo: Analyser = (document) =>
  document.cells.flatMap((cell) => {
    if (cell.status !== 'ok' || cell.knobs.fifo !== 'default' || !hasQueue(cell)) return [];
    const own = spreadOf(cell);
    const [strict] = siblingsOf(cell, 'fifo', document).flatMap((sibling) => spreadOf(sibling) ?? []);
    const isKnown = own !== null && strict !== undefined;
    const ownText = own === null ? '' : `; its p99 is ${own.toFixed(1)} times its p50`;
    return [
      {
        id: 'default-fifo',
        severity: isKnown && own < WORSE_RATIO * strict ? 'info' : 'warning',
        cell: cell.id,
        evidence: `its tasks wait in Piscina’s default queue, in which some are overtaken over and over${ownText}${isKnown ? `, with fifo=strict ${strict.toFixed(1)} times` : ''}`,
        remedy: 'set stricterFIFO: true (Piscina 5.3 or later), which is --knob fifo=strict here',
      },
    ];
  });
