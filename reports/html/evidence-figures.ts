/** The figures of evidence of a condition: how sure, how it scales, concurrent or parallel, did the machine drift. */
import { MEDIAN_SHARE } from '../../harness/stats/verdict.ts';
import { coresLabel } from '../charts/core-use-chart.ts';
import {
  formatCores,
  formatMargin,
  formatNumber,
  formatPercentChange,
  formatPercentChangeInterval,
  formatRatioInterval,
} from '../format.ts';
import { type DriftRange, driftRangeOf, mostDrawnOf } from '../view/drift.ts';
import { type ConditionPlace, titleOf } from './condition-place.ts';
import { certaintyTable, coreUseTable, driftTable, scalingTable } from './evidence-tables.ts';
import { figure } from './figure.ts';
import type { Markup } from './markup.ts';
import { stillScaling } from './still-scaling.ts';

/** A level of confidence: `96%`. */
const percentOf = (confidence: number): string => `${formatNumber(100 * confidence, 1).replace(/\.0$/, '')}%`;

/** Paired ratios against the margin. Nothing without verdicts: the bars say already what that takes. */
export function certaintyFigure({ condition, anchor, context }: ConditionPlace): Markup | null {
  const { certainty, marginRatio, referenceLabel, hasVerdicts, rows } = condition;
  if (!hasVerdicts) return null;
  const id = `${anchor}-certainty`;
  const margin = formatMargin(marginRatio);
  const { alpha } = context.document.config;
  const changes = rows.flatMap(({ label, ratio, verdictText }) =>
    ratio === null ? [] : `${label} ${formatPercentChangeInterval(ratio)}, ${verdictText}`,
  );
  return figure(
    {
      id,
      question: 'How sure is it?',
      specs: [{ kind: 'certainty', referenceLabel, marginRatio, series: certainty }],
      finding: `Change of throughput against ${referenceLabel} with 95% intervals, ${titleOf(condition)}: ${changes.join('; ')}.`,
      howToRead: `the line is no difference, the shaded band is ${margin}: changes too small to matter. The wider an interval, the less the run knows. Where the run could not decide, “unsure” stands under the name, and the dot is hollow if its shape has an inside. Drawn is the estimate by the medians (the median turn of each block, averaged over blocks), or by the means of all windows where only they decided. A verdict looks at both, for a mean sees what is rare: it is faster or slower where one of the two lies wholly beyond the band (at ${percentOf(1 - MEDIAN_SHARE * alpha)} and ${percentOf(1 - (1 - MEDIAN_SHARE) * alpha)}), the same where both lie wholly inside it (at ${percentOf(1 - 2 * alpha)}), else unsure.`,
      table: certaintyTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}

/** Speed-up and efficiency over the size of the pool; nothing where no model was measured at three sizes. */
export function scalingFigure({ condition, anchor, context }: ConditionPlace): Markup | null {
  const { scaling, usableCores } = condition;
  if (scaling.length === 0) return null;
  const id = `${anchor}-scaling`;
  const curves = scaling.map(({ label, baseLabel, points }) => {
    const steps = points.map(
      ({ workers, value, low, high }) =>
        `${workers}: ${formatRatioInterval({ value, low: low ?? Number.NaN, high: high ?? Number.NaN })}`,
    );
    return `${label} over ${baseLabel} with ${steps.join(', ')}`;
  });
  const isCombined = scaling.some(({ points }) => points.some((point) => point.isCombined));
  const combined = isCombined
    ? ' A speed-up over the smallest pool is the ratio of two paired ratios; its interval treats them as independent, so it is on the wide side.'
    : ' Speed-ups are paired inside blocks, from the medians.';
  const shared = scaling.some(({ sharesInFlight }) => sharesInFlight)
    ? ' Tasks per worker are in flight ÷ workers here, so they fall as the pool grows.'
    : '';
  const bases = [...new Set(scaling.map(({ baseLabel }) => baseLabel))].join(' and ');
  const spec = { kind: 'scaling-speed-up', usableCores, series: scaling } as const;
  const finding = `Speed-up by pool size, ${titleOf(condition)}: ${curves.join('; ')}.`;
  const classOf = (model: string): string => context.swatches.classOf(model);
  return figure(
    {
      id,
      question: 'How does it scale with pool size?',
      specs: [spec, { ...spec, kind: 'scaling-efficiency' }],
      finding,
      still: stillScaling(spec, { finding, tableId: `${id}-table`, classOf }),
      howToRead: `at the left the throughput as a multiple of ${bases}, with 95% intervals as whiskers; the thin grey line is ideal, every worker as good as the first. At the right the share of that ideal. This machine has ${coresLabel(usableCores)}: beyond them, work that computes cannot grow.${combined}${shared}`,
      table: scalingTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}

/** Effective cores of each cell. */
export function coreUseFigure({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-cores`;
  const { coreUse, usableCores } = condition;
  const figures = coreUse.map(({ label, cores }) => `${label} ${formatCores(cores)}`).join(', ');
  return figure(
    {
      id,
      question: 'Concurrent or parallel?',
      specs: [{ kind: 'core-use', usableCores, series: coreUse }],
      finding: `Cores kept busy out of ${coresLabel(usableCores)}, ${titleOf(condition)}: ${figures}.`,
      howToRead: `a bar is the CPU time that the cell used in a second: 1 is one core busy all the time, whatever the number of tasks in flight; more than that is work at the same time. This machine has ${coresLabel(usableCores)}, the dashed line where it is in sight; far below it the cell waits, for I/O or for its own loop.`,
      table: coreUseTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}

/** How far the cells changed, least to most, and which the most. */
function driftText(range: DriftRange | null): string {
  if (range === null) return 'too few slices tell how far it changed';
  const { low, high, most } = range;
  const when = 'from the first to the last third of its slices';
  const mostText = `${most.label} changed by ${formatPercentChange(most.ratio)}`;
  return low === high
    ? `${mostText} ${when}`
    : `cells changed by ${formatPercentChange(low)} to ${formatPercentChange(high)}, each ${when}; ${mostText}, the most`;
}

/** Slices in the order of the run. */
export function driftFigure({ condition, anchor, context }: ConditionPlace): Markup {
  const id = `${anchor}-drift`;
  const { drift } = condition;
  const mostDrawn = mostDrawnOf(context.document.cells.length);
  const change = driftText(driftRangeOf(drift));
  const thinned = drift.some(({ isThinned }) => isThinned)
    ? ` At most ${mostDrawn} slices of a cell are drawn, evenly taken; the table counts all.`
    : '';
  return figure(
    {
      id,
      question: 'Did the machine drift?',
      specs: [{ kind: 'drift', series: drift.map(({ series }) => series) }],
      finding: `Throughput of each slice against the median of its own cell, in the order of the run, ${titleOf(condition)}: ${change}.`,
      howToRead: `each dot is one slice, at the time since the run began: conditions are measured at different times, so each has its own stretches of the axis. A slope that all models share is the machine, and does not touch the verdicts: they are paired inside blocks. A slope of one model alone is its own, such as memory that fills up. Hollow circles are void slices and do not count; what is farther than 100% away is drawn at the edge. Here ${change}.${thinned}`,
      table: driftTable(`${id}-table`, condition, context),
    },
    context.charts,
  );
}
