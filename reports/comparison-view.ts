/** A comparison as people see it: rows by what matters, and a title that claims nothing beyond. Pure. */
import type { ComparisonDocument, Contrast, Verdict } from '../harness/result/schema.ts';
import {
  formatCount,
  formatInterval,
  formatMargin,
  formatPercentChange,
  formatPercentChangeInterval,
  formatRate,
  formatRatioInterval,
  formatSignificant,
  NO_FIGURE,
} from './format.ts';

/** What every cell has a verdict in; other metrics are guards, told where they surely changed. */
const THROUGHPUT = 'throughput';

/** What became of a cell: a verdict, or that only one run has it. */
export type Outcome = Verdict | 'added' | 'removed';

/** In the order of reading: what needs a decision first, what needs none last. */
const OUTCOMES: readonly Outcome[] = [
  'slower',
  'removed',
  'not comparable',
  'unsure',
  'faster',
  'added',
  'same',
];

export interface ComparisonRow {
  readonly outcome: Outcome;
  readonly scenario: string;
  readonly condition: string;
  readonly label: string;
  /** `391 → 348 tasks/s`; one side may be an em dash; empty where neither has a figure. */
  readonly figures: string;
  /** `−11.0% [−13.2, −8.7]`, empty where there is none. */
  readonly change: string;
  /** Why it is so, or what it would take; empty without. */
  readonly detail: string;
  /** `±1.2%`: the smallest change that 80 % of comparisons like this one find; empty where that is not known. */
  readonly wouldFind: string;
  /** What `change` says, as a ratio; null where there is none. */
  readonly ratio: Contrast['ratio'];
}

export interface ComparisonView {
  readonly rows: readonly ComparisonRow[];
  /** `2 slower · 1 faster · 41 same · 4 unsure`: every outcome that occurs. */
  readonly title: string;
  /** The outcome that the title is coloured by: the worst that occurs; null without rows. */
  readonly worst: Outcome | null;
  /** `Base … → head … · advisory: … · margin ±3%`: what to know before the first word. */
  readonly subtitle: string;
  /** What the runs advise otherwise than before: winners without a common star, crossings that moved. */
  readonly changedAdvice: readonly ChangedAdvice[];
  /** `Which model wins is the same in 3 of 4 conditions; …`; empty where nothing was to be compared. */
  readonly adviceSummary: string;
}

/** One piece of advice that changed. */
export interface ChangedAdvice {
  /** `cpu/sha256 · mebibytes=4 · 8 in flight`, or the curve. */
  readonly where: string;
  readonly base: string;
  readonly head: string;
}

/** Rows sorted by outcome, then as in the document. */
export function comparisonView(document: ComparisonDocument): ComparisonView {
  const contrastsOf = new Map<string, Contrast[]>();
  for (const contrast of document.contrasts)
    contrastsOf.set(contrast.cell, [...(contrastsOf.get(contrast.cell) ?? []), contrast]);
  // Blocks of stored runs would not help them, and their rates and ratios are of the same means.
  const isInterleaved = document.gate !== undefined && document.gate.baselineRuns === undefined;
  const rows = document.rows
    .flatMap((row) => toRow(row, contrastsOf.get(row.cell) ?? [], isInterleaved))
    .sort((one, other) => OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome));
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  const present = OUTCOMES.filter((outcome) => count(outcome) > 0);
  return {
    rows,
    title:
      present.length === 0
        ? 'nothing to compare'
        : present.map((outcome) => `${formatCount(count(outcome))} ${outcome}`).join(' · '),
    worst: present[0] ?? null,
    subtitle: [
      `Base ${nameOf(document.base)} → head ${nameOf(document.head)}`,
      ...warningsOf(document),
      `margin ${formatMargin(document.marginRatio)}`,
    ].join(' · '),
    changedAdvice: [...changedWinners(document), ...movedCrossings(document)],
    adviceSummary: summariseAdvice(document),
  };
}

