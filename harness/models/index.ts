/** The registry: every execution model, in the order in which people meet them. Adding one = one file + one line. */
import type { ExecutionModel } from '../model.ts';
import { childProcesses } from './child-processes.ts';
import { cluster } from './cluster.ts';
import { floorAtomics } from './floor-atomics.ts';
import { floorMessage } from './floor-message.ts';
import { processPerTask } from './process-per-task.ts';
import { processesWorkerpool } from './processes-workerpool.ts';
import { sequential } from './sequential.ts';
import { singleLoop } from './single-loop.ts';
import { threadsTinypool } from './threads-tinypool.ts';
import { threadsWorkerpool } from './threads-workerpool.ts';
import { workerPerTask } from './worker-per-task.ts';
import { workerThreads } from './worker-threads.ts';

export const models: readonly ExecutionModel[] = [
  sequential,
  singleLoop,
  workerThreads,
  workerPerTask,
  childProcesses,
  processPerTask,
  threadsTinypool,
  threadsWorkerpool,
  processesWorkerpool,
  floorMessage,
  floorAtomics,
];

/** Ways of serving that carry out no tasks by themselves. */
export const serverModels: readonly ExecutionModel[] = [cluster];

/** All that a command line may name. */
export const knownModels: readonly ExecutionModel[] = [...models, ...serverModels];
