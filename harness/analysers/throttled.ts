import type { Analyser } from './analyser.ts';

/** The CPU quota of the container stopped the run for part of the time. */
export const throttled: Analyser = ({ blocks, environment }) => {
  const hit = blocks.filter(({ throttledMs }) => (throttledMs ?? 0) > 0);
  if (hit.length === 0) return [];
  const totalMs = hit.reduce((sum, { throttledMs }) => sum + (throttledMs ?? 0), 0);
  return [
    {
      id: 'throttled',
      severity: 'warning',
      cell: null,
      evidence: `the CPU quota (${environment.cpuQuota ?? 'unknown'} cores) stopped the run for ${totalMs.toFixed(0)} ms in ${hit.length} of ${blocks.length} blocks`,
      remedy: 'raise the quota of the container, or keep poolSize at or below it',
    },
  ];
};
