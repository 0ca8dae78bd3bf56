import type { Analyser } from './analyser.ts';

const SOURCES = {
  schedstat: 'whether sleeping processes slept, and waiting for a CPU, were not checked',
  pss: 'memory is resident set size, which counts shared pages more than once and leaves children out',
  cgroup: 'throttling by a quota was not checked',
  psi: 'pressure on the CPUs was not recorded',
} as const;

/** Counters that this system does not offer: what could not be checked. */
export const missingSources: Analyser = ({ environment }) => {
  const missing = Object.entries(SOURCES).filter(([name]) => !environment.sources.includes(name));
  if (missing.length === 0) return [];
  return [
    {
      id: 'missing-sources',
      severity: 'info',
      cell: null,
      evidence: missing.map(([name, consequence]) => `no ${name}: ${consequence}`).join('; '),
      remedy: 'measure on Linux 4.20 or later for the full audit',
    },
  ];
};
