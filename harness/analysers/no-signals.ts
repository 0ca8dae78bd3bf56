import type { Analyser } from './analyser.ts';
import { siblingsOf } from './siblings.ts';

/**
 * Several tasks a worker is what Piscina does for tasks that cannot be aborted: with a `signal` each worker has one. Said to
 * who asked for several, and with what it would cost where the run has the figure.
 */
export const noSignals: Analyser = (document) =>
  document.config.knobs.tasksPerWorker === undefined
    ? []
    : document.cells.flatMap((cell) => {
        const { tasksPerWorker } = cell.knobs;
        if (cell.status !== 'ok' || cell.model !== 'worker-threads') return [];
        if (typeof tasksPerWorker !== 'number' || tasksPerWorker < 2) return [];
        const single = siblingsOf(cell, 'tasksPerWorker', document).find(
          ({ knobs }) => knobs.tasksPerWorker === 1,
        );
        const [own, alone] = [cell.throughputPerSec, single?.throughputPerSec];
        const figure =
          own && alone
            ? `; one at a time settled ${(alone.value / own.value).toFixed(2)} times as many here`
            : '';
        return [
          {
            id: 'no-signals',
            severity: 'info' as const,
            cell: cell.id,
            evidence: `each worker has up to ${tasksPerWorker} tasks, as Piscina gives them only to tasks without a signal: with one, a worker has one task at a time${figure}`,
            remedy:
              'if you abort tasks, read the cell with tasksPerWorker=1 (--knob tasksPerWorker=1), or end them by a deadline of their own',
          },
        ];
      });
