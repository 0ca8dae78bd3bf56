/**
 * Figures of real services against what theory says of them. Ratios within one run alone: whatever holds up this machine holds up all
 * that is asked for at the same time.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor } from '../../harness/executor/create-executor.ts';
import type { Executor } from '../../harness/executor/executor.ts';
import { makeInputs } from '../../harness/executor/inputs.ts';
import type { ParamValue, Scenario } from '../../harness/scenario.ts';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { median } from '../../harness/stats/describe.ts';
import { compiledUrl } from '../compiled-url.ts';
import { delayServer } from '../services/refs.ts';
import retry from './retry.ts';
import timeout from './timeout.ts';

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
async function load(
  executor: Executor,
  taskCount: number,
  laneCount: number,
  inputs: readonly unknown[] = [],
): Promise<Load> {
  const outputs: unknown[] = [];
  const endsMs: number[] = [];
  let [next, busyMs] = [0, 0];
  const startedMs = performance.now();
  const lane = async (): Promise<void> => {
    while (next < taskCount) {
      const index = next++;
      const task = await executor.execute(inputs[index % inputs.length] ?? { id: index });
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

interface RetryOutcome {
  readonly attempts: number;
  readonly isFallback: boolean;
}

describe('retries against a service that errs', () => {
  const MOST_ATTEMPTS = 6;
  /** Whole cycles of the inputs that a run makes. */
  const TASKS = 25 * retry.inputCount!;
  const LANES = 16;
  const failRates = [0, 0.2, 0.5] as const;
  const inputsOf = (params: { failRate: number; delayMs: number; failAbove: number }): readonly unknown[] =>
    makeInputs(retry as Scenario, 'patterns/retry', params, 1, retry.inputCount!);
  const attemptsOf = (failRate: number): number => (1 - failRate ** MOST_ATTEMPTS) / (1 - failRate);

  test('amplification and goodput are those of the closed form, within 3 %', async () => {
    const executors = await Promise.all(
      failRates.map((failRate) =>
        open('patterns/retry', 'immediately', { failRate, delayMs: 20, failAbove: 0 }),
      ),
    );
    // As many lanes more as there are attempts: so all end together, and none has the service for itself.
    const loads = await Promise.all(
      executors.map((executor, index) => {
        const failRate = failRates[index]!;
        const inputs = inputsOf({ failRate, delayMs: 20, failAbove: 0 });
        return load(executor, TASKS, Math.round(LANES * attemptsOf(failRate)), inputs);
      }),
    );
    for (const executor of executors) await executor.close();
    const perLane = loads.map(({ outputs, busyMs }) => {
      const outcomes = outputs as RetryOutcome[];
      const good = outcomes.filter(({ isFallback }) => !isFallback).length;
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

describe('retries against a service that is asked too much', () => {
  test('asking again at once takes more attempts for fewer answers than backing off', async () => {
    const params = { failRate: 0, delayMs: 5, failAbove: 6 };
    const inputs = makeInputs(retry as Scenario, 'patterns/retry', params, 1, retry.inputCount!);
    const read = async (variant: string): Promise<{ attempts: number; goodput: number }> => {
      const executor = await open('patterns/retry', variant, params);
      // One after the other: each has the service to itself, and 8 in flight are more than it takes.
      const { outputs, elapsedMs } = await load(executor, 400, 8, inputs);
      await executor.close();
      const outcomes = outputs as RetryOutcome[];
      return {
        attempts: outcomes.reduce((sum, outcome) => sum + outcome.attempts, 0) / outcomes.length,
        goodput: outcomes.filter(({ isFallback }) => !isFallback).length / elapsedMs,
      };
    };
    const [backingOff, atOnce] = [await read('default'), await read('immediately')];
    expect(atOnce.attempts / backingOff.attempts).toBeGreaterThan(1.3);
    expect(atOnce.goodput / backingOff.goodput).toBeLessThan(0.8);
  });
});

describe('timeouts before a service of which one answer in ten is slow', () => {
  const params = { slowShare: 0.1, timeoutMs: 20 };
  const inputs = makeInputs(timeout as Scenario, 'patterns/timeout', params, 1, timeout.inputCount!);

  interface Read {
    readonly goodShare: number;
    readonly goodput: number;
  }

  async function read(variant: string): Promise<Read> {
    const executor = await open('patterns/timeout', variant, params);
    const { outputs, elapsedMs } = await load(executor, 800, 8, inputs);
    await executor.close();
    const good = (outputs as { isFallback: boolean }[]).filter(({ isFallback }) => !isFallback).length;
    return { goodShare: good / outputs.length, goodput: good / elapsedMs };
  }

  test('one that cancels gives up the slow ones alone, and more answers come than without or with one that stops waiting', async () => {
    const [cancelling, stopping, without] = [
      await read('default'),
      await read('stop-waiting'),
      await read('no-timeout'),
    ];
    expect(without.goodShare).toBe(1);
    // The slow ones, and those few that this machine holds up for 20 ms.
    expect(cancelling.goodShare).toBeLessThanOrEqual(0.9);
    // Where connections stay taken, other tasks wait for one: for an answer, or until their time is over.
    expect(stopping.goodput / cancelling.goodput).toBeLessThan(0.8);
    expect(without.goodput / cancelling.goodput).toBeLessThan(0.8);
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
