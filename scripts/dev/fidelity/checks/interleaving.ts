/** What interleaving buys: spread of a block's log ratio, A against identical A, under three designs side by side. */
import { PRESETS } from '../../../../harness/config/defaults.ts';
import { standardDeviation } from '../../../../harness/stats/describe.ts';
import { spreadRatioInterval } from '../../../../harness/stats/spread-ratio.ts';
import { blockLog, calibrateIterations, loopCell, models } from '../contrasts.ts';
import type { Lab, LabCell } from '../lab.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';
import { inlineWorkloads } from './slices.ts';

/** Of so many, a ratio of two spreads is known to a factor of about 1.5; of 14, to one of 1.8. */
const REPETITIONS = 24;
/** What the turns of a block get; opening and warming up come on top. */
const TURNS_MS = 2_200;
/** As `--preset full`, under every design: a heap that still grows makes any pair of processes differ. */
const { maxWarmUpMs } = PRESETS.full;

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
    const live = await lab.open(cell, undefined, maxWarmUpMs);
    const { window } = await live.send('slice', { leadInMs: 40, windowMs: 400, minCompletions: 1 }, 60_000);
    logs.push(Math.log(window.credit / window.windowMs));
    await live.kill();
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = logs;
  return (first + fourth) / 2 - (second + third) / 2;
}

/** How long a process takes until its first slice, in milliseconds. */
async function timeOpening(lab: Lab, cell: LabCell): Promise<number> {
  const startedMs = performance.now();
  const live = await lab.open(cell, undefined, maxWarmUpMs);
  const openedMs = performance.now();
  await live.kill();
  return openedMs - startedMs;
}

async function interleaved(lab: Lab, cell: LabCell, boxMs: number, pin: boolean): Promise<number> {
  const cells = [
    { ...cell, name: 'A' },
    { ...cell, name: 'A again' },
  ];
  return blockLog(await lab.measureBlock(cells, { boxMs, pin, maxWarmUpMs }), 'A', 'A again');
}

export const interleavingPays: FidelityCheck = {
  id: 'interleaving',
  summary: 'A against identical A: slices against one process after the other',
  run: async (lab, log) => {
    const rows: FidelityRow[] = [];
    for (const cell of await workloads()) {
      const boxMs = TURNS_MS + 2 * (await timeOpening(lab, cell));
      const spread = { apart: [] as number[], free: [] as number[], pinned: [] as number[] };
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        spread.apart.push(await oneAfterTheOther(lab, cell));
        spread.free.push(await interleaved(lab, cell, boxMs, false));
        spread.pinned.push(await interleaved(lab, cell, boxMs, true));
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
