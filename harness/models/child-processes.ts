/**
 * `child-processes`: our own pool of forked processes, small so that every time stamp is ours. Tasks wait in one
 * first-in-first-out queue in the parent and go to the child with the fewest tasks.
 */

import { BATCH_KNOB } from '../executor/batch.ts';
import { monitorGc } from '../measure/gc-monitor.ts';
import { readLiveBytes } from '../measure/live-memory.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutionModel, ExecutorMetrics, ModelSession, OpenRequest } from '../model.ts';
import { ForkPool } from './child-processes-pool.ts';

async function open(request: OpenRequest): Promise<ModelSession> {
  const pool = new ForkPool(request);
  const gc = monitorGc();
  try {
    await pool.open(request);
  } catch (error) {
    await pool.close();
    throw error;
  }
  return {
    executorCount: Number(request.knobs.poolSize),
    childPids: pool.pids,
    run: (input) => pool.run(input),
    metrics: async (): Promise<ExecutorMetrics> => {
      const children = await pool.readMetrics();
      const own = gc.read();
      return {
        cpuMs: children.reduce((sum, child) => sum + child.cpuMs, readOwnCpuMs()),
        gcCount: children.reduce((sum, child) => sum + child.gcCount, own.count),
        gcPauseMs: children.reduce((sum, child) => sum + child.gcPauseMs, own.pauseMs),
        heapUsedBytes: children.reduce((sum, child) => sum + child.heapUsedBytes, 0) / children.length,
        newSpaceBytes: Math.min(...children.map((child) => child.newSpaceBytes)),
        stampsMs: children.map((child) => child.stampsMs),
      };
    },
    liveBytes: async () => {
      const inChildren = await pool.readLiveBytes();
      return inChildren.reduce((total, bytes) => total + bytes, await readLiveBytes());
    },
    close: async () => {
      gc.stop();
      await pool.close();
    },
  };
}

export const childProcesses: ExecutionModel = {
  id: 'child-processes',
  summary: 'a pool of forked processes: parallel and isolated, inputs and outputs are serialised',
  guidance:
    'Wins where a task may crash, exhaust its memory or have to be killed: only its process ends. Costs: whatever travels is written out and read in again (10 MB of bytes take 15 ms, and as JSON more than a second), nothing can be transferred or shared, and each process takes some 12 MB and 97 ms at the start.',
  knobs: [
    { id: 'poolSize', summary: 'number of processes', type: 'count', defaultValue: 'cores' },
    {
      id: 'tasksPerWorker',
      summary: 'tasks that one process may have at a time (1 for cpu scenarios, else in flight ÷ poolSize)',
      type: 'count',
      defaultValue: 'share-of-in-flight',
    },
    {
      id: 'serialization',
      summary: 'how messages are written: structured clone (advanced) or JSON',
      type: 'choice',
      values: ['advanced', 'json'],
      defaultValue: 'advanced',
    },
    BATCH_KNOB,
  ],
  onlyOneInFlight: false,
  serves: 'also',
  sharesInputs: false,
  executors: 'processes',
  spawnsWhileRunning: false,
  mergesQueueAndSend: false,
  messageFormat: ({ serialization }) => (serialization === 'json' ? 'json' : 'clone'),
  open,
};
