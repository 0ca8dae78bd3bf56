/** Tasks by a schedule against a server that always takes 100 ms, and against one that also stalls: what is read is what is true. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { builtUrl } from '../../../../harness/built.ts';
import type { ArrivalPlan } from '../../../../harness/measure/arrivals.ts';
import type { SlicePlan } from '../../../../harness/measure/closed-loop.ts';
import type { RoundHandle } from '../../../../harness/round/host.ts';
import type { ServiceRef } from '../../../../harness/scenario.ts';
import { type RunningServices, startServices } from '../../../../harness/services/start-services.ts';
import { LogHistogram } from '../../../../harness/stats/histogram.ts';
import { delayServer } from '../../../../scenarios/services/refs.ts';
import { builtInCell, models } from '../contrasts.ts';
import type { Lab } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';
import { STALL_MS, STALL_PERIOD_MS, scheduledLatencies } from '../stall-schedule.ts';

const DELAY_MS = 100;
const LEAST_WINDOW_MS = 20_000;
/** A p99 has ten samples beyond it, or it is one unlucky request. */
const LEAST_REQUESTS = 1_000;
const RATES_PER_SEC = [5, 50, 500];
/** A warm-up of tenths of a second is a few tasks of 100 ms: V8 would interpret the client in all that 5/s are. */
const WARM_UP_PER_SEC = 500;
const WARM_UP_MS = 4_000;
const LATENCY_TOLERANCE_MS = 3;
const MOST_LAG_MS = 2;
const STALLS = 6;
/** Long enough that the gap between two requests, by which a quantile may be off, is little of any quantile. */
const STALL_DELAY_MS = 200;
const STALL_RATE_PER_SEC = 100;
const STALL_QUANTILES = [0.5, 0.9, 0.99];
const STALL_TOLERANCE = 0.05;

function planAt(ratePerSec: number, windowMs: number): SlicePlan {
  const arrivals: ArrivalPlan = { kind: 'constant', ratePerSec, seed: 1 };
  return { leadInMs: 500, windowMs, minCompletions: 20, arrivals };
}

/** One row for the latency and one for the spacing, at one rate. `where` ends the sentence of what was measured. */
async function measureRate(live: RoundHandle, ratePerSec: number, where: string): Promise<FidelityRow[]> {
  const windowMs = Math.max(LEAST_WINDOW_MS, (1e3 * LEAST_REQUESTS) / ratePerSec);
  const { window, openLoop } = await live.send('slice', planAt(ratePerSec, windowMs), 3 * windowMs);
  const latency = LogHistogram.from(window.latency);
  const [p50, p99] = [latency.quantileMs(0.5) ?? Number.NaN, latency.quantileMs(0.99) ?? Number.NaN];
  const lagP99 = LogHistogram.from(openLoop!.lag).quantileMs(0.99) ?? Number.NaN;
  const worst = Math.max(Math.abs(p50 - DELAY_MS), Math.abs(p99 - DELAY_MS));
  return [
    {
      what: `open loop, ${ratePerSec}/s against a fixed ${DELAY_MS} ms: p50 and p99 of ${latency.count} requests${where}`,
      goal: `within ${LATENCY_TOLERANCE_MS} ms`,
      measured: `${p50.toFixed(1)} and ${p99.toFixed(1)} ms`,
      passed: worst <= LATENCY_TOLERANCE_MS,
    },
    {
      what: `open loop, ${ratePerSec}/s: how much later than scheduled requests were offered, p99${where}`,
      goal: `≤ ${MOST_LAG_MS} ms`,
      measured: `${lagP99.toFixed(2)} ms`,
      passed: lagP99 <= MOST_LAG_MS,
    },
  ];
}

