/** Tasks by a schedule against a server that always takes 100 ms: what is read is what is true, at every rate. */
import type { ArrivalPlan } from '../../../../harness/measure/arrivals.ts';
import type { SlicePlan } from '../../../../harness/measure/closed-loop.ts';
import type { RoundHandle } from '../../../../harness/round/host.ts';
import { startServices } from '../../../../harness/services/start-services.ts';
import { LogHistogram } from '../../../../harness/stats/histogram.ts';
import { delayServer } from '../../../../scenarios/services/refs.ts';
import { builtInCell, models } from '../contrasts.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const DELAY_MS = 100;
const WINDOW_MS = 20_000;
const RATES_PER_SEC = [5, 50, 500];
/** A warm-up of tenths of a second is a few tasks of 100 ms: V8 would interpret the client in all that 5/s are. */
const WARM_UP_PER_SEC = 500;
const WARM_UP_MS = 4_000;
const LATENCY_TOLERANCE_MS = 3;
const MOST_LAG_MS = 2;

function planAt(ratePerSec: number, windowMs: number): SlicePlan {
  const arrivals: ArrivalPlan = { kind: 'constant', ratePerSec, seed: 1 };
  return { leadInMs: 500, windowMs, minCompletions: 20, arrivals };
}

/** One row for the latency and one for the spacing, at one rate. */
async function measureRate(live: RoundHandle, ratePerSec: number): Promise<FidelityRow[]> {
  const { window, openLoop } = await live.send('slice', planAt(ratePerSec, WINDOW_MS), 3 * WINDOW_MS);
  const latency = LogHistogram.from(window.latency);
  const [p50, p99] = [latency.quantileMs(0.5) ?? Number.NaN, latency.quantileMs(0.99) ?? Number.NaN];
  const lagP99 = LogHistogram.from(openLoop!.lag).quantileMs(0.99) ?? Number.NaN;
  const worst = Math.max(Math.abs(p50 - DELAY_MS), Math.abs(p99 - DELAY_MS));
  return [
    {
      what: `open loop, ${ratePerSec}/s against a fixed ${DELAY_MS} ms: p50 and p99 of ${latency.count} requests`,
      goal: `within ${LATENCY_TOLERANCE_MS} ms`,
      measured: `${p50.toFixed(1)} and ${p99.toFixed(1)} ms`,
      passed: worst <= LATENCY_TOLERANCE_MS,
    },
    {
      what: `open loop, ${ratePerSec}/s: how much later than scheduled requests were offered, p99`,
      goal: `≤ ${MOST_LAG_MS} ms`,
      measured: `${lagP99.toFixed(2)} ms`,
      passed: lagP99 <= MOST_LAG_MS,
    },
  ];
}

export const openLoopIsExact: FidelityCheck = {
  id: 'open-loop',
  summary: 'tasks by a schedule against a fixed delay',
  run: async (lab, log) => {
    const services = await startServices([delayServer], { deadlineMs: 30_000 });
    try {
      const cell = builtInCell('open loop', 'io/latency', {
        model: models.singleLoop,
        params: { delayMs: DELAY_MS },
        inFlight: 8,
      });
      const live = await lab.open(cell, services.addresses);
      await live.send('slice', planAt(WARM_UP_PER_SEC, WARM_UP_MS), 3 * WARM_UP_MS);
      const rows: FidelityRow[] = [];
      for (const ratePerSec of RATES_PER_SEC) {
        rows.push(...(await measureRate(live, ratePerSec)));
        log(`${ratePerSec}/s`);
      }
      await live.kill();
      return rows;
    } finally {
      await services.stop();
    }
  },
};
