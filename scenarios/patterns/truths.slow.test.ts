/**
 * Figures of real services against what theory says of them. Ratios within one run alone: whatever holds up this machine holds up all
 * that is asked for at the same time.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor } from '../../harness/executor/create-executor.ts';
import type { Executor } from '../../harness/executor/executor.ts';
import type { ParamValue } from '../../harness/scenario.ts';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { median } from '../../harness/stats/describe.ts';
import { compiledUrl } from '../compiled-url.ts';
import { delayServer } from '../services/refs.ts';

const TOLERANCE = 0.03;

let services: RunningServices;
beforeAll(async () => {
  services = await startServices([delayServer], { deadlineMs: 10_000 });
});
afterAll(() => services.stop());

function open(id: string, variant: string, params: Readonly<Record<string, ParamValue>>): Promise<Executor> {
  return createExecutor(
    {
      scenarioUrl: compiledUrl(`${id}.js`),
      scenarioLabel: id,
      variant,
      params,
      services: services.addresses,
      seed: 1,
      tempDir: '/',
    },
    0,
  );
}

interface Load {
  readonly outputs: readonly unknown[];
  /** From the first offer to the last answer. */
  readonly elapsedMs: number;
  /** When tasks were done, in that order. */
  readonly endsMs: readonly number[];
  /** Time that lanes were busy, all together: without the idle ends that lanes have when nothing is left. */
  readonly busyMs: number;
}

/** So many tasks by so many lanes, each taking the next when its last is done. */
async function load(executor: Executor, taskCount: number, laneCount: number): Promise<Load> {
  const outputs: unknown[] = [];
  const endsMs: number[] = [];
  let [next, busyMs] = [0, 0];
  const startedMs = performance.now();
  const lane = async (): Promise<void> => {
    while (next < taskCount) {
      const task = await executor.execute({ id: next++ });
      if (task.error !== null) throw new Error(task.error.message);
      outputs.push(task.output);
      endsMs.push(task.endedMs);
      busyMs += task.endedMs - task.startedMs;
    }
  };
  await Promise.all(Array.from({ length: laneCount }, lane));
  return { outputs, elapsedMs: performance.now() - startedMs, endsMs, busyMs };
}

/** Tasks in a millisecond: the middle one of all stretches of `count` tasks, which one pause of this machine does not move. */
function paceOf({ endsMs }: Load, count: number): number {
  const stretches = endsMs.slice(count).map((endMs, index) => endMs - endsMs[index]!);
  return count / median(stretches);
}

describe('retries against a service that errs', () => {
  const MOST_ATTEMPTS = 6;
  /** What chance there is lies in the documents, and is the same in every run: here 1 % at the most. */
  const TASKS = 2_048;
  const LANES = 16;
  const failRates = [0, 0.2, 0.5] as const;
  const attemptsOf = (failRate: number): number => (1 - failRate ** MOST_ATTEMPTS) / (1 - failRate);

  test('amplification and goodput are those of the closed form, within 3 %', async () => {
    const executors = await Promise.all(
      failRates.map((failRate) => open('patterns/retry', 'immediately', { failRate, delayMs: 20 })),
    );
    // As many lanes more as there are attempts: so all end together, and none has the service for itself.
    const loads = await Promise.all(
      executors.map((executor, index) =>
        load(executor, TASKS, Math.round(LANES * attemptsOf(failRates[index]!))),
      ),
    );
    for (const executor of executors) await executor.close();
    const perLane = loads.map(({ outputs, busyMs }) => {
      const outcomes = outputs as { readonly title: string | null; readonly attempts: number }[];
      const good = outcomes.filter(({ title }) => title !== null).length;
      const attempts = outcomes.reduce((sum, outcome) => sum + outcome.attempts, 0);
      return { amplification: attempts / TASKS, goodput: good / busyMs };
    });
    for (const [index, failRate] of failRates.entries()) {
      const { amplification, goodput } = perLane[index]!;
      expect(Math.abs(amplification / attemptsOf(failRate) - 1), `${failRate}`).toBeLessThan(TOLERANCE);
      // (1 − pⁿ) answers for (1 − pⁿ) ÷ (1 − p) attempts.
      const expected = 1 - failRate;
      expect(Math.abs(goodput / perLane[0]!.goodput / expected - 1), `${failRate}`).toBeLessThan(TOLERANCE);
    }
  });
});

describe('connections to a service of known delay', () => {
  /** How many connections a client has, how many of them the service serves, and so how many are busy. */
  const cases = [
    { connections: 1, serviceLimit: 0, busy: 1 },
    { connections: 4, serviceLimit: 0, busy: 4 },
    { connections: 8, serviceLimit: 0, busy: 8 },
    { connections: 8, serviceLimit: 2, busy: 2 },
  ];
  const ROUNDS = 8;
  /** So long that what this machine adds to an answer is little beside it. */
  const delayMs = 250;

  test('throughput is what Little’s law says: busy connections ÷ time of an answer, within 3 %', async () => {
    const executors = await Promise.all(
      cases.map(({ connections, serviceLimit }) =>
        open('patterns/connection-limit', 'default', { connections, delayMs, serviceLimit }),
      ),
    );
    // Twice as many tasks in flight as connections: the others queue in the client.
    const loads = await Promise.all(
      executors.map((executor, index) =>
        load(executor, ROUNDS * cases[index]!.busy, 2 * cases[index]!.connections),
      ),
    );
    for (const executor of executors) await executor.close();
    const throughputs = loads.map((own, index) => paceOf(own, cases[index]!.busy));
    for (const [index, { busy, ...asked }] of cases.entries()) {
      const { outputs, elapsedMs } = loads[index]!;
      expect((outputs.length / elapsedMs) * delayMs).toBeLessThanOrEqual(busy);
      const ratio = throughputs[index]! / throughputs[0]! / busy;
      expect(ratio, JSON.stringify(asked)).toBeGreaterThan(1 - TOLERANCE);
      // Who queues at the service is served without a way there and back in between.
      if (asked.serviceLimit === 0) expect(ratio, JSON.stringify(asked)).toBeLessThan(1 + TOLERANCE);
    }
  });
});
