/** Several processes behind one port: Node.js hands each connection to the next of them in turn. */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { waitAtMost } from '../executor/wait-at-most.ts';
import { readLiveBytes } from '../measure/live-memory.ts';
import type { ProbeStretch } from '../measure/loop-probe.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { ExecutorMetrics } from '../model.ts';
import type { LoopReading } from '../round/loop-meters.ts';
import type { RoundRequest } from '../round/protocol.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { CommandChannel } from './command-channel.ts';
import type { Served, ServerReading } from './protocol.ts';

const END_MS = 4_000;

interface Member {
  readonly worker: Worker;
  readonly channel: CommandChannel;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Loops of equals: waits pooled, utilisation their mean, CPU of all of them. */
function mergeLoops(readings: readonly LoopReading[]): LoopReading {
  const loopWaits = new LogHistogram();
  for (const reading of readings) loopWaits.merge(LogHistogram.from(reading.loopWaits));
  const cpus = readings.map(({ loopThreadCpuMs }) => loopThreadCpuMs);
  return {
    wallMs: Math.max(...readings.map(({ wallMs }) => wallMs)),
    loopThreadCpuMs: cpus.includes(null) ? null : sum(cpus.map(Number)),
    utilizationRatio: sum(readings.map((reading) => reading.utilizationRatio)) / readings.length,
    loopWaits: loopWaits.toJSON(),
    loopCutOffCount: sum(readings.map(({ loopCutOffCount }) => loopCutOffCount)),
  };
}

export class ClusterPrimary implements Served {
  #members: readonly Member[] = [];
  #closing: Promise<void> | null = null;

  async open(request: RoundRequest): Promise<ServerReading> {
    cluster.setupPrimary({ serialization: 'advanced' });
    const members: Member[] = [];
    this.#members = members;
    let port = 0;
    // One after the other: the first draws the port, and all others share it.
    for (let index = 0; index < Number(request.knobs.poolSize); index++) {
      const worker = cluster.fork();
      worker.on('error', () => {});
      const channel = new CommandChannel(worker.process, 'A process of the cluster');
      await Promise.race([once(worker, 'message'), channel.ended]);
      members.push({ worker, channel });
      ({ port } = await channel.send('open', request));
    }
    return {
      port,
      executorCount: members.length,
      childPids: members.flatMap(({ worker }) => worker.process.pid ?? []),
    };
  }

  async metrics(): Promise<ExecutorMetrics> {
    const all = await Promise.all(this.#members.map(({ channel }) => channel.send('metrics', null)));
    return {
      cpuMs: readOwnCpuMs() + sum(all.map(({ cpuMs }) => cpuMs)),
      gcCount: sum(all.map(({ gcCount }) => gcCount)),
      gcPauseMs: sum(all.map(({ gcPauseMs }) => gcPauseMs)),
      heapUsedBytes: sum(all.map(({ heapUsedBytes }) => heapUsedBytes ?? 0)) / all.length,
      newSpaceBytes: Math.min(...all.map(({ newSpaceBytes }) => newSpaceBytes)),
    };
  }

  async liveBytes(): Promise<number | null> {
    const all = await Promise.all(this.#members.map(({ channel }) => channel.send('readLive', null)));
    return all.includes(null) ? null : sum(all.map(Number)) + (await readLiveBytes());
  }

  async watch(stretch: ProbeStretch, seed: number): Promise<void> {
    const request = (index: number) => ({ stretch, seed: seed + index });
    await Promise.all(this.#members.map(({ channel }, index) => channel.send('watch', request(index))));
  }

  async unwatch(): Promise<LoopReading> {
    return mergeLoops(await Promise.all(this.#members.map(({ channel }) => channel.send('unwatch', null))));
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await Promise.all(
      this.#members.map(async ({ worker, channel }) => {
        await waitAtMost(END_MS, [channel.send('close', null)]);
        if (worker.isDead()) return;
        const gone = once(worker.process, 'exit');
        worker.process.kill('SIGKILL');
        await waitAtMost(END_MS, [gone]);
      }),
    );
  }
}
