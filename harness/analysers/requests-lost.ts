import type { Analyser } from './analyser.ts';

/** A deploy under load: requests that were sent and got no answer. */
export const requestsLost: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const lost = cell.server?.lostCount ?? 0;
    if (cell.status !== 'ok' || lost === 0) return [];
    const { sentCount } = cell.server!;
    return [
      {
        id: 'requests-lost',
        severity: 'warning',
        cell: cell.id,
        evidence: `told to end under load it lost ${lost} of ${sentCount} requests: they were sent on connections that it was closing`,
        remedy:
          'keep accepting until the balancer has taken the process out, then close idle connections and wait',
      },
    ];
  });
