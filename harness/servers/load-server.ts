/** One slice of a server: load on its main route, the victim beside it, its loop watched, and what the load itself cost. */
import { nowMs } from '../measure/clock.ts';
import type { DriveOutcome, SlicePlan } from '../measure/closed-loop.ts';
import { planProbe } from '../measure/loop-probe.ts';
import type { OpenLoopOutcome } from '../measure/open-loop.ts';
import { readOwnCpuMs } from '../measure/own-meters.ts';
import type { Recorder } from '../measure/recorder.ts';
import type { LoopReading } from '../round/loop-meters.ts';
import type { ServerSliceReading } from '../round/protocol.ts';
import { LogHistogram } from '../stats/histogram.ts';
import { driveAutocannon } from './drive-autocannon.ts';
import type { ServerSession } from './server-session.ts';
import { askVictim, connectVictim } from './victim.ts';

export interface ServerLoadRequest {
  readonly server: ServerSession;
  readonly plan: SlicePlan;
  /** Requests by a schedule, where the plan has one. */
  readonly driveOpenLoop: () => Promise<DriveOutcome & Partial<OpenLoopOutcome>>;
  readonly inputCount: number;
  readonly connections: number;
  readonly recorder: Recorder;
  readonly taskDeadlineMs: number;
  readonly seed: number;
}

export interface ServerLoad {
  readonly outcome: DriveOutcome & Partial<OpenLoopOutcome>;
  readonly loop: LoopReading;
  readonly server: ServerSliceReading;
}

export async function loadServer(request: ServerLoadRequest): Promise<ServerLoad> {
  const { server, plan, seed, taskDeadlineMs } = request;
  const asksVictim = server.victimRoute !== null;
  if (asksVictim) await connectVictim(server, taskDeadlineMs);
  const startedMs = nowMs();
  await server.watchLoop(planProbe(startedMs, plan), seed);
  const cpuBeforeMs = readOwnCpuMs();
  const fromMs = nowMs() + plan.leadInMs;
  const [outcome, victim] = await Promise.all([
    plan.arrivals ? request.driveOpenLoop() : driveAutocannon(request),
    asksVictim ? askVictim(server, { fromMs, untilMs: fromMs + plan.windowMs, seed, taskDeadlineMs }) : null,
  ]);
  const durationMs = nowMs() - startedMs;
  const driverCores = (readOwnCpuMs() - cpuBeforeMs) / durationMs;
  const failed = outcome.error ?? victim?.error ?? null;
  if (failed !== null) {
    // Whatever hangs or is gone is asked no more: the failure is the news of this slice.
    const error = await server.explain(failed);
    const reading = { driverCores, victim: victim?.latency ?? null };
    return { outcome: { ...outcome, error }, loop: readNoLoop(durationMs), server: reading };
  }
  const loop = await server.readLoop();
  // What the load left behind is carried out before others are measured: the last in line is answered last.
  await server.run(0);
  return {
    outcome,
    loop,
    server: { driverCores, victim: victim?.latency ?? null },
  };
}

function readNoLoop(wallMs: number): LoopReading {
  return {
    wallMs,
    loopThreadCpuMs: null,
    utilizationRatio: 0,
    loopWaits: new LogHistogram().toJSON(),
    loopCutOffCount: 0,
  };
}
