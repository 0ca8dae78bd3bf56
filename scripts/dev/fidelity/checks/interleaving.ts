/** What interleaving buys: spread of a block's log ratio, A against identical A, under three designs side by side. */
import { standardDeviation } from '../../../../harness/stats/describe.ts';
import { spreadRatioInterval } from '../../../../harness/stats/spread-ratio.ts';
import { blockLog, calibrateIterations, loopCell, models } from '../contrasts.ts';
import type { Lab, LabCell } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';
import { inlineWorkloads } from './slices.ts';

/** Of so many, a ratio of two spreads is known to a factor of about 1.5; of 14, to one of 1.8. */
const REPETITIONS = 24;
const BLOCK_MS = 2_200;

async function workloads(): Promise<LabCell[]> {
  const iterations = Math.round((await calibrateIterations()) * 4);
  const pool = loopCell('pool of 2', models.workerThreads, iterations, {
    inFlight: 8,
    knobs: { poolSize: 2, tasksPerWorker: 1 },
  });
  return [...(await inlineWorkloads()), pool];
}

/** A B B A in fresh processes, 0.4 s each, one after the other: how most people compare. */
async function oneAfterTheOther(lab: Lab, cell: LabCell): Promise<number> {
  const logs: number[] = [];
  for (let index = 0; index < 4; index++) {
    const live = await lab.open(cell);
    const { window } = await live.send('slice', { leadInMs: 40, windowMs: 400, minCompletions: 1 }, 60_000);
    logs.push(Math.log(window.credit / window.windowMs));
    await live.kill();
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = logs;
  return (first + fourth) / 2 - (second + third) / 2;
}

async function interleaved(lab: Lab, cell: LabCell, pin: boolean): Promise<number> {
  const cells = [
    { ...cell, name: 'A' },
    { ...cell, name: 'A again' },
  ];
  // What the turns get is what is measured: start-up and warm-up come on top.
  return blockLog(await lab.measureBlock(cells, { boxMs: BLOCK_MS + 1_500, pin }), 'A', 'A again');
}

export const interleavingPays: FidelityCheck = {
  id: 'interleaving',
  summary: 'A against identical A: slices against one process after the other',
  run: async (lab, log) => {
    const rows: FidelityRow[] = [];
    for (const cell of await workloads()) {
      const spread = { apart: [] as number[], free: [] as number[], pinned: [] as number[] };
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        spread.apart.push(await oneAfterTheOther(lab, cell));
        spread.free.push(await interleaved(lab, cell, false));
        spread.pinned.push(await interleaved(lab, cell, true));
        log(`${cell.name}: repetition ${repetition + 1}/${REPETITIONS}`);
      }
      const sd = (values: number[]): number => standardDeviation(values) ?? Number.NaN;
      const [apart, free, pinned] = [sd(spread.apart), sd(spread.free), sd(spread.pinned)];
      const text = (value: number): string => `${(value * 100).toFixed(2)} %`;
      const { low, high } = spreadRatioInterval(
        { first: pinned, firstCount: REPETITIONS },
        { second: apart, secondCount: REPETITIONS },
        0.95,
      );
      rows.push({
        what: `${cell.name}: sd of a block's log ratio, A against identical A`,
        goal: 'slices ÷ one after the other ≤ 0.5 while the latter exceeds 2 %',
        measured: `one after the other ${text(apart)} · slices ${text(free)} · slices, loops pinned ${text(pinned)} · ratio ${(pinned / apart).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
        passed: apart <= 0.02 ? null : pinned / apart <= 0.5,
      });
    }
    return rows;
  },
};
