import { describe, expect, it } from 'vitest';
import { formatMs } from './format.ts';
import { verdictSentence } from './verdict-sentence.ts';
import type { CellRow } from './view/cell-row.ts';
import type { ConditionRows, Rivals } from './view/condition-view.ts';

const NO_COSTS = {
  startUp: '—',
  firstTask: '—',
  cpuPerTask: '—',
  loopThreadCpuPerTask: '—',
  addedMemory: '—',
  memoryPerExecutor: '—',
  switchesPerTask: '—',
  runQueueWait: '—',
  gcPerSec: '—',
  gcPausePerSec: '—',
};

/** A measured row; what a sentence does not read is left empty. */
function row(label: string, overrides: Partial<CellRow> = {}): CellRow {
  const [model = label] = label.split('×');
  const pool = Number(label.split('×')[1]);
  return {
    cell: label,
    label,
    model,
    variant: 'default',
    executorCount: Number.isNaN(pool) ? 1 : pool,
    ordinal: 0,
    isReference: label === 'single-loop',
    isFloor: label.startsWith('floor:'),
    status: 'ok',
    reason: null,
    isSaturated: false,
    isLeastLoopDelay: false,
    best: false,
    blockCount: 5,
    throughput: { value: 200, low: 198, high: 202 },
    throughputText: '200 [198, 202]',
    ratio: null,
    estimates: null,
    ratioText: '—',
    verdict: null,
    verdictText: '—',
    verdictDetail: '',
    moreBlocks: null,
    comparisonText: '—',
    detectableText: '—',
    effectiveCores: 1,
    effectiveCoresText: '1.00',
    loopDelayMsP99: null,
    loopUtilization: null,
    loopDelayText: overrides.loopDelayMsP99 == null ? '—' : formatMs(overrides.loopDelayMsP99),
    headlines: [],
    latency: null,
    costs: NO_COSTS,
    marks: [],
    ...overrides,
  };
}

function against(verdict: CellRow['verdict'], value: number, low: number, high: number): Partial<CellRow> {
  return { verdict, ratio: { value, low, high }, ratioText: `${value.toFixed(2)}× [${low}, ${high}]` };
}

function condition(rows: readonly CellRow[], overrides: Partial<ConditionRows> = {}): ConditionRows {
  return {
    id: 'c',
    scenario: 'cpu/sha256',
    scenarioRecord: null,
    label: '8 in flight',
    blockCount: 5,
    blocksText: '5 blocks',
    heading: 'cpu/sha256 · 8 in flight · 5 blocks',
    unit: 'tasks/s',
    referenceLabel: 'single-loop',
    marginRatio: 0.03,
    openLoop: null,
    hasVerdicts: true,
    holdsVersions: false,
    rivals: [],
    rows,
    notes: [],
    ...overrides,
  };
}

const loop = (overrides: Partial<CellRow> = {}): CellRow => row('single-loop', overrides);
const faster = against('faster', 1.91, 1.86, 1.96);
const unsure = (moreBlocks: number): Partial<CellRow> => ({
  ...against('unsure', 1.02, 0.91, 1.14),
  moreBlocks,
});

/** More tasks than the reference, and fewer good ones. */
const fewerGood: Partial<CellRow> = {
  ...faster,
  headlines: [
    {
      name: 'goodput/s',
      text: '98.0 · 0.49×',
      value: 98,
      contrast: { metricId: 'goodput', verdict: 'slower', ratio: { value: 0.49, low: 0.45, high: 0.53 } },
    },
  ],
};

const rivalry = (
  cell: string,
  other: string,
  verdict: Rivals['verdict'],
  [value, low, high]: readonly [number, number, number],
): Rivals => ({ cell, other, verdict, ratio: { value, low, high } });

interface Case {
  readonly name: string;
  readonly rows: readonly CellRow[];
  readonly overrides?: Partial<ConditionRows>;
  readonly kind: string;
  readonly text: string;
  readonly recommended: string | null;
}

