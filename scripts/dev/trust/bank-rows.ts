/** What the gate does with real blocks: the bank, replayed. */
import { createRandom } from '../../../harness/stats/random.ts';
import type { Bank } from './bank.ts';
import { ACTIVE_PAUSE, isPause, PAUSES } from './burden.ts';
import { CELL_MS } from './pairs.ts';
import {
  blocksWithin,
  equalCode,
  type FamilyShares,
  replayChanged,
  replayDetectable,
  replayUnchanged,
  type Series,
  toSeries,
} from './replay.ts';
import type { TrustRow } from './row.ts';

const SEED = 20_261_129;
const CELL_COUNT = 20;
const IN_LINE = ['integer-loop', 'sha256', 'json-parse'];

const percent = (ratio: number, digits = 1): string => `${(ratio * 100).toFixed(digits)} %`;

/** A change that has to be found. */
interface Search {
  readonly workload: string;
  readonly change: string;
  readonly marginRatio: number;
  readonly cellMs: number;
  /** Null: published, and no more. */
  readonly goal: number | null;
}

const SEARCHES: readonly Search[] = [
  { workload: 'integer-loop', change: '×1.02', marginRatio: 0.01, cellMs: CELL_MS.minute, goal: 0.95 },
  { workload: 'sha256', change: '×1.02', marginRatio: 0.01, cellMs: CELL_MS.minute, goal: 0.95 },
  { workload: 'json-parse', change: '×1.05', marginRatio: 0.01, cellMs: CELL_MS.minute, goal: 0.9 },
  {
    workload: 'integer-loop in a pool',
    change: '×1.05',
    marginRatio: 0.01,
    cellMs: CELL_MS.minute,
    goal: 0.9,
  },
  ...['integer-loop', 'sha256', 'json-parse', 'integer-loop in a pool', 'http-fan-out'].map(
    (workload): Search => ({
      workload,
      change: '×1.1',
      marginRatio: 0.03,
      cellMs: CELL_MS.short,
      goal: 0.95,
    }),
  ),
  ...[...PAUSES, ACTIVE_PAUSE].flatMap((change) =>
    ['integer-loop', 'integer-loop in a pool'].map(
      (workload): Search => ({
        workload,
        change,
        marginRatio: 0.01,
        cellMs: CELL_MS.minute,
        goal: change === 'task-pause' ? null : 0.8,
      }),
    ),
  ),
];

/** Of the blocks of one machine. */
export function bankRows({ blocks }: Bank, comparisons: number): TrustRow[] {
  const series = toSeries(blocks);
  const ofAMinute = series.filter(({ cellMs }) => cellMs === CELL_MS.minute);
  const replay = (own: readonly Series[], marginRatio: number, name: string): FamilyShares =>
    replayUnchanged(
      own,
      { cellCount: CELL_COUNT, marginRatio, comparisons },
      createRandom(SEED).fork(`${name} ${marginRatio}`),
    );
  const unchanged = ofAMinute.filter(({ change }) => change === 'none');
  const [atThree, atOne] = [0.03, 0.01].map((marginRatio) => replay(unchanged, marginRatio, 'unchanged'));
  const equal = equalCode(ofAMinute);
  const equalAtThree = replay(equal, 0.03, 'equal code');
  return [
    falseAlarms(atThree!, atOne!),
    ...['integer-loop', 'sha256', 'json-parse', 'integer-loop in a pool', 'http-fan-out'].flatMap(
      (workload) =>
        sameRow(
          equal.filter((own) => own.workload === workload),
          workload,
          equalAtThree,
        ),
    ),
    ...SEARCHES.flatMap((search) => searchRow(search, series, comparisons)),
    detectableRow(
      series.filter(({ change }) => !isPause(change)),
      comparisons,
    ),
  ];
}

function falseAlarms(atThree: FamilyShares, atOne: FamilyShares): TrustRow {
  return {
    what: `base against itself: comparisons of ${CELL_COUNT} cells with a false verdict, Δ = 3 % · Δ = 1 %`,
    goal: '≤ 1 %',
    measured: `${percent(atThree.alarms, 2)} · ${percent(atOne.alarms, 2)} of ${atThree.comparisons.toLocaleString('en')}`,
    passed: Math.max(atThree.alarms, atOne.alarms) <= 0.01,
  };
}

