import type { Analyser } from './analyser.ts';

/** The process that makes the load is one thread: busy for so much of the time it cannot ask more. */
const DRIVER_BUSY_CORES = 0.9;
/** A server that uses so much is busy itself. */
const SERVER_BUSY_CORES = 0.9;

/** The figure is what the load could ask, not what the server could answer. */
export const driverBound: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const { server, effectiveCores, status } = cell;
    if (status !== 'ok' || !server || cell.ratePerSec !== undefined) return [];
    const isBound = server.driverCores >= DRIVER_BUSY_CORES && (effectiveCores ?? 0) < SERVER_BUSY_CORES;
    if (!isBound) return [];
    return [
      {
        id: 'driver-bound',
        severity: 'warning',
        cell: cell.id,
        evidence: `the process that makes the load used ${server.driverCores.toFixed(2)} cores, the server ${(effectiveCores ?? 0).toFixed(2)}`,
        remedy: 'the server can do more than is shown: let a request cost more, or compare CPU per request',
      },
    ];
  });