function changedWinners({ winners = [] }: ComparisonDocument): ChangedAdvice[] {
  return winners
    .filter(({ change }) => change === 'changed')
    .map(({ scenario, label, base, head }) => ({
      where: `${scenario} · ${label}`,
      base: base.length === 1 ? `${base[0]} won` : `${base.join(', ')} were best, not told apart`,
      head: head.length === 1 ? `${head[0]} wins` : `${head.join(', ')} are best, not told apart`,
    }));
}

type CrossingSide = NonNullable<ComparisonDocument['crossings']>[number]['base'];

function placeOf({ outcome, at, leadsAbove }: CrossingSide): string {
  if (at !== null)
    return `pays ${leadsAbove === false ? 'up to' : 'from'} ${formatInterval(at, (value) => formatSignificant(value))}`;
  return outcome === 'always' ? 'pays everywhere' : outcome === 'never' ? 'pays nowhere' : 'not told apart';
}

function movedCrossings({ crossings = [] }: ComparisonDocument): ChangedAdvice[] {
  return crossings
    .filter(({ change }) => change === 'moved')
    .map(({ scenario, param, params, inFlight, models: [cell = '', reference = ''], base, head }) => ({
      where: [
        `${scenario} · ${param}`,
        ...Object.entries(params).map(([name, value]) => `${name}=${value}`),
        `${inFlight} in flight · ${cell} against ${reference}`,
      ].join(' · '),
      base: placeOf(base),
      head: placeOf(head),
    }));
}

function summariseAdvice({ winners = [], crossings = [] }: ComparisonDocument): string {
  const share = (items: readonly { readonly change: string }[], what: string): string[] => {
    if (items.length === 0) return [];
    const kept = items.filter(({ change }) => change === 'same' || change === 'overlaps').length;
    return [`${what}: no contradiction in ${formatCount(kept)} of ${formatCount(items.length)}`];
  };
  return [...share(winners, 'which model wins'), ...share(crossings, 'where the lead changes')].join('; ');
}

const nameOf = ({ name, runId }: ComparisonDocument['base']): string => name ?? runId;

function warningsOf({ base, head, rows, advisory, gate }: ComparisonDocument): string[] {
  if (gate?.baselineRuns !== undefined)
    return [`against the spread of ${formatCount(gate.baselineRuns)} runs`];
  if (gate !== undefined) return ['same job, interleaved', ...controlText(gate.controls)];
  if (base.runId === head.runId) return ['one run with itself: nothing can have changed'];
  if (rows.length > 0 && rows.every(({ presence }) => presence !== 'both'))
    return ['no cell is in both runs'];
  return advisory ? ['advisory: the time between two stored runs alone changes some per cent'] : [];
}

/** Cells that neither run could measure are no rows. */
function toRow(
  row: ComparisonDocument['rows'][number],
  contrasts: readonly Contrast[],
  isInterleaved: boolean,
): ComparisonRow[] {
  const contrast = contrasts.find(({ metric }) => metric.id === THROUGHPUT);
  if (row.presence === 'both' && contrast === undefined) return [];
  const { scenario, condition, label, base, head } = row;
  const side = (interval: typeof base): string =>
    interval === null ? NO_FIGURE : formatRate(interval.value);
  const figures = base === null && head === null ? '' : `${side(base)} → ${side(head)} tasks/s`;
  const common = { scenario, condition, label, figures };
  if (contrast === undefined) {
    return [
      {
        ...common,
        outcome: row.presence === 'added' ? 'added' : 'removed',
        change: '',
        detail: '',
        wouldFind: '',
        ratio: null,
      },
    ];
  }
  const ratio = contrast.decidedBy === 'mean' ? contrast.meanRatio : contrast.ratio;
  const guards = contrasts.filter(
    ({ metric, verdict, reason }) =>
      metric.id !== THROUGHPUT && (verdict === 'slower' || verdict === 'faster' || reason !== null),
  );
  const isWorse = guards.some(({ verdict }) => verdict === 'slower');
  return [
    {
      ...common,
      outcome: isWorse ? 'slower' : contrast.verdict,
      change: ratio === null ? '' : formatPercentChangeInterval(ratio),
      detail: [
        ...guards.map(guardText),
        ...(isWorse && contrast.verdict !== 'slower' ? [`throughput ${contrast.verdict}`] : []),
        detailOf(contrast, isInterleaved),
        ...(isInterleaved ? partingMeans(row, contrast) : []),
      ]
        .filter((text) => text !== '')
        .join('; '),
      wouldFind: contrast.detectable === null ? '' : wouldFindText(contrast.detectable),
      ratio,
    },
  ];
}