const FEWER_GOOD: readonly Case[] = [
  {
    name: 'the best by throughput has fewer good tasks',
    rows: [loop(), row('worker-threads×2', { best: true, ...fewerGood })],
    kind: 'keep',
    text: 'Keep single-loop: worker-threads×2 ends tasks sooner, but fewer of them well: 0.49× the goodput of single-loop [0.45, 0.53].',
    recommended: 'single-loop',
  },
  {
    name: 'one of two that are best has fewer good tasks',
    rows: [
      loop(),
      row('worker-threads×2', { best: true, ...faster }),
      row('child-processes×2', { best: true, ...fewerGood }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96]. child-processes×2 ends tasks sooner, but fewer of them well: 0.49× the goodput of single-loop [0.45, 0.53].',
    recommended: 'worker-threads×2',
  },
  {
    name: 'the best has fewer good tasks, and another one is faster than the reference',
    rows: [
      loop(),
      row('worker-threads×2', { ...faster }),
      row('child-processes×2', { best: true, ...fewerGood }),
    ],
    kind: 'unsure',
    text: 'Unsure: child-processes×2 ends tasks sooner, but fewer of them well: 0.49× the goodput of single-loop [0.45, 0.53].',
    recommended: null,
  },
];

const WINNERS: readonly Case[] = [
  {
    name: 'one task at a time is no other way to run it',
    rows: [
      loop({ best: true, loopDelayMsP99: 2.7 }),
      row('sequential', { best: true, ...against('unsure', 1.02, 0.99, 1.04) }),
      row('worker-threads×2', against('slower', 0.28, 0.18, 0.45)),
    ],
    kind: 'keep',
    text: "Keep single-loop: the nearest other way, worker-threads×2, reaches 0.28× its throughput [0.18, 0.45]. One task at a time (sequential) is not told apart from it: 1.02× [0.99, 1.04]. The loop's p99 delay is 2.7 ms.",
    recommended: 'single-loop',
  },
  {
    name: 'one task at a time, while another way is not settled',
    rows: [
      loop({ best: true }),
      row('sequential', { best: true, ...unsure(9) }),
      row('worker-threads×2', unsure(3)),
    ],
    kind: 'unsure',
    text: 'Unsure: single-loop and sequential are not told apart (sequential 1.02× [0.91, 1.14]); about 9 more blocks would tell. Until then single-loop, the simpler to run.',
    recommended: 'single-loop',
  },
  {
    name: 'an equal whose loop is freer',
    rows: [
      loop({ loopDelayMsP99: 41 }),
      row('worker-threads×2', { best: true, ...faster, loopDelayMsP99: 11 }),
      row('child-processes×2', { best: true, ...faster, loopDelayMsP99: 4.3 }),
    ],
    kind: 'tie',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop is freer (p99 delay 11 ms against 41 ms). It is the simpler to run; child-processes×2 is not told apart from it, with a freer loop (p99 delay 4.3 ms).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'a winner that leaves the loop free',
    rows: [
      loop({ loopDelayMsP99: 5.1 }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 1.2 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop stays free (p99 delay 1.2 ms against 5.1 ms).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'a floor beyond the winner is no candidate',
    rows: [
      row('floor:message×2', {
        ...against('faster', 2.5, 2.4, 2.6),
        throughput: { value: 500, low: 490, high: 510 },
      }),
      loop({ loopDelayMsP99: 5.1 }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 1.2 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop stays free (p99 delay 1.2 ms against 5.1 ms). No candidate, but a limit: floor:message×2.',
    recommended: 'worker-threads×2',
  },
  {
    name: 'nor is it the nearest to a reference that is kept',
    rows: [
      row('floor:message×2', {
        ...against('faster', 1.5, 1.4, 1.6),
        throughput: { value: 300, low: 290, high: 310 },
      }),
      loop({ best: true }),
      row('worker-threads×2', against('slower', 0.5, 0.4, 0.6)),
    ],
    kind: 'keep',
    text: 'Keep single-loop: the nearest, worker-threads×2, reaches 0.50× its throughput [0.40, 0.60]. No candidate, but a limit: floor:message×2.',
    recommended: 'single-loop',
  },
  {
    name: 'a winner for which the loop pays',
    rows: [
      loop({ loopDelayMsP99: 5.1 }),
      row('single-loop · sync', { ...faster, best: true, loopDelayMsP99: 60 }),
    ],
    kind: 'winner',
    text: 'Use single-loop · sync: 1.91× the throughput of single-loop [1.86, 1.96], but the loop pays (p99 delay 60 ms against 5.1 ms).',
    recommended: 'single-loop · sync',
  },
  {
    name: 'delays within the jitter of a timer are no difference',
    rows: [
      loop({ loopDelayMsP99: 1.6 }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 0.4 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96]; the loop’s p99 delay is 400 µs against 1.6 ms.',
    recommended: 'worker-threads×2',
  },
  {
    name: 'worst delays alike, on a loop that is hardly busy',
    rows: [
      loop({ loopDelayMsP99: 1.6, loopUtilization: 1 }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 1.4, loopUtilization: 0.08 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop is busy 8.0% of the time instead of 100% (its p99 delay is 1.4 ms against 1.6 ms).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'worst delays longer, yet short, on a loop that is hardly busy',
    rows: [
      loop({ loopDelayMsP99: 1.6, loopUtilization: 1 }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 3.6, loopUtilization: 0.08 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop is busy 8.0% of the time instead of 100% (its p99 delay is longer: 3.6 ms against 1.6 ms).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'a delay of which only the least is known',
    rows: [
      loop({ loopDelayMsP99: 59, loopDelayText: '≥ 59 ms' }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 1.2 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop stays free (p99 delay 1.2 ms against ≥ 59 ms).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'a freer loop that is not free',
    rows: [
      loop({ loopDelayMsP99: 500 }),
      row('worker-threads×2', { ...faster, best: true, loopDelayMsP99: 90 }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96], and the loop is freer (p99 delay 90 ms against 500 ms).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'what has no figure is named',
    rows: [
      loop(),
      row('worker-threads×2', { ...faster, best: true }),
      row('child-processes×2', { status: 'failed', throughput: null }),
    ],
    kind: 'winner',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96]. No figure for child-processes×2 (failed).',
    recommended: 'worker-threads×2',
  },
];

const KEPT: readonly Case[] = [
  {
    name: 'the reference wins, and the loop pays for it',
    rows: [
      loop({ best: true, loopDelayMsP99: 51 }),
      row('worker-threads×2', { ...against('slower', 0.83, 0.81, 0.84), loopDelayMsP99: 1.2 }),
      row('child-processes×2', against('slower', 0.6, 0.5, 0.7)),
    ],
    kind: 'keep',
    text: 'Keep single-loop: the nearest, worker-threads×2, reaches 0.83× its throughput [0.81, 0.84]. The loop pays: p99 delay 51 ms, with worker-threads×2 1.2 ms.',
    recommended: 'single-loop',
  },
  {
    name: 'sequential is no remedy for a busy loop',
    rows: [
      loop({ best: true, loopDelayMsP99: 51 }),
      row('sequential', { ...against('slower', 0.1, 0.09, 0.11), loopDelayMsP99: 1 }),
    ],
    kind: 'keep',
    text: "Keep single-loop: the nearest, sequential, reaches 0.10× its throughput [0.09, 0.11]. The loop's p99 delay is 51 ms.",
    recommended: 'single-loop',
  },
  {
    name: 'the reference alone was measured',
    rows: [loop({ best: true })],
    kind: 'keep',
    text: 'Keep single-loop: nothing else was contrasted with it.',
    recommended: 'single-loop',
  },
];

const TIES: readonly Case[] = [
  {
    name: 'a tie with the reference keeps the simpler',
    rows: [
      loop({ best: true }),
      row('worker-threads×2', { ...against('same', 1.01, 0.99, 1.02), best: true }),
    ],
    kind: 'tie',
    text: 'single-loop and worker-threads×2 tie (worker-threads×2 1.01× [0.99, 1.02]): keep single-loop, it is the simpler to run.',
    recommended: 'single-loop',
  },
  {
    name: 'three tie: the loop, which leaves room for others, before sequential',
    rows: [
      loop({ best: true }),
      row('worker-threads×2', { ...against('same', 1.01, 0.99, 1.02), best: true }),
      row('sequential', { ...against('same', 1, 0.99, 1.01), best: true }),
    ],
    kind: 'tie',
    text: 'single-loop, sequential and worker-threads×2 tie (each within ±3%): keep single-loop, it is the simplest to run.',
    recommended: 'single-loop',
  },
  {
    name: 'a tie above the reference: the smaller pool',
    rows: [
      loop(),
      row('worker-threads×4', { ...against('faster', 1.95, 1.9, 2), best: true }),
      row('worker-threads×2', { ...faster, best: true }),
    ],
    kind: 'tie',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96]. It is the simpler to run; worker-threads×4 is not told apart from it.',
    recommended: 'worker-threads×2',
  },
  {
    name: 'a tie of variants, which are no simpler than each other: the best figure, not the first name',
    rows: [
      loop(),
      row('single-loop · a', { ...against('faster', 1.5, 1.2, 1.9), best: true, variant: 'a' }),
      row('single-loop · b', { ...faster, best: true, variant: 'b' }),
    ],
    kind: 'tie',
    text: 'Use single-loop · b: 1.91× the throughput of single-loop [1.86, 1.96]. It has the best figure of those as simple to run; single-loop · a is not told apart from it.',
    recommended: 'single-loop · b',
  },
  {
    name: 'a tie above the reference that a contrast bears',
    rows: [
      loop(),
      row('worker-threads×2', { ...faster, best: true }),
      row('child-processes×2', { ...against('faster', 1.95, 1.9, 2), best: true }),
    ],
    overrides: {
      rivals: [rivalry('child-processes×2', 'worker-threads×2', 'same', [1.02, 1.011, 1.029])],
    },
    kind: 'tie',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96]. It is the simpler to run; child-processes×2 ties with it (1.020× [1.011, 1.029] of it).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'not told apart by their own contrast, the other way about',
    rows: [
      loop(),
      row('worker-threads×2', { ...faster, best: true }),
      row('child-processes×2', { ...against('faster', 1.95, 1.9, 2), best: true }),
    ],
    overrides: {
      rivals: [rivalry('worker-threads×2', 'child-processes×2', 'unsure', [0.8, 0.5, 1.25])],
    },
    kind: 'tie',
    text: 'Use worker-threads×2: 1.91× the throughput of single-loop [1.86, 1.96]. It is the simpler to run; child-processes×2 is not told apart from it (1.25× [0.80, 2.00] of it).',
    recommended: 'worker-threads×2',
  },
  {
    name: 'a tie with the reference says who is behind',
    rows: [
      loop({ best: true }),
      row('sequential', { ...against('same', 1.01, 0.99, 1.02), best: true }),
      row('worker-threads×2', against('slower', 0.55, 0.5, 0.6)),
      row('child-processes×2', against('slower', 0.45, 0.4, 0.5)),
    ],
    kind: 'tie',
    text: 'single-loop and sequential tie (sequential 1.01× [0.99, 1.02]): keep single-loop, it is the simpler to run. Next comes worker-threads×2 with 0.55× of single-loop [0.50, 0.60].',
    recommended: 'single-loop',
  },
  {
    name: 'the simplest of the best is not surely faster: the next that is',
    rows: [
      loop(),
      row('worker-threads×2', { ...unsure(9), best: true }),
      row('child-processes×2', { ...faster, best: true }),
    ],
    kind: 'tie',
    text: 'Use child-processes×2: 1.91× the throughput of single-loop [1.86, 1.96]. It is the simplest that is surely faster than single-loop; worker-threads×2 is not told apart from it.',
    recommended: 'child-processes×2',
  },
  {
    name: 'best, but within the margin',
    rows: [loop(), row('worker-threads×2', { ...against('same', 1.02, 1.01, 1.029), best: true })],
    kind: 'tie',
    text: 'worker-threads×2 measures best, but within the ±3% margin of single-loop (1.020× [1.010, 1.029]): keep single-loop, the simpler one.',
    recommended: 'single-loop',
  },
];

const DOUBTS: readonly Case[] = [
  {
    name: 'not told apart from the reference',
    rows: [
      loop({ best: true }),
      row('worker-threads×2', { ...unsure(12), best: true }),
      row('child-processes×2', { ...unsure(18), best: true }),
    ],
    kind: 'unsure',
    text: 'Unsure: single-loop, worker-threads×2 and child-processes×2 are not told apart; about 18 more blocks would tell. Until then single-loop, the simplest to run.',
    recommended: 'single-loop',
  },
  {
    name: 'best, but not beyond the margin',
    rows: [loop(), row('worker-threads×2', { ...unsure(1), best: true })],
    kind: 'unsure',
    text: 'Unsure: worker-threads×2 measures best, 1.02× [0.91, 1.14] of single-loop, which does not clear the ±3% margin; about 1 more block would tell.',
    recommended: null,
  },
  {
    name: 'none of the best is surely faster',
    rows: [
      loop(),
      row('worker-threads×2', { ...unsure(12), best: true }),
      row('child-processes×2', { ...unsure(4), best: true }),
    ],
    kind: 'unsure',
    text: 'Unsure: worker-threads×2 and child-processes×2 are not told apart, and none is surely faster than single-loop; about 12 more blocks would tell. Until then keep single-loop.',
    recommended: 'single-loop',
  },
  {
    name: 'the highest mean, yet slower by the estimate that decides',
    rows: [loop(), row('worker-threads×2', { ...against('slower', 0.9, 0.88, 0.92), best: true })],
    kind: 'unsure',
    text: 'Unsure: worker-threads×2 has the highest mean, but its deciding estimate is 0.90× [0.88, 0.92] of single-loop.',
    recommended: null,
  },
  {
    name: 'nothing to contrast with',
    rows: [
      loop({ status: 'failed', throughput: null }),
      row('worker-threads×2', {
        best: true,
        verdict: 'not comparable',
        verdictDetail: 'the reference has no figure',
      }),
    ],
    kind: 'unsure',
    text: 'Unsure: worker-threads×2 measures best, but cannot be compared with single-loop: the reference has no figure. No figure for single-loop (failed).',
    recommended: null,
  },
  {
    name: 'two of them, and nothing to contrast with',
    rows: [
      loop({ status: 'failed', throughput: null }),
      ...['worker-threads×2', 'child-processes×2'].map((label) =>
        row(label, { best: true, verdict: 'not comparable' }),
      ),
    ],
    kind: 'unsure',
    text: 'Unsure: worker-threads×2 and child-processes×2 are not told apart, and nothing tells how they stand to single-loop. No figure for single-loop (failed).',
    recommended: null,
  },
];

const NO_VERDICTS: readonly Case[] = [
  {
    name: 'one block',
    rows: [loop(), row('worker-threads×2', { throughput: { value: 391, low: null, high: null } })],
    overrides: { blockCount: 1, hasVerdicts: false },
    kind: 'none',
    text: 'No verdict: one block gives figures, but no intervals. Highest here: worker-threads×2, 391 tasks/s.',
    recommended: null,
  },
  {
    name: 'blocks, but no contrast',
    rows: [loop()],
    overrides: { hasVerdicts: false },
    kind: 'none',
    text: 'No verdict: nothing could be contrasted with single-loop. Highest here: single-loop, 200 tasks/s.',
    recommended: null,
  },
  {
    name: 'nothing measured',
    rows: [
      loop({ status: 'failed', throughput: null }),
      row('sequential', { status: 'void', throughput: null }),
    ],
    kind: 'none',
    text: 'No verdict: none of the 2 cells was measured.',
    recommended: null,
  },
  {
    name: 'no cell at all',
    rows: [],
    kind: 'none',
    text: 'No verdict: none of the 0 cells was measured.',
    recommended: null,
  },
  {
    name: 'no star',
    rows: [loop(), row('worker-threads×2', faster)],
    kind: 'none',
    text: 'No verdict: the blocks do not single out a best cell.',
    recommended: null,
  },
];

describe('verdictSentence', () => {
  it.each([
    [WINNERS[3], 'use worker-threads×2'],
    [KEPT[0], 'keep single-loop'],
    [TIES[0], 'keep single-loop'],
    [DOUBTS[0], 'unsure: keep single-loop'],
    [DOUBTS[1], 'unsure'],
    [NO_VERDICTS[0], 'no verdict'],
  ])('says what to do in a few words', (given, action) => {
    expect(verdictSentence(condition(given!.rows, given!.overrides)).action).toBe(action);
  });

  it.each([...WINNERS, ...FEWER_GOOD, ...KEPT, ...TIES, ...DOUBTS, ...NO_VERDICTS])(
    '$name',
    ({ rows, overrides, ...expected }) => {
      const { kind, text, recommended } = verdictSentence(condition(rows, overrides));
      expect({ kind, text, recommended }).toEqual({
        kind: expected.kind,
        text: expected.text,
        recommended: expected.recommended,
      });
    },
  );

  it('marks the names in its parts, and the parts join to the text', () => {
    const { parts, text } = verdictSentence(
      condition([loop(), row('worker-threads×2', { ...faster, best: true })]),
    );
    expect(parts.filter(({ strong }) => strong).map((part) => part.text)).toEqual(['worker-threads×2']);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });

  it('shortens a list of many', () => {
    const rows = Array.from({ length: 7 }, (_unused, index) =>
      row(`worker-threads×${index + 1}`, { ...faster, best: true }),
    );
    expect(verdictSentence(condition([loop(), ...rows])).text).toMatch(
      /\. It is the simplest to run; worker-threads×2, worker-threads×3, worker-threads×4 and 3 more are not told apart from it\.$/,
    );
  });
});
