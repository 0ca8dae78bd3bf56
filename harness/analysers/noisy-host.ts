import type { Analyser } from './analyser.ts';

/** Outside load, in CPUs' time, from which the reader should know. Blocks far beyond it were void already. */
const LOUD_RATIO = 0.05;

/** Other programs or virtual machines used the CPUs while we measured. */
export const noisyHost: Analyser = ({ blocks, cells }) => {
  const loud = blocks.filter(
    ({ outsideCpuRatio, stealRatio }) =>
      (outsideCpuRatio ?? 0) > LOUD_RATIO || (stealRatio ?? 0) > LOUD_RATIO,
  );
  if (loud.length === 0) return [];
  const percent = (ratio: number): string => `${(ratio * 100).toFixed(0)} %`;
  const outside = Math.max(...loud.map(({ outsideCpuRatio }) => outsideCpuRatio ?? 0));
  const steal = Math.max(...loud.map(({ stealRatio }) => stealRatio ?? 0));
  return [
    {
      id: 'noisy-host',
      severity: 'warning',
      cell: null,
      evidence: `in ${loud.length} of ${blocks.length} blocks others used the CPUs: up to ${percent(outside)} by other processes, ${percent(steal)} taken by the hypervisor`,
      remedy: cells.some(({ status }) => status === 'ok')
        ? 'close what else runs on this machine; the intervals of what was measured are wider for it'
        : 'close what else runs on this machine, and measure again',
    },
  ];
};