/** How a guard is called, and what it stands for where the name does not say it. */
const GUARDS: Readonly<Record<string, { readonly name: string; readonly hint: string }>> = {
  'cpu-per-task': { name: 'CPU per task', hint: '' },
  'longest-task': { name: 'longest task of a block', hint: ' (bursts: something rare and long)' },
  'quick-tasks': { name: 'quickest tenth of the tasks', hint: '' },
  goodput: { name: 'goodput', hint: ' (tasks that came to what they were for)' },
};

/** `CPU per task +12.0% [11.2, 12.8]`, `longest task of a block 23.5× [20.1, 27.4] (bursts: …)`. */
function guardText({ metric, ratio, verdict, reason }: Contrast): string {
  const { name, hint } = GUARDS[metric.id] ?? { name: metric.id, hint: '' };
  const isLarge = ratio !== null && ratio.value >= 2;
  const change = isLarge ? formatRatioInterval(ratio) : formatPercentChangeInterval(ratio);
  return `${name} ${change}${verdict === 'slower' ? hint : ''}${reason === null ? '' : `, ${reason}`}`;
}

/** Beyond a tenfold change nobody asks for the figure: so wide is an interval from two or three blocks. */
const MOST_TOLD = 10;

function wouldFindText(detectable: number): string {
  return detectable > MOST_TOLD ? `only >${formatCount(MOST_TOLD)}×` : formatMargin(detectable - 1);
}

function detailOf({ reason, verdict, moreBlocks, decidedBy }: Contrast, isInterleaved: boolean): string {
  if (reason !== null) return reason;
  if (verdict === 'unsure') {
    if (moreBlocks !== null)
      return `needs about ${formatCount(moreBlocks)} more ${moreBlocks === 1 ? 'block' : 'blocks'}`;
    // What `moreBlocks` has no number for.
    return isInterleaved ? 'how many more blocks would tell is not known' : '';
  }
  return decidedBy === 'mean' ? 'in the means, not in the medians' : '';
}

/** Beyond this the rates of both sides read as another change than the one beside them. */
const MOST_PARTED = Math.log(1.02);

/** Rates are means of all windows, a change is of medians in the same turns: said where one would take the one for the other. */
function partingMeans(
  { base, head }: ComparisonDocument['rows'][number],
  { ratio, decidedBy }: Contrast,
): string[] {
  if (base === null || head === null || ratio === null || decidedBy === 'mean') return [];
  const ofMeans = head.value / base.value;
  const isAlike = Math.abs(Math.log(ofMeans / ratio.value)) <= MOST_PARTED;
  return isAlike
    ? []
    : [
        `the rates, means of all valid blocks, part by ${formatPercentChange(ofMeans)}; the change is of medians in the same turns`,
      ];
}

/** `null control ±1.4%`: the farthest that the base was from itself, doubt included; nothing without one. */
function controlText(controls: readonly Contrast[]): string[] {
  const ratios = controls.flatMap(({ metric, ratio }) =>
    ratio === null || metric.id !== THROUGHPUT ? [] : [ratio],
  );
  if (ratios.length === 0) return [];
  const farthest = Math.max(...ratios.map(({ low, high }) => Math.max(high, 1 / low)));
  return [
    farthest > MOST_TOLD ? 'null control: too few blocks' : `null control ${formatMargin(farthest - 1)}`,
  ];
}
