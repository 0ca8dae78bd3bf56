/** Short slices between sleeps against long windows of the same process. */
import { median } from '../../../../harness/stats/describe.ts';
import { quantileRanks } from '../../../../harness/stats/quantile-interval.ts';
import { builtInCell, calibrateIterations, loopCell, models } from '../contrasts.ts';
import type { LabCell } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

/** Enough for an interval of some ±0.5 %: each pair lies within 2 s, so that the machine's moods fall on both sides of it. */
const PAIRS = 80;
const SLEEP_MS = 150;
/** A quarter of the scenario's text: about 2 ms, so that a slice is 40 ms as for the other workloads. */
const JSON_ORDERS = 1_300;

/** The workloads of the noise table that run on the loop itself. */
export async function inlineWorkloads(): Promise<LabCell[]> {
  const perMs = await calibrateIterations();
  return [
    loopCell('integer loop', models.sequential, Math.round(perMs * 2)),
    builtInCell('sha256', 'cpu/sha256'),
    builtInCell('JSON.parse', 'cpu/json-parse', { params: { orders: JSON_ORDERS } }),
  ];
}

/** The order-statistic interval of the median, about 95 %: pairs next to each other share a window. */
function medianInterval(values: readonly number[]): [low: number, high: number] {
  const sorted = [...values].sort((one, other) => one - other);
  const { low, high } = quantileRanks(sorted.length, 0.5, 0.95);
  return [sorted[low - 1]!, sorted[high - 1]!];
}

export const slicesAgainstContinuous: FidelityCheck = {
  id: 'slices',
  summary: 'slice against continuous running of the same process',
  run: async (lab, log) => {
    const rows: FidelityRow[] = [];
    for (const cell of await inlineWorkloads()) {
      const live = await lab.open(cell);
      const cpu = lab.machine.pinnableCpus[0];
      if (cpu !== undefined && live.pid !== null) await lab.machine.pin(live.pid, cpu);
      const take = async (leadInMs: number, windowMs: number): Promise<number> => {
        const { window } = await live.send('slice', { leadInMs, windowMs, minCompletions: 10 }, 60_000);
        return window.credit / window.windowMs;
      };
      const ratios: number[] = [];
      let before = await take(300, 600);
      for (let pair = 0; pair < PAIRS; pair++) {
        // continuous – slice – continuous: a drift of the machine cancels
        await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
        const sliced = await take(40, 60);
        const after = await take(300, 600);
        ratios.push(sliced / ((before + after) / 2));
        before = after;
        if ((pair + 1) % 10 === 0) log(`${cell.name}: pair ${pair + 1}/${PAIRS}`);
      }
      await live.kill();
      const ratio = median(ratios);
      const [low, high] = medianInterval(ratios);
      rows.push({
        what: `${cell.name}: a slice ÷ continuous running before and after it, same process, median of ${PAIRS}`,
        goal: 'within 1 %',
        measured: `${ratio.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`,
        passed: Math.abs(ratio - 1) <= 0.01,
      });
    }
    return rows;
  },
};
