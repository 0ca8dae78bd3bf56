/**
 * Figures of real services against what theory says of them. Ratios within one run alone: whatever holds up this machine holds up all
 * that is asked for at the same time.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor } from '../../harness/executor/create-executor.ts';
import type { Executor } from '../../harness/executor/executor.ts';
import type { ParamValue } from '../../harness/scenario.ts';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
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
  /** Time that lanes were busy, all together: without the idle ends that lanes have when nothing is left. */
  readonly busyMs: number;
}

/** So many tasks by so many lanes, each taking the next when its last is done. */
async function load(executor: Executor, taskCount: number, laneCount: number): Promise<Load> {
  const outputs: unknown[] = [];
  let [next, busyMs] = [0, 0];
  const startedMs = performance.now();
  const lane = async (): Promise<void> => {
    while (next < taskCount) {
      const task = await executor.execute({ id: next++ });
      if (task.error !== null) throw new Error(task.error.message);
      outputs.push(task.output);
      busyMs += task.endedMs - task.startedMs;
    }
  };
  await Promise.all(Array.from({ length: laneCount }, lane));
  return { outputs, elapsedMs: performance.now() - startedMs, busyMs };
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
  const limits = [1, 4, 8] as const;
  const ROUNDS = 6;
  /** So long that what this machine adds to an answer is little beside it. */
  const delayMs = 250;

  test('throughput is what Little’s law says: connections ÷ time of an answer, within 3 %', async () => {
    const executors = await Promise.all(
      limits.map((connections) => open('patterns/connection-limit', 'default', { connections, delayMs })),
    );
    // Twice as many tasks in flight as connections: the others queue.
    const loads = await Promise.all(
      executors.map((executor, index) => load(executor, ROUNDS * limits[index]!, 2 * limits[index]!)),
    );
    for (const executor of executors) await executor.close();
    const throughputs = loads.map(({ outputs, elapsedMs }) => outputs.length / elapsedMs);
    for (const [index, connections] of limits.entries()) {
      expect(throughputs[index]! * delayMs).toBeLessThanOrEqual(connections);
      const ratio = throughputs[index]! / throughputs[0]! / connections;
      expect(Math.abs(ratio - 1), `${connections} connections`).toBeLessThan(TOLERANCE);
    }
  });
});
