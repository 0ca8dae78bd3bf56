import type { Analyser } from './analyser.ts';

/** So much of all cores in use leaves none for whoever wants more. */
const FULL_RATIO = 0.9;

/** Load and server together fill the machine: a pool that could use more cores was given fewer. */
export const sharesCoresWithLoad: Analyser = ({ cells, environment: { usableCores } }) =>
  cells.flatMap((cell) => {
    const { server, effectiveCores, status } = cell;
    if (status !== 'ok' || !server || effectiveCores === null) return [];
    const used = server.driverCores + effectiveCores;
    if (used < FULL_RATIO * usableCores || effectiveCores < FULL_RATIO) return [];
    return [
      {
        id: 'shares-cores-with-load',
        severity: 'info',
        cell: cell.id,
        evidence: `of ${usableCores} cores the load took ${server.driverCores.toFixed(2)} and the server ${effectiveCores.toFixed(2)}`,
        remedy:
          'where load comes from elsewhere the server has these cores, too; models that use several gain most',
      },
    ];
  });
