import type { Analyser } from './analyser.ts';

/** Tasks shorter than this many ticks of the clock are mostly instrument. */
const TICKS = 100;

/** The task is so short that what we add to it, or the clock's own step, is a visible part of it. */
export const timerFloor: Analyser = ({ cells, environment: { microCosts } }) => {
  if (!microCosts) return [];
  const addedMs = Math.max(0, microCosts.dispatchMs - microCosts.bareAwaitMs);
  return cells.flatMap((cell) => {
    const runMs = cell.receiptMs?.find(({ part }) => part === 'run')?.meanMs;
    if (runMs === undefined || runMs >= Math.max(TICKS * microCosts.clockTickMs, 10 * addedMs)) return [];
    return [
      {
        id: 'timer-floor',
        severity: 'warning',
        cell: cell.id,
        evidence: `a task runs for ${(runMs * 1e3).toFixed(2)} µs; the clock steps by ${(microCosts.clockTickMs * 1e6).toFixed(0)} ns and measuring adds about ${(addedMs * 1e3).toFixed(2)} µs`,
        remedy: 'let one task do more (a loop inside run), so that the instrument disappears in it',
      },
    ];
  });
};
