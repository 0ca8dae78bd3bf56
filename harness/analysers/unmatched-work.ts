import type { Analyser } from './analyser.ts';

/** Two models gave different outputs: whatever the figures say, they are about different work. */
export const unmatchedWork: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    if (cell.error?.code !== 'CROSSOVER_UNMATCHED_WORK') return [];
    return [
      {
        id: 'unmatched-work',
        severity: 'error',
        cell: cell.id,
        evidence: cell.error.message,
        remedy: 'mend the scenario first; nothing about this cell can be compared',
      },
    ];
  });
