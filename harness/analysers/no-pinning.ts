import type { Analyser } from './analyser.ts';

/** Event-loop threads moved freely between CPUs, of which neighbours may slow one and not the other. */
export const noPinning: Analyser = ({ cells, config, environment }) => {
  const slices = cells.flatMap(({ blocks }) => blocks.flatMap((round) => round.slices));
  const free = slices.filter(({ cpu }) => cpu === null);
  if (free.length === 0 || environment.usableCores < 2) return [];
  const why = config.pin ? 'taskset is missing, forbidden, or not of this system' : '--no-pin was given';
  return [
    {
      id: 'no-pinning',
      severity: 'info',
      cell: null,
      evidence: `${free.length} of ${slices.length} slices ran without pinned event loops: ${why}`,
      remedy: config.pin
        ? 'on Linux install util-linux; elsewhere expect wider intervals'
        : 'leave --no-pin out for narrower intervals',
    },
  ];
};
