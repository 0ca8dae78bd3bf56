/** What a tune says, in words: the same on the terminal and in the page. Pure. */
import type { TuneDocument, TuneSize } from '../../harness/result/tune-schema.ts';
import {
  formatBytes,
  formatCoreCount,
  formatCount,
  formatDuration,
  formatMs,
  formatNumber,
  formatPercentChange,
  formatShare,
} from '../format.ts';
import { isProbablyWorse } from './row-words.ts';

/** `2–4, 8`: neighbours of the measured sizes are a range. */
export function rangesText(sizes: readonly number[], measured: readonly number[]): string {
  const groups: number[][] = [];
  for (const size of sizes) {
    const last = groups.at(-1);
    const isNext = last !== undefined && measured.indexOf(size) === measured.indexOf(last.at(-1)!) + 1;
    if (isNext) last.push(size);
    else groups.push([size]);
  }
  return groups
    .map((group) =>
      group.length === 1
        ? formatCount(group[0]!)
        : group.length === 2
          ? group.map(formatCount).join(', ')
          : `${formatCount(group[0]!)}–${formatCount(group.at(-1)!)}`,
    )
    .join(', ');
}

export const sizesOf = ({ sizes }: TuneDocument): readonly TuneSize[] => sizes.filter(({ size }) => size > 0);

const measuredOf = (document: TuneDocument): number[] => sizesOf(document).map(({ size }) => size);

/** `no pool`, or the size. */
export function sizeText(size: number): string {
  return size === 0 ? 'no pool' : formatCount(size);
}

/** `2`: what the answer is called where `poolSize` is named before it. */
export function answerText({ knob, recommendation: { kind, size } }: TuneDocument): string {
  if (kind === 'none' || size === null) return `no ${knob.id} to recommend`;
  return kind === 'no-pool' ? 'no pool' : `${knob.id} ${formatCount(size)}`;
}

const hasLimits = (limits: TuneDocument['limits']): boolean =>
  Object.values(limits).some((limit) => limit !== null);

/** It failed, or surely breaks a limit. */
const isOut = ({ standing, limits }: TuneSize): boolean =>
  standing === 'failed' || limits.some((limit) => limit.standing === 'broken');

/** The first words of all: what to do. */
export function headline(document: TuneDocument): string {
  const { recommendation, limits, sizes } = document;
  if (recommendation.kind === 'size') return `Use ${answerText(document)}`;
  if (recommendation.kind === 'no-pool') return `Single-loop, no pool: ${whyNoPool(document)}`;
  if (!document.complete) return 'Stopped before there was an answer';
  const mostBlocks = Math.max(0, ...sizesOf(document).map(({ blockCount }) => blockCount));
  if (mostBlocks === 0) return 'Nothing could be measured';
  if (!hasLimits(limits) || mostBlocks <= 1) return 'Too little was measured for an answer';
  return sizes.every(isOut)
    ? 'No size keeps the limits'
    : 'No size is shown to keep the limits: give it a longer --budget';
}

/** A pool that breaks a limit, one that surely gains nothing worth having, or one of which neither is shown. */
function whyNoPool(document: TuneDocument): string {
  const { sizes, recommendation, model, deltaRatio, limits } = document;
  const best = sizes.find(({ size }) => size === recommendation.best);
  if (best === undefined || best.size === 0) {
    if (!hasLimits(limits)) return `no pool of ${model} could be measured`;
    const isSure = sizesOf(document).every(isOut);
    return `no pool of ${model} ${isSure ? 'keeps' : 'is shown to keep'} the limits`;
  }
  const isExcluded = best.ratio !== null && best.ratio.high <= 1 + deltaRatio;
  const gain = document.objective.id === 'goodput' ? 'get more good tasks done' : 'be faster';
  if (!isExcluded) return `${model} is not shown to ${gain}`;
  return document.objective.id === 'goodput'
    ? `${model} gets no more good tasks done here`
    : `${model} is not faster here`;
}

