/** What a tune says, in words: the same on the terminal and in the page. Pure. */
import type { TuneDocument, TuneSize, ValidatedSetting } from '../../harness/result/tune-schema.ts';
import {
  formatBytes,
  formatCoreCount,
  formatCount,
  formatDuration,
  formatInterval,
  formatMs,
  formatMsInterval,
  formatNumber,
  formatPercentChange,
  formatPercentChangeInterval,
  formatShare,
  NO_FIGURE,
} from '../format.ts';

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

/** Not surely worse by the strict rule, but its own 95 % interval lies beyond δ all the same. */
function isProbablyWorse({ standing, toBest }: TuneSize, deltaRatio: number): boolean {
  return standing === 'unsure' && toBest !== null && toBest.high < 1 - deltaRatio;
}

/** The first words of all: what to do. */
export function headline(document: TuneDocument): string {
  const { recommendation, limits, model } = document;
  if (recommendation.kind === 'size') return `Use ${answerText(document)}`;
  if (recommendation.kind === 'no-pool') return `Single-loop, no pool: ${model} is not worth it here`;
  const hasLimits = Object.values(limits).some((limit) => limit !== null);
  const wasMeasured = document.sizes.some(({ objective }) => objective !== null);
  return hasLimits && wasMeasured ? 'No size keeps the limits' : 'Nothing could be measured';
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

function whyNoMore({ search, environment, knob }: TuneDocument): string {
  const { mostBecause, most } = search;
  if (mostBecause === 'in-flight')
    return `no more workers than tasks in flight can be busy: try a larger --in-flight`;
  if (mostBecause === 'cores' || (knob.mayBeNone && most >= environment.usableCores))
    return `cores are the limit (${formatCoreCount(environment.usableCores)} count here)`;
  return 'try a larger --max-size';
}

/** What the curve looks like, as far as it was measured. */
export function shapeText(document: TuneDocument): string | null {
  const { shape, ties, best } = document.recommendation;
  const { knob } = document;
  const measured = measuredOf(document);
  const [least, most] = [measured[0] ?? 0, measured.at(-1) ?? 0];
  const largest = sizesOf(document).at(-1);
  switch (shape) {
    case 'flat':
      return `Flat: every ${knob.id} from ${formatCount(least)} to ${formatCount(most)} is as good${document.recommendation.kind === 'size' ? `, so use ${formatCount(ties[0] ?? least)}` : ''}.`;
    case 'rising':
      return `Still rising at ${formatCount(most)}: ${whyNoMore(document)}.`;
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
  const { sigma = 0, kappa = 0, c = 0, d = 0 } = parameters;
  const texts = {
    flat: 'flat: the size does not matter',
    linear: 'linear: each adds as much as the first',
    plateau: `min(N, c): rises up to c = ${formatNumber(c, 1)}, then stays`,
    kink: `rises up to c = ${formatNumber(c, 1)}, then loses ${percent(d)} with each further one`,
    amdahl: `Amdahl’s law: ${percent(sigma)} of the work is done by one at a time`,
    usl: `Gunther’s USL: contention σ = ${percent(sigma)}, coherency κ = ${formatShare(kappa)}`,
  };
  return `${texts[id]} (N is ${knob.id})`;
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
  const measured = `${formatCount(search.blockCount)} blocks, ${share} of what measuring all ${formatCount(search.sizeCount)} sizes takes`;
  const isNone = recommendation.kind === 'none';
  const ends = {
    stable: `${isNone ? 'It ended' : 'The answer is stable'} after ${measured}.`,
    budget: `The budget was over after ${measured}; a longer --budget makes it sharper.`,
    'all-measured': `Every ${knob.id} was measured: ${formatCount(search.blockCount)} blocks.`,
    interrupted: `Interrupted after ${formatCount(search.blockCount)} blocks.`,
    failed: `The search could not go on after ${formatCount(search.blockCount)} blocks: what everything is held against failed, or every size did.`,
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

/** What keeps a size from being recommended; empty where nothing does. */
export function brokenLimitsText({ limits }: TuneSize): string {
  const names = { p99: 'p99', 'loop-delay': 'loop delay', 'added-memory': 'memory' };
  const textOf = (id: keyof typeof names, bound: number): string =>
    id === 'added-memory' ? formatBytes(bound) : formatMs(bound);
  return limits
    .filter(({ standing }) => standing !== 'kept')
    .map(({ id, bound }) =>
      bound === null ? `${names[id]}: too few samples` : `${names[id]} up to ${textOf(id, bound)}`,
    )
    .join(', ');
}

const STANDINGS: Readonly<Record<TuneSize['standing'], string>> = {
  tied: 'tied',
  worse: 'worse',
  unsure: 'unsure',
  infeasible: 'breaks a limit',
  failed: 'failed',
};

/** `worse`, or which limit it breaks. */
export function standingText(size: TuneSize, { recommendation, deltaRatio }: TuneDocument): string {
  if (size.standing === 'infeasible') return brokenLimitsText(size) || STANDINGS.infeasible;
  if (size.size === 0) {
    if (recommendation.kind === 'no-pool') return 'enough';
    return size.standing === 'worse' ? 'worse' : 'beaten';
  }
  if (isProbablyWorse(size, deltaRatio)) return 'probably worse';
  return size.size === recommendation.best ? 'best' : STANDINGS[size.standing];
}

const ROLES: Readonly<Record<ValidatedSetting['roles'][number], string>> = {
  recommended: 'recommended',
  current: 'your setting',
  'piscina-defaults': 'Piscina’s defaults',
  'cores-minus-1': 'cores − 1',
  'no-pool': 'no pool',
  'best-pool': 'best pool',
  default: 'as listed',
};

export function rolesText({ roles }: ValidatedSetting): string {
  return roles.map((role) => ROLES[role]).join(', ');
}

/** What fresh blocks say of a setting against the recommended one. */
export function validatedText({ verdict, ratio }: ValidatedSetting): string {
  if (verdict === 'recommended') return NO_FIGURE;
  if (verdict === 'not measured' || ratio === null) return 'not measured';
  return `${verdict}  ${formatPercentChangeInterval(ratio)}`;
}

/** Figures of a setting or size that stand in tables. */
export function figureTexts(
  figures: Pick<TuneSize, 'objective' | 'p99Ms' | 'loopDelayMsP99' | 'addedMemoryBytes'>,
  { objective }: Pick<TuneDocument, 'objective'>,
): { objective: string; p99: string; loop: string; memory: string } {
  const value =
    objective.unit === 'ms' ? formatMsInterval(figures.objective) : formatInterval(figures.objective);
  return {
    objective: value,
    p99: figures.p99Ms === null ? NO_FIGURE : formatMs(figures.p99Ms.value),
    loop: figures.loopDelayMsP99 === null ? NO_FIGURE : formatMs(figures.loopDelayMsP99),
    memory:
      figures.addedMemoryBytes === null ? NO_FIGURE : formatBytes(Math.max(0, figures.addedMemoryBytes)),
  };
}

/** `tasks/s`, or `CPU ms a task`. */
export function objectiveTitle({ objective }: Pick<TuneDocument, 'objective'>): string {
  return objective.id === 'cpu-per-task' ? 'CPU a task' : objective.unit;
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
    tied: `${now} now, ${then} in ${baseline.runId}: they tie.`,
    moved: `Moved: ${then} in ${baseline.runId}, ${now} now, and they do not tie.`,
    'not comparable': `Not comparable with ${baseline.runId}: ${keys} differ.`,
  };
  return texts[baseline.outcome];
}

/** How long it took. */
export const durationText = ({ durationMs }: Pick<TuneDocument, 'durationMs'>): string =>
  formatDuration(durationMs);
