import type { Analyser } from './analyser.ts';

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
        evidence: `${voided.length} of ${cell.blocks.length} rounds were void and do not count: ${reasons.join('; ')}`,
        remedy:
          'a quieter machine avoids them; quick and full measure them again where time allows, smoke does not',
      },
    ];
  });