/** What stands beside it: ties, what is unsure, the best that was measured. */
export function asides(document: TuneDocument): string[] {
  const { ties, best, kind } = document.recommendation;
  const measured = measuredOf(document);
  const unsure = sizesOf(document)
    .filter((size) => size.standing === 'unsure' && !isProbablyWorse(size, document.deltaRatio))
    .map(({ size }) => size);
  const current = document.validation.find(({ roles }) => roles.includes('current'));
  return [
    ...(ties.length > 1 ? [`tied: ${rangesText(ties, measured)}`] : []),
    ...(unsure.length > 0 ? [`unsure: ${rangesText(unsure, measured)}`] : []),
    ...(best !== null && best > 0
      ? [`best ${kind === 'no-pool' ? 'pool' : 'measured'}: ${formatCount(best)}`]
      : []),
    ...(current?.ratio ? [`your current setting: ${formatPercentChange(current.ratio.value)}`] : []),
  ];
}

function whyNoMore({ search, environment, knob, curve }: TuneDocument): string {
  const { mostBecause, most } = search;
  if (curve.law?.parameters.unqueued !== undefined)
    return 'no task waits for another there: try a larger --in-flight';
  if (mostBecause === 'in-flight')
    return `no more of them than tasks in flight can be busy: try a larger --in-flight`;
  if (mostBecause === 'cores' || (knob.mayBeNone && most >= environment.usableCores))
    return `cores are the limit (${formatCoreCount(environment.usableCores)} count here)`;
  return 'try a larger --max-size';
}

/** What the curve looks like, as far as it was measured. */
export function shapeText(document: TuneDocument): string | null {
  const { shape, best, ties } = document.recommendation;
  const { knob } = document;
  const measured = measuredOf(document);
  const most = measured.at(-1) ?? 0;
  const largest = sizesOf(document).at(-1);
  switch (shape) {
    case 'flat':
      return `Flat: ${knob.id} ${rangesText(ties, measured)} tie${document.recommendation.kind === 'size' ? `, so use ${formatCount(document.recommendation.size ?? 0)}` : ''}.`;
    case 'rising':
      return `Still ${document.objective.better === 'higher' ? 'rising' : 'improving'} at ${formatCount(most)}: ${whyNoMore(document)}.`;
    case 'no-peak':
      return `No peak seen up to ${formatCount(most)}.`;
    case 'peak':
      return best === null || !largest?.toBest
        ? null
        : `The best lies at ${formatCount(best)}; ${formatCount(most)} is ${formatPercentChange(largest.toBest.value)} against it.`;
    default:
      return null;
  }
}

const percent = (ratio: number): string => formatShare(ratio).replace('.0%', '%');

/** The law that the blocks bear best, in a clause. */
export function lawText({ curve, knob }: TuneDocument): string {
  if (curve.law === null) return 'no law fits: each size stands for itself';
  const { id, parameters } = curve.law;
  const { sigma = 0, kappa = 0, c = 0, d = 0, unqueued = 1 } = parameters;
  const texts = {
    flat: 'flat: the size does not matter',
    linear: 'linear: each adds as much as the first',
    plateau: `min(N, c): rises up to c = ${formatNumber(c, 1)}, then stays`,
    kink: `rises up to c = ${formatNumber(c, 1)}, then loses ${percent(d)} with each further one`,
    amdahl: `Amdahl’s law: ${percent(sigma)} of the work is done by one at a time`,
    usl: `Gunther’s USL: contention σ = ${percent(sigma)}, coherency κ = ${formatShare(kappa)}`,
  };
  const step = formatPercentChange(unqueued);
  const unqueuedText = unqueued === 1 ? '' : `; ${step} where no task waits for another`;
  return `${texts[id]}${unqueuedText} (N is ${knob.id})`;
}

