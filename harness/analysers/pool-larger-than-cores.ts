import type { Analyser } from './analyser.ts';

/** More executors than cores wait for each other; only waiting tasks can profit. */
export const poolLargerThanCores: Analyser = ({ cells, environment, scenarios }) =>
  cells.flatMap((cell) => {
    const poolSize = cell.knobs.poolSize;
    const kind = scenarios.find(({ id }) => id === cell.scenario)?.kind;
    if (typeof poolSize !== 'number' || poolSize <= Math.ceil(environment.usableCores) || kind === 'io')
      return [];
    const waits = cell.blocks.flatMap(({ runQueueWaitRatio }) => runQueueWaitRatio ?? []);
    const wait = waits.reduce((sum, value) => sum + value, 0) / waits.length;
    return [
      {
        id: 'pool-larger-than-cores',
        severity: 'warning',
        cell: cell.id,
        evidence: `${poolSize} executors share ${environment.usableCores} cores${waits.length > 0 ? `; threads that could run waited ${wait.toFixed(2)} s for a CPU in every second` : ''}`,
        remedy: `for CPU work try --pool-size ${Math.max(1, Math.floor(environment.usableCores))}`,
      },
    ];
  });
