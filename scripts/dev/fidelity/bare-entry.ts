/**
 * What people would write without Crossover: a pool of some library or forked children, a few lanes that keep tasks in flight,
 * a clock, a count. Nothing here comes from the harness but the shape of its messages.
 */
import type { RoundAnswer, RoundCommand, SliceReading } from '../../../harness/round/protocol.ts';
import { BARE_POOLS, type BarePool } from './bare-pools.ts';

const now = (): number => Number(process.hrtime.bigint()) / 1e6;
/** The load goes on after the window, so that what reaches out of it ends under the same load. */
const TAIL_MS = 30;

let pool: BarePool = { run: async () => undefined, close: async () => {} };
let inFlight = 1;
let input = 0;

/** Keeps tasks in flight until the window is over; gives the spans of all of them. */
async function drive(untilMs: number): Promise<[startMs: number, endMs: number][]> {
  const spans: [number, number][] = [];
  const lane = async (): Promise<void> => {
    while (now() < untilMs) {
      const startMs = now();
      await pool.run(input);
      spans.push([startMs, now()]);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return spans;
}

function share([startMs, endMs]: [number, number], fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs)) / (endMs - startMs);
}

async function slice(leadInMs: number, windowMs: number): Promise<SliceReading> {
  const windowStartMs = now() + leadInMs;
  const windowEndMs = windowStartMs + windowMs;
  const before = process.cpuUsage();
  const spans = await drive(windowEndMs + TAIL_MS);
  const used = process.cpuUsage(before);
  const credit = spans.reduce((sum, span) => sum + share(span, windowStartMs, windowEndMs), 0);
  const count = spans.length;
  return {
    window: {
      windowMs,
      credit,
      outstandingMs: 0,
      settledCount: 0,
      latency: { unit: 'ms', buckets: [] },
      latencyMsSum: 0,
      queueMsSum: 0,
      sendMsSum: 0,
      queueAndSendMsSum: 0,
      runMsSum: 0,
      returnMsSum: 0,
      executorCounts: [],
      executorRunMsSums: [],
      misorderedCount: 0,
    },
    windowStartMs,
    windowEndMs,
    tasks: { offered: count, ok: count, failed: 0, timedOut: 0 },
    error: null,
    cpuMs: (used.user + used.system) / 1e3,
    loopThreadCpuMs: null,
    runQueueWaitMs: null,
    switchCount: null,
    wallMs: leadInMs + windowMs,
    longestTaskMs: 0,
    gcCount: 0,
    gcPauseMs: 0,
    loopWaits: { unit: 'ms', buckets: [] },
    loopCutOffCount: 0,
    utilizationRatio: 0,
  };
}

async function carryOut(message: RoundCommand): Promise<RoundAnswer> {
  if (message.command === 'prepare') return { ok: true, reading: null };
  if (message.command === 'open') {
    const { request } = message;
    inFlight = request.inFlight;
    input = Number(request.executor.params.iterations ?? 0);
    const open = BARE_POOLS[request.modelId];
    if (open === undefined) throw new Error(`${request.modelId} is no bare pool`);
    pool = await open(request.knobs);
    await drive(now() + 50);
    const reading = {
      startUpMs: 0,
      firstTaskMs: 0,
      executorCount: 2,
      childPids: [],
      digest: '',
      baseMemoryBytes: 0,
    };
    // The digest of a bare process is that of whatever it stands beside: it is told which.
    return { ok: true, reading: { ...reading, digest: String(request.executor.params.digest) } };
  }
  if (message.command === 'warmUp') {
    const spans = await drive(now() + message.request.maxMs);
    const latencyMs = spans.reduce((sum, [startMs, endMs]) => sum + endMs - startMs, 0) / spans.length;
    const throughputPerSec = (spans.length / message.request.maxMs) * 1e3;
    const reading = {
      durationMs: message.request.maxMs,
      taskCount: spans.length,
      isFlat: true,
      throughputPerSec,
      latencyMs,
    };
    return { ok: true, reading };
  }
  if (message.command === 'slice') {
    return { ok: true, reading: await slice(message.request.leadInMs, message.request.windowMs) };
  }
  await pool.close();
  return { ok: true, reading: { memoryBytes: 0 } };
}

process.on('message', (message: RoundCommand) => {
  void carryOut(message).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
