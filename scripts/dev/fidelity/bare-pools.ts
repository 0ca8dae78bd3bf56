/** Pools as people write them without Crossover, at the settings that its models have. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';
import type { Knobs } from '../../../harness/model.ts';

export interface BarePool {
  readonly run: (input: number) => PromiseLike<unknown>;
  readonly close: () => Promise<void>;
}

type Open = (knobs: Knobs) => BarePool | Promise<BarePool>;

const besideMe = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const openPiscina: Open = ({ poolSize, tasksPerWorker }) => {
  const pool = new Piscina({
    filename: besideMe('./bare-worker.js'),
    minThreads: Number(poolSize),
    maxThreads: Number(poolSize),
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: Number(tasksPerWorker),
    stricterFIFO: true,
    atomics: 'async',
    recordTiming: false,
  });
  return { run: (input) => pool.run(input), close: () => pool.destroy() };
};

const openTinypool: Open = ({ poolSize, tasksPerWorker }) => {
  const pool = new Tinypool({
    filename: besideMe('./bare-worker.js'),
    runtime: 'worker_threads',
    minThreads: Number(poolSize),
    maxThreads: Number(poolSize),
    concurrentTasksPerWorker: Number(tasksPerWorker),
    useAtomics: false,
  });
  return { run: (input) => pool.run(input), close: () => pool.destroy() };
};

const openWorkerpool =
  (workerType: 'thread' | 'process'): Open =>
  ({ poolSize }) => {
    const pool = workerpool.pool(besideMe('./bare-workerpool.js'), {
      workerType,
      minWorkers: Number(poolSize),
      maxWorkers: Number(poolSize),
      queueStrategy: 'fifo',
      forkOpts: { serialization: 'advanced' },
    });
    return {
      run: (input) => pool.exec('runLoop', [input]),
      close: async () => void (await pool.terminate(true)),
    };
  };

/** Replies come back in order, so each child needs no more than a queue of callbacks. */
const openFork: Open = ({ poolSize, serialization }) => {
  const children = Array.from({ length: Number(poolSize) }, () =>
    fork(besideMe('./bare-child.js'), [], { serialization: serialization === 'json' ? 'json' : 'advanced' }),
  );
  const waiting = new Map<ChildProcess, ((output: unknown) => void)[]>(children.map((child) => [child, []]));
  for (const child of children) child.on('message', (output) => waiting.get(child)?.shift()?.(output));
  return {
    run: (input) =>
      new Promise((resolve) => {
        const [child] = [...children].sort((a, b) => waiting.get(a)!.length - waiting.get(b)!.length);
        waiting.get(child!)!.push(resolve);
        child!.send(input);
      }),
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
    },
  };
};

export const BARE_POOLS: Readonly<Record<string, Open>> = {
  'bare:piscina': openPiscina,
  'bare:tinypool': openTinypool,
  'bare:workerpool-threads': openWorkerpool('thread'),
  'bare:workerpool-processes': openWorkerpool('process'),
  'bare:fork': openFork,
};
