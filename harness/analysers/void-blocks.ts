import type { Analyser } from './analyser.ts';

function countOf(voided: number, all: number): string {
  if (all === 1) return 'its only round was';
  return `${voided} of ${all} rounds ${voided === 1 ? 'was' : 'were'}`;
}

/** Rounds whose own books did not balance, or during which the machine was not quiet. */
export const voidBlocks: Analyser = ({ cells }) =>
  cells.flatMap((cell) => {
    const voided = cell.blocks.filter(({ status }) => status === 'void');
    if (voided.length === 0) return [];
    const reasons = [...new Set(voided.flatMap(({ reasons }) => reasons))].slice(0, 3);
    return [
      {
        id: 'void-blocks',
        severity: cell.status === 'void' ? 'error' : 'info',
        cell: cell.id,
        evidence: `${countOf(voided.length, cell.blocks.length)} void and ${voided.length === 1 ? 'does' : 'do'} not count: ${reasons.join('; ')}`,
        remedy:
          'a quieter machine avoids them; quick and full measure them again where time allows, smoke does not',
      },
    ];
  });
