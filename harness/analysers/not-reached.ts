import type { Analyser } from './analyser.ts';

/** Cells whose turn never came: the budget was used up, or the run was stopped. */
export const notReached: Analyser = ({ cells }) =>
  cells
    .filter(({ status, blocks }) => status === 'void' && blocks.length === 0)
    .map(({ id }) => ({
      id: 'not-reached',
      severity: 'error',
      cell: id,
      evidence: 'the run ended before its turn came',
      remedy:
        'give a longer --budget, or fewer scenarios or models at a time; a run that was stopped goes on with --resume',
    }));
