/** What a size or a setting says in a row of a table: the same on the terminal and in the page. Pure. */
import type { TuneDocument, TuneSize, ValidatedSetting } from '../../harness/result/tune-schema.ts';
import {
  formatBytes,
  formatInterval,
  formatMs,
  formatMsInterval,
  formatPercentChangeInterval,
  NO_FIGURE,
} from '../format.ts';

/** Not surely worse by the strict rule, but its own 95 % interval lies beyond δ all the same. */
export function isProbablyWorse({ standing, toBest }: TuneSize, deltaRatio: number): boolean {
  return standing === 'unsure' && toBest !== null && toBest.high < 1 - deltaRatio;
}

/** What keeps a size from being recommended; empty where nothing does. */
export function brokenLimitsText({ limits }: TuneSize): string {
  const names = { p99: 'p99', 'loop-delay': 'loop delay', 'added-memory': 'memory', rate: 'rate' };
  const textOf = (id: TuneSize['limits'][number]['id'], bound: number): string =>
    id === 'added-memory' ? formatBytes(bound) : formatMs(bound);
  return limits
    .filter(({ standing }) => standing !== 'kept')
    .map(({ id, bound, standing }) => {
      if (id === 'rate') return 'falls behind';
      if (bound === null) return `${names[id]}: too few samples`;
      return `${names[id]} ${standing === 'unknown' ? 'perhaps ' : ''}up to ${textOf(id, bound)}`;
    })
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
  if (size.size === 0 && size.standing !== 'failed') {
    if (recommendation.kind === 'none') return NO_FIGURE;
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
export function validatedText({ verdict, ratio, reason }: ValidatedSetting): string {
  if (verdict === 'recommended') return NO_FIGURE;
  if (verdict === 'worse' && ratio === null) return `worse  ${reason ?? ''}`.trim();
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

const TITLES: Readonly<Record<string, string>> = { 'cpu-per-task': 'CPU a task', latency: 'mean latency' };

/** `tasks/s`, `CPU a task` or `mean latency`. */
export function objectiveTitle({ objective }: Pick<TuneDocument, 'objective'>): string {
  return TITLES[objective.id] ?? objective.unit;
}