/** Opens the client and warms it up at a rate at which V8 compiles it. */
async function openClient(
  lab: Lab,
  name: string,
  services: RunningServices,
  delayMs: number,
): Promise<RoundHandle> {
  const cell = builtInCell(name, 'io/latency', {
    model: models.singleLoop,
    params: { delayMs },
    inFlight: 8,
  });
  const live = await lab.open(cell, services.addresses);
  await live.send('slice', planAt(WARM_UP_PER_SEC, WARM_UP_MS), 3 * WARM_UP_MS);
  return live;
}

async function withService<T>(ref: ServiceRef, use: (services: RunningServices) => Promise<T>): Promise<T> {
  const services = await startServices([ref], { deadlineMs: 30_000 });
  try {
    return await use(services);
  } finally {
    await services.stop();
  }
}

/**
 * From here on nothing else of this system gets a CPU before these processes (SCHED_FIFO of Linux), all of their threads. What
 * is late then, the harness or the server made late. Throws where it is not allowed, or there is no `chrt`.
 */
async function raisePriority(pids: readonly (number | null)[]): Promise<void> {
  for (const pid of pids) {
    await promisify(execFile)('chrt', ['--all-tasks', '--fifo', '--pid', '1', String(pid)]);
  }
}

export const openLoopIsExact: FidelityCheck = {
  id: 'open-loop',
  summary: 'tasks by a schedule against a fixed delay',
  run: (lab, log) =>
    withService(delayServer, async (services) => {
      const live = await openClient(lab, 'open loop', services, DELAY_MS);
      const rows: FidelityRow[] = [];
      const measureAll = async (where: string): Promise<void> => {
        for (const ratePerSec of RATES_PER_SEC) {
          rows.push(...(await measureRate(live, ratePerSec, where)));
          log(`${ratePerSec}/s${where}`);
        }
      };
      try {
        await measureAll('');
        const where = ', client and server at real-time priority';
        const refusal = await raisePriority([live.pid, ...services.pids]).then(() => null, String);
        if (refusal === null) await measureAll(where);
        else rows.push({ what: `open loop${where}`, goal: 'as above', measured: refusal, passed: null });
      } finally {
        await live.kill();
      }
      return rows;
    }),
};

/** Takes the place of the delay server. */
const stallingServer: ServiceRef = {
  id: delayServer.id,
  moduleUrl: builtUrl('scripts/dev/fidelity/workloads/stalling-server.js').href,
};

export const openLoopSeesStalls: FidelityCheck = {
  id: 'stall',
  summary: 'tasks by a schedule against a server that stands still for a second in every ten',
  run: (lab, log) =>
    withService(stallingServer, async (services) => {
      const live = await openClient(lab, 'stall', services, STALL_DELAY_MS);
      const windowMs = STALLS * STALL_PERIOD_MS;
      const { window } = await live.send('slice', planAt(STALL_RATE_PER_SEC, windowMs), 2 * windowMs);
      await live.kill();
      log(`${STALLS} stalls`);
      const latency = LogHistogram.from(window.latency);
      const truths = scheduledLatencies(STALL_RATE_PER_SEC, STALL_DELAY_MS);
      return STALL_QUANTILES.map((p) => {
        const truthMs = truths[Math.ceil(p * truths.length) - 1] ?? Number.NaN;
        const readMs = latency.quantileMs(p) ?? Number.NaN;
        const error = readMs / truthMs - 1;
        return {
          what: `open loop, ${STALL_RATE_PER_SEC}/s against ${STALL_DELAY_MS} ms and a stall of ${STALL_MS / 1_000} s in every ${STALL_PERIOD_MS / 1_000} s: p${p * 100} of ${latency.count} requests; by the schedule ${truthMs.toFixed(1)} ms`,
          goal: `within ${STALL_TOLERANCE * 100} %`,
          measured: `${readMs.toFixed(1)} ms (${error < 0 ? '' : '+'}${(error * 100).toFixed(2)} %)`,
          passed: Math.abs(error) <= STALL_TOLERANCE,
        };
      });
    }),
};
