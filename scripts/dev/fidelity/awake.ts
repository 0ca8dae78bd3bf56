/** Keeps the CPUs from halting: a virtual machine that idles takes up to some milliseconds to come back, at every hop of a request. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** For work that mostly waits: spinning leaves a CPU at once to whatever else wants it. */
const IDLE_PRIORITY = ['-i', '0'];
const SPIN = 'for (;;);';

/** Runs `work` while a loop of the lowest priority (SCHED_IDLE, by `chrt`) spins on every CPU. Rejects without `chrt`. */
export async function whileAwake<Result>(work: () => Promise<Result>): Promise<Result> {
  const spinners = Array.from({ length: availableParallelism() }, () =>
    spawn('chrt', [...IDLE_PRIORITY, process.execPath, '-e', SPIN], { stdio: 'ignore' }),
  );
  try {
    await Promise.all(spinners.map((spinner) => once(spinner, 'spawn')));
    return await work();
  } finally {
    for (const spinner of spinners) spinner.kill('SIGKILL');
  }
}
