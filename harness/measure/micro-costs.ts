/** Has the micro-costs measured in a process of their own, so that their garbage and their types stay there. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../built.ts';
import type { Environment } from '../result/schema.ts';

const DEADLINE_MS = 10_000;

/** Null when it failed: a run goes on without them, and says so. */
export async function measureMicroCosts(signal: AbortSignal): Promise<Environment['microCosts']> {
  const subprocess = fork(fileURLToPath(builtUrl('harness/measure/micro-costs-entry.js')), [], {
    serialization: 'advanced',
    stdio: 'ignore',
  });
  const end = (): boolean => subprocess.kill('SIGKILL');
  const timer = setTimeout(end, DEADLINE_MS);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<Environment['microCosts']>((resolve) => {
      subprocess.once('message', (costs) => resolve(costs as Environment['microCosts']));
      subprocess.once('exit', () => resolve(null));
      subprocess.once('error', () => resolve(null));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    end();
  }
}
