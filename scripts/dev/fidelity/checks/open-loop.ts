/** Tasks by a schedule against a server that always takes 100 ms: what is read is what is true, at every rate. */
import type { ArrivalPlan } from '../../../../harness/measure/arrivals.ts';
import type { RoundHandle } from '../../../../harness/round/host.ts';
import { startServices } from '../../../../harness/services/start-services.ts';
import { LogHistogram } from '../../../../harness/stats/histogram.ts';
import { delayServer } from '../../../../scenarios/services/refs.ts';
import { whileAwake } from '../awake.ts';
import { builtInCell, models } from '../contrasts.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const DELAY_MS = 100;
const WINDOW_MS = 20_000;
const RATES_PER_SEC = [5, 50, 500];
const LATENCY_TOLERANCE_MS = 3;
const MOST_LAG_MS = 2;

/** One row for the latency and one for the spacing, at one rate. */
async function measureRate(live: RoundHandle, ratePerSec: number, isAwake: boolean): Promise<FidelityRow[]> {
  const arrivals: ArrivalPlan = { kind: 'constant', ratePerSec, seed: 1 };
  const plan = { leadInMs: 500, windowMs: WINDOW_MS, minCompletions: 20, arrivals };
  const { window, openLoop } = await live.send('slice', plan, 3 * WINDOW_MS);
  const latency = LogHistogram.from(window.latency);
  const [p50, p99] = [latency.quantileMs(0.5) ?? Number.NaN, latency.quantileMs(0.99) ?? Number.NaN];
  const lagP99 = LogHistogram.from(openLoop!.lag).quantileMs(0.99) ?? Number.NaN;
  const worst = Math.max(Math.abs(p50 - DELAY_MS), Math.abs(p99 - DELAY_MS));
  const load = `open loop, ${ratePerSec}/s${isAwake ? '' : ', CPUs that may halt'}`;
  const latencies = {
    what: `${load} against a fixed ${DELAY_MS} ms: p50 and p99 of ${latency.count} requests`,
    measured: `${p50.toFixed(1)} and ${p99.toFixed(1)} ms`,
  };
  // What a halted CPU takes to wake up is true of the machine, and no error of what measures.
  if (!isAwake) return [{ ...latencies, goal: 'published', passed: null }];
  return [
    { ...latencies, goal: `within ${LATENCY_TOLERANCE_MS} ms`, passed: worst <= LATENCY_TOLERANCE_MS },
    {
      what: `${load}: how much later than scheduled requests were offered, p99`,
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
      const measureAll = async (isAwake: boolean): Promise<FidelityRow[]> => {
        const rows: FidelityRow[] = [];
        for (const ratePerSec of RATES_PER_SEC) {
          rows.push(...(await measureRate(live, ratePerSec, isAwake)));
          log(`${ratePerSec}/s${isAwake ? ', CPUs kept awake' : ''}`);
        }
        return rows;
      };
      const rows = [...(await whileAwake(() => measureAll(true))), ...(await measureAll(false))];
      await live.kill();
      return rows;
    } finally {
      await services.stop();
    }
  },
};