/** Where the peak may lie, by resampling. */
export function peakText({ curve }: TuneDocument): string | null {
  if (curve.peak === null) return null;
  const { low, high } = curve.peak;
  return low === high
    ? `the best at ${formatCount(low)} in 95 % of resamples`
    : `the best between ${formatCount(low)} and ${formatCount(high)} in 95 % of resamples`;
}

/** Why it stopped, and what was measured. */
export function searchText({ search, knob, recommendation }: TuneDocument): string {
  const share = formatShare(search.roundCount / search.exhaustiveRoundCount).replace('.0%', '%');
  const blocks = `${formatCount(search.blockCount)} block${search.blockCount === 1 ? '' : 's'}`;
  const measured = `${blocks}, ${share} of what measuring all ${formatCount(search.sizeCount)} sizes takes`;
  const isNone = recommendation.kind === 'none';
  const ends = {
    stable: `${isNone ? 'It ended' : 'The answer is stable'} after ${measured}.`,
    budget: `The budget was over after ${measured}; a longer --budget makes it sharper.`,
    'all-measured': `Every ${knob.id} was measured: ${blocks}.`,
    interrupted: `Interrupted after ${blocks}.`,
    failed: `The search could not go on after ${blocks}: what everything is held against failed, or every size did.`,
  };
  return ends[search.stoppedBecause];
}

/** Which limit of the machine counts where that is not the machine itself. */
export function coresText({ environment }: TuneDocument): string {
  const { usableCores, cpuCount, cpuQuota } = environment;
  const cores = `${formatCoreCount(usableCores)} core${usableCores === 1 ? '' : 's'} count`;
  if (usableCores >= cpuCount) return cores;
  const why = cpuQuota !== null && cpuQuota <= usableCores ? 'a CPU quota' : 'affinity';
  return `${cores} (${why}; the machine has ${formatCount(cpuCount)})`;
}

/** `p99 ≤ 50 ms`. */
export function limitsText({ limits }: TuneDocument): string {
  const parts = [
    ...(limits.p99Ms === null ? [] : [`p99 ≤ ${formatMs(limits.p99Ms)}`]),
    ...(limits.loopDelayMs === null ? [] : [`loop delay p99 ≤ ${formatMs(limits.loopDelayMs)}`]),
    ...(limits.addedMemoryBytes === null ? [] : [`memory added ≤ ${formatBytes(limits.addedMemoryBytes)}`]),
  ];
  return parts.join(' · ');
}

/** What was decided against a stored answer; null without one. */
export function baselineText(document: TuneDocument): string | null {
  const { baseline, recommendation, knob } = document;
  if (baseline === null) return null;
  const nameOf = (kind: string, size: number | null): string =>
    kind === 'size' ? `${knob.id} ${formatCount(size ?? 0)}` : kind === 'no-pool' ? 'no pool' : 'nothing';
  const then = nameOf(baseline.kind, baseline.size);
  const now = nameOf(recommendation.kind, recommendation.size);
  const keys = baseline.differingKeys.map(({ key }) => key).join(', ');
  const texts = {
    same: `As in ${baseline.runId}: ${then}.`,
    tied: `Now ${now}; ${then} of ${baseline.runId} still ties.`,
    moved: `Moved: ${then} of ${baseline.runId} no longer ties; now ${now}.`,
    unsure: `Now ${now}; of ${then} of ${baseline.runId} it is not known whether it still ties: a longer --budget would tell.`,
    'not comparable': `Not comparable with ${baseline.runId}: ${keys} differ.`,
  };
  return texts[baseline.outcome];
}

/** How long it took. */
export const durationText = ({ durationMs }: Pick<TuneDocument, 'durationMs'>): string =>
  formatDuration(durationMs);

/** Findings about what a tune does on purpose: pools larger than the cores, few blocks for most sizes, defaults as they are. */
export const EXPECTED_FINDINGS: ReadonlySet<string> = new Set([
  'pool-larger-than-cores',
  'default-fifo',
  'few-blocks',
  'sync-atomics',
]);
