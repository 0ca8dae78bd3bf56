import type { Cell, RunDocument } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';
import { siblingsOf } from './siblings.ts';

/** Piscina's own: `maxThreads` is 1.5 × the cores, and a pool that may have 1.5 threads has two. */
const DEFAULT_RATIO = 1.5;

/** Whether the smaller pool surely settled as much, or more: by a contrast of the two, for intervals that overlap show nothing. */
function isAsGood(smaller: Cell, cell: Cell, { contrasts }: Pick<RunDocument, 'contrasts'>): boolean {
  return contrasts.some(({ cell: one, reference, verdict }) =>
    one === smaller.id && reference === cell.id
      ? verdict === 'same' || verdict === 'faster'
      : one === cell.id && reference === smaller.id && (verdict === 'same' || verdict === 'slower'),
  );
}

/** The pool is as large as Piscina's default makes it here, for work that computes, and a smaller one surely did as much. */
export const defaultMaxThreads: Analyser = (document) => {
  const { usableCores } = document.environment;
  const byDefault = Math.ceil(DEFAULT_RATIO * usableCores);
  return document.cells.flatMap((cell) => {
    const kind = document.scenarios.find(({ id }) => id === cell.scenario)?.kind;
    const own = cell.throughputPerSec;
    if (cell.model !== 'worker-threads' || cell.knobs.poolSize !== byDefault || kind === 'io' || !own)
      return [];
    const smaller = siblingsOf(cell, 'poolSize', document)
      .filter(({ knobs }) => Number(knobs.poolSize) <= usableCores)
      .sort((one, other) => Number(other.knobs.poolSize) - Number(one.knobs.poolSize))[0];
    if (!smaller?.throughputPerSec || !isAsGood(smaller, cell, document)) return [];
    return [
      {
        id: 'default-max-threads',
        severity: 'info' as const,
        cell: cell.id,
        evidence: `Piscina’s default maxThreads, ${DEFAULT_RATIO} × the cores, comes to ${byDefault} threads on these ${usableCores} cores; with ${smaller.knobs.poolSize} it settled ${(smaller.throughputPerSec.value / own.value).toFixed(2)} times as many tasks`,
        remedy: `set maxThreads to a whole number yourself: ${smaller.knobs.poolSize} for this work on this machine`,
      },
    ];
  });
};
