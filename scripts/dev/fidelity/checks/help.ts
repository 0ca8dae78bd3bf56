/** What `crossover --help` costs. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../../../../harness/built.ts';
import { median } from '../../../../harness/stats/describe.ts';
import type { FidelityCheck } from '../row.ts';

const RUNS = 7;

/** CPU time of all children so far, user and system, in milliseconds. */
async function childCpuMs(): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10; // cutime and cstime, ticks of 10 ms
}

export const helpIsCheap: FidelityCheck = {
  id: 'help',
  summary: 'CPU time of crossover --help',
  run: async () => {
    const costs: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const before = await childCpuMs();
      spawnSync(process.execPath, [fileURLToPath(builtUrl('scripts/cli.js')), '--help'], { stdio: 'ignore' });
      costs.push((await childCpuMs()) - before);
    }
    const cost = median(costs);
    return [
      {
        what: `\`crossover --help\`, CPU time, median of ${RUNS}`,
        goal: '≤ 250 ms',
        measured: `${cost.toFixed(0)} ms`,
        passed: cost <= 250,
      },
    ];
  },
};
