import type { Analyser } from './analyser.ts';

/** Threads were ended for idling and started again while tasks ran: each start costs what a pool is there to save. */
export const threadsRestarted: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const rounds = cell.blocks.filter(({ status }) => status === 'ok');
    const startedCount = rounds.reduce((sum, { startedExecutorCount = 0 }) => sum + startedExecutorCount, 0);
    const sliceCount = rounds.reduce((sum, { slices }) => sum + slices.length, 0);
    // After each sleep the pool has to grow from half its size again; that is no thrashing.
    const poolSize = Number(cell.knobs.poolSize);
    const regrownCount = sliceCount * (poolSize - Math.floor(poolSize / 2));
    if (cell.status !== 'ok' || !(startedCount > regrownCount)) return [];
    return [
      {
        id: 'threads-restarted',
        severity: 'warning',
        cell: cell.id,
        evidence: `${startedCount} threads were started during ${sliceCount} windows, where ${regrownCount} would have filled the pool each time: with idleTimeoutMs=${cell.knobs.idleTimeoutMs} threads end between tasks and are missed by the next`,
        remedy:
          'set idleTimeout beyond the gaps between bursts (1,000 ms and more), or minThreads to maxThreads; Piscina’s default is 0',
      },
    ];
  });
