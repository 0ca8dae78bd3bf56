/** What a scenario's lesson is about besides throughput: a figure of each cell, and its ratio to the reference. Pure. */
import type { Cell, Condition, RunDocument } from '../../harness/result/schema.ts';
import { LogHistogram } from '../../harness/stats/histogram.ts';
import {
  formatBytes,
  formatMs,
  formatRate,
  formatRatio,
  formatSignificant,
  NO_FIGURE,
  TOO_FEW,
} from '../format.ts';
import type { HeadlineText } from './cell-row.ts';
import { latencyText } from './latency-text.ts';

interface Headline {
  readonly name: string;
  readonly figureOf: (cell: Cell) => number | null;
  readonly format: (value: number, cell: Cell) => string;
}

/** `8.1 KiB [7.9 KiB, 8.3 KiB]`: whether it grows at all is what the interval tells. */
function growthText(value: number, { memoryGrowthBytesPerTask: growth }: Cell): string {
  if (!growth) return formatBytes(value);
  return `${formatBytes(value)} [${formatBytes(growth.low)}, ${formatBytes(growth.high)}]`;
}

/** As a block is contrasted: the mean of what its valid rounds tell; null where none does. */
function meanOfRounds(
  cell: Cell,
  read: (round: Cell['blocks'][number]) => number | null | undefined,
): number | null {
  const values = cell.blocks.flatMap((round) => (round.status === 'ok' ? (read(round) ?? []) : []));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const HEADLINES: Readonly<Record<string, Headline>> = {
  'cpu-per-task': { name: 'CPU/task', figureOf: ({ cpuMsPerTask }) => cpuMsPerTask, format: formatMs },
  'longest-task': {
    name: 'longest task',
    // Of a block: the longest of all blocks would be one moment of one of them.
    figureOf: (cell) => meanOfRounds(cell, ({ longestTaskMs }) => longestTaskMs),
    format: formatMs,
  },
  'loop-delay': {
    name: 'loop p90',
    figureOf: ({ blocks }) => {
      const waits = new LogHistogram();
      for (const { status, loop } of blocks)
        if (status === 'ok' && loop !== null) waits.merge(LogHistogram.from(loop.waits));
      return waits.quantileMs(0.9) ?? null;
    },
    format: formatMs,
  },
  'victim-latency': {
    name: 'victim p99',
    figureOf: ({ server }) => server?.victimMsP99?.value ?? null,
    format: latencyText,
  },
  'added-memory': {
    name: 'memory',
    figureOf: ({ addedMemoryBytes }) => addedMemoryBytes,
    format: formatBytes,
  },
  'peak-memory': {
    name: 'peak memory',
    figureOf: ({ peakMemoryBytes }) => peakMemoryBytes ?? null,
    format: formatBytes,
  },
  'memory-growth': {
    name: 'growth/task',
    figureOf: ({ memoryGrowthBytesPerTask }) => memoryGrowthBytesPerTask?.value ?? null,
    format: growthText,
  },
  goodput: {
    name: 'goodput/s',
    figureOf: (cell) => meanOfRounds(cell, ({ goodputPerSec }) => goodputPerSec),
    format: (value) => formatRate(value),
  },
  'attempts-per-task': {
    name: 'attempts/task',
    figureOf: (cell) => meanOfRounds(cell, ({ attemptsPerTask }) => attemptsPerTask),
    format: formatSignificant,
  },
};

function headlinesOf(document: RunDocument, condition: Condition): [string, Headline][] {
  const { metrics = [] } = document.scenarios.find(({ id }) => id === condition.scenario) ?? {};
  return metrics.flatMap(({ id }): [string, Headline][] => {
    const headline = HEADLINES[id];
    return headline === undefined ? [] : [[id, headline]];
  });
}

/** `12.3 MB · 0.24×` where the verdict bears the ratio, `12.3 MB` for the reference and where nothing is sure. */
export function headlineTexts(document: RunDocument, condition: Condition, cell: Cell): HeadlineText[] {
  return headlinesOf(document, condition).map(([id, { name, figureOf, format }]) => {
    const value = cell.status === 'ok' ? figureOf(cell) : null;
    if (value === null) return { name, text: NO_FIGURE, value };
    const contrast = document.headlines?.find(
      (one) => one.cell === cell.id && one.reference === condition.reference && one.metric.id === id,
    );
    const isBorne = contrast?.ratio != null && contrast.verdict !== 'unsure' && contrast.blockCount >= 2;
    const ratio = isBorne ? ` · ${formatRatio(contrast.ratio!.value)}` : '';
    const text = `${format(value, cell)}${ratio}`;
    if (contrast === undefined) return { name, text, value };
    return {
      name,
      text,
      value,
      contrast: { metricId: id, verdict: contrast.verdict, ratio: contrast.ratio },
    };
  });
}

const QUANTILES = ['p50', 'p99'] as const;

/** What stands where a cell did not keep up. */
export const SATURATED = 'saturated';

function latencyHeadline(cell: Cell, quantile: (typeof QUANTILES)[number]): HeadlineText {
  const name = quantile;
  if (cell.status !== 'ok') return { name, text: NO_FIGURE, value: null };
  if (cell.openLoop?.isSaturated) return { name, text: SATURATED, value: null };
  const value = cell.latencyMs?.[quantile]?.value ?? null;
  return { name, text: value === null ? TOO_FEW : latencyText(value), value };
}

/** Columns of a condition in open loop: median and tail of latency. */
export const openLoopHeadlines = (cell: Cell): HeadlineText[] =>
  QUANTILES.map((quantile) => latencyHeadline(cell, quantile));
