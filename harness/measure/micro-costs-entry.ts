/**
 * What the instrument itself costs on this machine, measured by tinybench in a process of its own before a run:
 * reading the clock, a bare `await fn()`, the same through our dispatch, and one structured clone of 1 KiB.
 */
import { Bench } from 'tinybench';
import { createExecute } from '../executor/create-executor.ts';
import { createInlineSession, executeInline } from '../executor/inline-session.ts';
import type { Environment } from '../result/schema.ts';
import { nowMs } from './clock.ts';
import { driveClosedLoop } from './closed-loop.ts';
import { Recorder } from './recorder.ts';

type MicroCosts = NonNullable<Environment['microCosts']>;

/** Calls per timed sample: single calls would disappear in the clock's own cost. */
const BATCH = 1_000;
const MEASURE_MS = 60;

/** The smallest step that the clock shows. */
function readClockTickMs(): number {
  let tickMs = Number.POSITIVE_INFINITY;
  for (let index = 0; index < 20_000; index++) {
    const before = nowMs();
    const step = nowMs() - before;
    if (step > 0 && step < tickMs) tickMs = step;
  }
  return tickMs;
}

function noTask(input: unknown): unknown {
  return input;
}

/** Time per no-op task through executor, session, drive and recorder: everything that we add to an inline task. */
async function measureDispatchMs(): Promise<number> {
  const execute = createExecute(noTask, undefined, import.meta.url);
  const executor = { index: 0, scenario: { run: noTask }, execute, close: async () => {} };
  const session = createInlineSession(executor, (input) => executeInline(executor, input));
  const recorder = new Recorder();
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const startedMs = nowMs();
    await driveClosedLoop({
      session,
      inputs: [1],
      inFlight: 1,
      plan: { leadInMs: 0, windowMs: 20, minCompletions: 1 },
      recorder,
      taskDeadlineMs: 10_000,
      firstInput: 0,
    });
    bestMs = Math.min(bestMs, (nowMs() - startedMs) / recorder.count);
  }
  await session.close();
  return bestMs;
}

async function measure(): Promise<MicroCosts> {
  const payload = { text: 'x'.repeat(1_024) };
  const bench = new Bench({ time: MEASURE_MS, warmupTime: 20, throws: true });
  bench
    .add('clockRead', () => {
      for (let index = 0; index < BATCH; index++) nowMs();
    })
    .add('bareAwait', async () => {
      for (let index = 0; index < BATCH; index++) await noTask(index);
    })
    .add('clone1KiB', () => {
      for (let index = 0; index < BATCH / 10; index++) structuredClone(payload);
    });
  await bench.run();
  // latency: milliseconds per sample, that is per batch
  const perCallMs = (name: string, calls: number): number => {
    const result = bench.getTask(name)?.result;
    return result && 'latency' in result ? result.latency.p50 / calls : Number.NaN;
  };
  return {
    clockTickMs: readClockTickMs(),
    clockReadMs: perCallMs('clockRead', BATCH),
    bareAwaitMs: perCallMs('bareAwait', BATCH),
    dispatchMs: await measureDispatchMs(),
    clone1KiBMs: perCallMs('clone1KiB', BATCH / 10),
  };
}

process.send?.(await measure());
process.disconnect?.();
