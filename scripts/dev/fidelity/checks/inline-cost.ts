/** What measuring adds to an inline task, and tinybench's opinion on `sequential`. */
import { Bench } from 'tinybench';
import { measureMicroCosts } from '../../../../harness/measure/micro-costs.ts';
import { calibrateIterations, loopCell, models } from '../contrasts.ts';
import type { FidelityCheck } from '../row.ts';

export const inlineCost: FidelityCheck = {
  id: 'inline-cost',
  summary: 'what measuring adds to an inline task',
  run: async () => {
    const costs = await measureMicroCosts(new AbortController().signal);
    if (!costs) throw new Error('the micro-costs could not be measured');
    const addedUs = (costs.dispatchMs - costs.bareAwaitMs) * 1e3;
    return [
      {
        what: 'added to an inline task beyond a bare `await` loop',
        goal: '≤ 1 µs',
        measured: `${addedUs.toFixed(2)} µs (${(costs.dispatchMs * 1e3).toFixed(2)} against ${(costs.bareAwaitMs * 1e3).toFixed(2)} µs)`,
        passed: addedUs <= 1,
      },
    ];
  },
};

const ROUNDS = 8;

/** The same loop timed by tinybench and by the product, turn about. */
export const tinybenchAgrees: FidelityCheck = {
  id: 'tinybench',
  summary: 'tinybench cross-checks sequential',
  run: async (lab, log) => {
    const { default: runLoop } = await import('../bare-worker.ts');
    const iterations = Math.round((await calibrateIterations()) * 2);
    const ratios: number[] = [];
    const live = await lab.open(loopCell('sequential', models.sequential, iterations));
    for (let round = 0; round < ROUNDS; round++) {
      const bench = new Bench({ time: 500, warmupTime: 100 }).add('loop', () => void runLoop(iterations));
      await bench.run();
      const result = bench.getTask('loop')?.result;
      if (!result || !('throughput' in result)) throw new Error('tinybench gave no result');
      const reading = await live.send('slice', { leadInMs: 100, windowMs: 500, minCompletions: 20 }, 30_000);
      const ours = (reading.window.credit / reading.window.windowMs) * 1e3;
      ratios.push(ours / (1e3 / result.latency.p50));
      log(`round ${round + 1}/${ROUNDS}`);
    }
    await live.kill();
    const middle = ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    return [
      {
        what: '`sequential`, 2 ms task: reported throughput ÷ tinybench, median of turns',
        goal: 'within 3 %',
        measured: middle.toFixed(4),
        passed: Math.abs(middle - 1) <= 0.03,
      },
    ];
  },
};
