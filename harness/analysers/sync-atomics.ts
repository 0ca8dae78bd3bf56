import type { Analyser } from './analyser.ts';
import { siblingsOf } from './siblings.ts';

/** A worker that idles under `atomics: sync` blocks its thread: what its tasks left behind on the loop stands still. */
export const syncAtomics: Analyser = (document) =>
  document.cells.flatMap((cell) => {
    const kind = document.scenarios.find(({ id }) => id === cell.scenario)?.kind;
    if (cell.status !== 'ok' || cell.knobs.atomics !== 'sync' || kind === 'cpu') return [];
    const free = siblingsOf(cell, 'atomics', document).find(({ knobs }) => knobs.atomics === 'async');
    const figures =
      free?.throughputPerSec && cell.throughputPerSec
        ? `; it settled ${cell.throughputPerSec.value.toPrecision(3)} tasks/s, with atomics=async ${free.throughputPerSec.value.toPrecision(3)}`
        : '';
    return [
      {
        id: 'sync-atomics',
        severity: 'warning',
        cell: cell.id,
        evidence: `its tasks wait for something (${kind}), and a worker without a task blocks its thread: connections that are kept, timers and streams stand still until the next one comes${figures}`,
        remedy: "set atomics: 'async' or 'disabled' for work that waits; Piscina’s default is 'sync'",
      },
    ];
  });