/** Among 20 cells, as the alarms are counted, what the quiet ones leave is dealt to those that scatter; a cell by itself has its own time alone. */
function sameRow(
  unchanged: readonly Series[],
  workload: string,
  { comparisons, sameOf }: FamilyShares,
): TrustRow[] {
  const among = sameOf.get(workload);
  if (unchanged.length === 0 || among === undefined) return [];
  const alone = replayUnchanged(
    unchanged,
    { cellCount: 1, marginRatio: 0.03, comparisons },
    createRandom(SEED).fork(`same ${workload}`),
  ).sameOf.get(workload)!;
  const hasGoal = IN_LINE.includes(workload);
  return [
    {
      what: `base against itself, ${workload}: cells called \`same\`, Δ = 3 %, 60 s a cell: among ${CELL_COUNT} cells · alone`,
      goal: hasGoal ? '≥ 90 % among them' : 'published',
      measured: `${percent(among)} · ${percent(alone)}`,
      passed: hasGoal ? among >= 0.9 : null,
    },
  ];
}

const PAUSE_CLOCKS: Readonly<Record<string, string>> = {
  pause: 'of the clock',
  'task-pause': 'of its tasks',
  'active-pause': 'of the clock (gaps of at most 50 ms)',
};

function describeChange(change: string): string {
  if (!isPause(change)) return change;
  return `with 100 ms of pause in every 2 s ${PAUSE_CLOCKS[change]}`;
}

function searchRow(
  { workload, change, marginRatio, cellMs, goal }: Search,
  series: readonly Series[],
  comparisons: number,
): TrustRow[] {
  const alike = series.filter((own) => own.cellMs === cellMs);
  const changed = alike.find((own) => own.workload === workload && own.change === change);
  if (changed === undefined) return [];
  const unchanged = alike.filter((own) => own.change === 'none');
  const find = (cellCount: number) =>
    replayChanged(
      changed,
      unchanged,
      { cellCount, marginRatio, comparisons },
      createRandom(SEED).fork(`${workload} ${change} ${cellCount}`),
    );
  const [alone, amongMany] = [find(1), find(CELL_COUNT)];
  const bursts = isPause(change) ? `; named as bursts ${percent(alone.asBursts)}` : '';
  return [
    {
      what: `${workload} ${describeChange(change)}, Δ = ${percent(marginRatio, 0)}, ${cellMs / 1e3} s a cell (${blocksWithin(changed)} blocks): found alone · among ${CELL_COUNT} cells`,
      goal: goal === null ? 'published' : `≥ ${percent(goal, 0)}`,
      measured: `${percent(alone.found)} · ${percent(amongMany.found)}${bursts}`,
      passed: goal === null ? null : alone.found >= goal && alone.wrong === 0,
    },
  ];
}

/** Whatever a series changed is taken out of it, so changed ones tell as much as others. Pauses are found by other means. */
function detectableRow(series: readonly Series[], comparisons: number): TrustRow {
  const shareOf = (own: readonly Series[], count: number): number =>
    replayDetectable(
      own,
      { marginRatio: 0.03, comparisons: count },
      createRandom(SEED).fork(`detectable ${own.map(({ workload }) => workload).join()}`),
    );
  const found = shareOf(series, comparisons);
  const byWorkload = [...new Set(series.map(({ workload }) => workload))].map((workload) => ({
    workload,
    share: shareOf(
      series.filter((own) => own.workload === workload),
      comparisons,
    ),
  }));
  const least = byWorkload.reduce((one, other) => (other.share < one.share ? other : one));
  return {
    what: 'a change of the size that one stretch of blocks printed as detectable, put on another stretch: found · in the workload where it is found least',
    goal: '75 – 90 %',
    measured: `${percent(found)} · ${percent(least.share)} (${least.workload})`,
    passed: found >= 0.75 && found <= 0.9,
  };
}
