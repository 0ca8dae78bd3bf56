/** Processes that should sleep while another one measures. */
import { MAX_SLEEPER_CPU_RATIO } from '../config/defaults.ts';

/** Why the slice is void in which they used such a share of a CPU; null where it is not, or nobody knows. */
export const describeRestless = (cpuRatio: number | null): string | null =>
  cpuRatio !== null && cpuRatio > MAX_SLEEPER_CPU_RATIO
    ? `processes that should sleep used ${(cpuRatio * 100).toFixed(1)} % of a CPU`
    : null;
