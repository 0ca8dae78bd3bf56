import type { Analyser } from './analyser.ts';

const FEW = 5;

/** Intervals from very few blocks are wide, and say little about how blocks differ. */
export const fewBlocks: Analyser = ({ cells, config }) => {
  if (config.preset === 'smoke' && cells.every(({ blocks }) => blocks.length <= 1)) {
    return [
      {
        id: 'few-blocks',
        severity: 'info',
        cell: null,
        evidence:
          'a smoke run measures one block: it shows that everything runs, and gives neither intervals nor verdicts',
        remedy: 'use --preset quick for verdicts',
      },
    ];
  }
  return cells.flatMap((cell) => {
    const blockCount = cell.blocks.filter(({ status }) => status === 'ok').length;
    // A control has fewer by design.
    if (cell.status !== 'ok' || cell.side === 'control' || blockCount >= FEW) return [];
    return [
      {
        id: 'few-blocks',
        severity: 'warning',
        cell: cell.id,
        evidence: `its figures rest on ${blockCount} valid block${blockCount === 1 ? '' : 's'}`,
        remedy: 'give it more time: --budget 3m, or --blocks 10',
      },
    ];
  });
};
