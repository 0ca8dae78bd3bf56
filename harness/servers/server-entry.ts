/**
 * The entry of a process that serves, and of every worker of a cluster: takes commands over IPC, and ends on SIGTERM as a server in
 * production should: it accepts no more, answers what is under way, and goes.
 */
import cluster from 'node:cluster';
import { CrossoverError, toErrorRecord } from '../errors.ts';
import { shieldChannels } from '../executor/shield-channels.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { cluster as clusterModel } from '../models/cluster.ts';
import { models } from '../models/index.ts';
import { onOrphaned } from '../on-orphaned.ts';
import type { RoundRequest } from '../round/protocol.ts';
import { ClusterPrimary } from './cluster-primary.ts';
import { isServerCommand, type Served, type ServerAnswer, type ServerCommand } from './protocol.ts';
import { ServedApp } from './served-app.ts';

const sendToParent = process.send?.bind(process);
shieldParent();
/** A worker asks its primary for the port it shares, through the very function that tasks must not use. */
const isOfCluster = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'cmd' in message && message.cmd === 'NODE_CLUSTER';
if (cluster.isWorker) shieldChannels(isOfCluster);
let served: Served | null = null;

function createServed({ modelId }: RoundRequest): Served {
  if (modelId === clusterModel.id && cluster.isPrimary) return new ClusterPrimary();
  // A worker of a cluster serves alone, on its own loop.
  const id = modelId === clusterModel.id ? 'single-loop' : modelId;
  const model = models.find((one) => one.id === id);
  if (!model) throw new CrossoverError('CROSSOVER_INTERNAL', `Unknown model ${id}.`);
  return new ServedApp(model);
}

function needServed(): Served {
  if (!served) throw new CrossoverError('CROSSOVER_INTERNAL', 'A server was asked before it was opened.');
  return served;
}

async function carryOut(message: ServerCommand): Promise<unknown> {
  switch (message.command) {
    case 'open':
      served = createServed(message.request);
      return served.open(message.request);
    case 'metrics':
      return needServed().metrics();
    case 'readLive':
      return needServed().liveBytes();
    case 'watch':
      return needServed().watch(message.request.stretch, message.request.seed);
    case 'unwatch':
      return needServed().unwatch();
    case 'close':
      return served?.close();
  }
}

process.on('message', (message: unknown) => {
  if (!isServerCommand(message)) return;
  const { id } = message;
  void carryOut(message)
    .then(
      (reading = null): ServerAnswer => ({ id, ok: true, reading }),
      (error: unknown): ServerAnswer => ({
        id,
        ok: false,
        error: toErrorRecord(error, 'CROSSOVER_INTERNAL'),
      }),
    )
    .then((answer) => sendToParent?.(answer));
});
process.on('SIGTERM', () => {
  void Promise.resolve(served?.close()).finally(() => process.exit(0));
});
// Without whoever loads it a server has no reason to live.
onOrphaned(() => process.exit(0));
// Node.js drops what a worker of a cluster is sent before somebody listens.
if (cluster.isWorker) sendToParent?.('listening');
