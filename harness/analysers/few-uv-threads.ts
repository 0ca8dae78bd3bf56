import type { Cell, RunDocument } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';
import { siblingsOf } from './siblings.ts';

/** What libuv has where nobody says otherwise. */
const LIBUV_DEFAULT = 4;

function uvThreadsOf({ knobs }: Cell, { environment }: RunDocument): number {
  return typeof knobs.uvThreads === 'number'
    ? knobs.uvThreads
    : (environment.uvThreadpoolSize ?? LIBUV_DEFAULT);
}

/**
 * Fewer threads of libuv than tasks in flight, and a cell with more of them was surely faster. Only the run can tell: most
 * waiting (sockets) has no need of them.
 */
export const fewUvThreads: Analyser = (document) =>
  document.cells.flatMap((cell) => {
    const own = uvThreadsOf(cell, document);
    if (cell.status !== 'ok' || own >= cell.inFlight || !cell.throughputPerSec) return [];
    const { value, high } = cell.throughputPerSec;
    const faster = siblingsOf(cell, 'uvThreads', document)
      .map((sibling) => ({ count: uvThreadsOf(sibling, document), throughput: sibling.throughputPerSec }))
      .filter(({ count, throughput }) => count > own && (throughput?.low ?? 0) > high)
      .sort((one, other) => one.count - other.count)[0];
    if (!faster?.throughput) return [];
    return [
      {
        id: 'few-uv-threads',
        severity: 'info',
        cell: cell.id,
        evidence: `libuv has ${own} thread${own === 1 ? '' : 's'} for ${cell.inFlight} tasks in flight; with ${faster.count} it settled ${(faster.throughput.value / value).toFixed(2)} times as many tasks`,
        remedy: `start Node.js with UV_THREADPOOL_SIZE=${faster.count}: fs, crypto, zlib and dns.lookup share these threads`,
      },
    ];
  });
