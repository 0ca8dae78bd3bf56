import type { Analyser } from './analyser.ts';

/** The warm-up ran out of time while tasks were still getting faster. */
export const warmUpNotFlat: Analyser = ({ cells, config }) =>
  cells.flatMap((cell) => {
    const rounds = cell.blocks.filter(({ status }) => status === 'ok');
    const steep = rounds.filter(({ warmUpFlat }) => warmUpFlat === false);
    if (cell.status !== 'ok' || steep.length * 2 <= rounds.length) return [];
    const longestMs = Math.max(...steep.map(({ warmUpMs }) => warmUpMs ?? 0));
    return [
      {
        id: 'warm-up-not-flat',
        severity: 'info',
        cell: cell.id,
        evidence: `in ${steep.length} of ${rounds.length} blocks its warm-up of up to ${longestMs.toFixed(0)} ms ended before its pace was seen to be flat`,
        remedy:
          config.preset === 'full'
            ? 'look at its slices in the order of the run: what rises there gets faster for longer than any warm-up lasts'
            : 'use --preset full, which warms up longer',
      },
    ];
  });
