/** Tasks that do what a task should not, by name: each costs its own cells and no others. */
import { Worker } from 'node:worker_threads';

const acts: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error('boom');
  },
  'spins for ever': () => {
    for (;;);
  },
  'never settles': () => new Promise(() => {}),
  exits: () => process.exit(0),
  'kills its process': () => process.kill(process.pid, 'SIGKILL'),
  'floods its output': () => process.stdout.write('x'.repeat(100_000)),
  'leaves timers': () => void setInterval(() => {}, 20),
  'starts workers that spin': () => void new Worker('for (;;);', { eval: true }),
};

/** Plain, as a user would write it: the act is the input. */
export default {
  kind: 'cpu' as const,
  params: { act: Object.keys(acts) },
  inputs: ({ act }: { act: string }, _random: unknown, count: number): string[] =>
    Array.from({ length: count }, () => act),
  run: (act: string): unknown => {
    acts[act]?.();
    return 1;
  },
};
