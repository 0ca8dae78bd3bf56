import type { Analyser } from './analyser.ts';

/** Event-loop threads moved freely between CPUs, of which neighbours may slow one and not the other. */
export const noPinning: Analyser = ({ cells, config, environment }) => {
  const rounds = cells.flatMap(({ blocks }) => blocks);
  // A process that has just died cannot be pinned: that is told of its cell, and says nothing of the others.
  const broken = new Set(rounds.filter(({ status }) => status === 'failed').map(({ block }) => block));
  const slices = rounds.filter(({ block }) => !broken.has(block)).flatMap((round) => round.slices);
  const free = slices.filter(({ cpu }) => cpu === null);
  if (free.length === 0 || environment.usableCores < 2) return [];
  const isPossible = config.pin && environment.canPin;
  const why = !config.pin
    ? '--no-pin was given'
    : isPossible
      ? 'beside them was a model that starts threads or processes while it runs, and these would be confined, too'
      : 'taskset is missing, forbidden, or not of this system';
  return [
    {
      id: 'no-pinning',
      severity: 'info',
      cell: null,
      evidence: `${free.length} of ${slices.length} slices ran without pinned event loops: ${why}`,
      remedy: isPossible
        ? 'measure such models in a run of their own for narrower intervals of the others'
        : config.pin
          ? 'on Linux install util-linux; elsewhere expect wider intervals'
          : 'leave --no-pin out for narrower intervals',
    },
  ];
};
