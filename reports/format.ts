/**
 * The only place that turns numbers into text. Everything is pure and locale-free: thousands are separated by a comma,
 * the decimal mark is a point, a minus is U+2212, and what is not a number is an em dash.
 */

/** A value with its bounds, as documents hold it. */
export interface IntervalLike {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Turns a number into text with a given count of decimals: what an interval is written with. */
export type NumberFormatter = (value: number, fractionDigits: number) => string;

/** What stands where no figure can be given. */
export const NO_FIGURE = '—';
/** What stands for a quantile with fewer than ten samples beyond it. */
export const TOO_FEW = 'too few samples';

const MINUS = '−';
const SIGNIFICANT_DIGITS = 3;
const MOST_SIGNIFICANT_DIGITS = 5;

/** Power of ten of the leading digit: 2 for 391, −1 for 0.12. */
function magnitudeOf(value: number): number {
  return Math.floor(Math.log10(Math.abs(value)) + 1e-12);
}

/** Rounds to `digits` significant digits, so that 999.7 is treated as the 1000 it is shown as. */
function toSignificant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1,234.5`: thousands separators, a real minus, exactly `fractionDigits` decimals (0 … 12). */
export function formatNumber(value: number, fractionDigits: number): string {
  if (Number.isNaN(value)) return NO_FIGURE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (Math.abs(value) >= 1e15) return value.toExponential(2).replace('e+', 'e').replace('-', MINUS);
  const decimals = Math.min(12, Math.max(0, fractionDigits));
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const text = fraction === undefined ? group(whole) : `${group(whole)}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Three significant digits, whole above a hundred: `0.0123`, `39.1`, `391`, `12,300`. Zero is `0`. */
export function formatSignificant(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatNumber(value, 0);
  const rounded = toSignificant(value, SIGNIFICANT_DIGITS);
  const magnitude = magnitudeOf(rounded);
  if (magnitude < -6) return rounded.toExponential(2).replace('-', MINUS);
  return formatNumber(rounded, SIGNIFICANT_DIGITS - 1 - magnitude);
}

/** Text of a figure on an axis, where every tick is round: `20.0` becomes `20`, `5.0 ms` becomes `5 ms`. */
export function formatTick(text: string): string {
  return text.replace(/\.0+(?=\D*$)/, '').replace(/(\.\d*?[1-9])0+(?=\D*$)/, '$1');
}

/** A rate per second with three significant digits: `391`, `12,300`; with a unit `391 tasks/s`. */
export function formatRate(perSec: number, unit?: string): string {
  return withUnit(formatSignificant(perSec), unit);
}

function withUnit(text: string, unit: string | undefined): string {
  return unit === undefined || text === NO_FIGURE ? text : `${text} ${unit}`;
}

/**
 * Decimals that fit an interval: two significant digits of its width, at least three and at most five of its largest
 * bound. A wide interval thus never looks precise, and a narrow one never collapses into one figure.
 */
export function fractionDigitsOf(interval: IntervalLike): number {
  const largest = Math.max(Math.abs(interval.value), Math.abs(interval.low), Math.abs(interval.high));
  if (!Number.isFinite(largest) || largest === 0) return 0;
  const magnitude = magnitudeOf(largest);
  const width = Math.abs(interval.high - interval.low);
  const byWidth = Number.isFinite(width) && width > 0 ? 1 - magnitudeOf(width) : 0;
  const least = SIGNIFICANT_DIGITS - 1 - magnitude;
  const most = MOST_SIGNIFICANT_DIGITS - 1 - magnitude;
  return Math.max(0, Math.min(most, Math.max(least, byWidth)));
}

/**
 * `391 [384, 397]`: value and 95 % bounds with one common precision. The formatter is given the decimals; the default
 * writes a plain number. Without bounds only the value is written, without a value an em dash.
 */
export function formatInterval(
  interval: IntervalLike | null,
  formatter: NumberFormatter = formatNumber,
): string {
  if (interval === null || Number.isNaN(interval.value)) return NO_FIGURE;
  return intervalText(interval, fractionDigitsOf(interval), formatter, '');
}

function intervalText(
  { value, low, high }: IntervalLike,
  fractionDigits: number,
  formatter: NumberFormatter,
  suffix: string,
): string {
  const text = formatter(value, fractionDigits) + suffix;
  if (Number.isNaN(low) || Number.isNaN(high)) return text;
  return `${text} [${formatter(low, fractionDigits)}, ${formatter(high, fractionDigits)}]`;
}

/** The bounds alone, `[1.86, 1.96]`, for sentences that name the value elsewhere. */
export function formatRatioBounds(interval: IntervalLike): string {
  const digits = ratioDigits(interval);
  return `[${formatNumber(interval.low, digits)}, ${formatNumber(interval.high, digits)}]`;
}

/** `1.91×`, from ten on `12.3×`, from a hundred on `123×`; small ones keep three digits: `0.0123×`. */
export function formatRatio(ratio: number): string {
  if (Number.isNaN(ratio)) return NO_FIGURE;
  return `${formatNumber(ratio, ratioDigits({ value: ratio, low: ratio, high: ratio }))}×`;
}

/** Two decimals are enough for 0.1 … 10: a ratio is compared with 1, not with its neighbour's digits. */
function ratioDigits({ value, low, high }: IntervalLike): number {
  const magnitude = value === 0 || !Number.isFinite(value) ? 0 : magnitudeOf(toSignificant(value, 3));
  if (magnitude < -1) return Math.min(6, 2 - magnitude);
  const width = Math.abs(high - low);
  const byWidth = width > 0 && width < 0.02 ? 3 : 2;
  return Math.max(0, byWidth - Math.max(0, magnitude));
}

/** `1.91× [1.86, 1.96]`. */
export function formatRatioInterval(interval: IntervalLike | null): string {
  if (interval === null || Number.isNaN(interval.value)) return NO_FIGURE;
  return intervalText(interval, ratioDigits(interval), formatNumber, '×');
}

/** A ratio as a signed change, `−11.0%`, `+4.0%`; no change is `0.0%`. */
export function formatPercentChange(ratio: number): string {
  return Number.isNaN(ratio) ? NO_FIGURE : `${signedPercent(ratio)}%`;
}

function signedPercent(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const text = formatNumber(percent, Math.abs(percent) >= 100 ? 0 : 1);
  return percent > 0 && /[1-9∞]/.test(text) ? `+${text}` : text;
}

/** `−11.0% [−13.2, −8.7]`, out of an interval of ratios. */
export function formatPercentChangeInterval(interval: IntervalLike | null): string {
  if (interval === null || Number.isNaN(interval.value)) return NO_FIGURE;
  return `${signedPercent(interval.value)}% [${signedPercent(interval.low)}, ${signedPercent(interval.high)}]`;
}

/** A share of one as per cent: `12.3%`, `0.4%`, `100%`; zero is `0%`. */
export function formatShare(ratio: number): string {
  if (Number.isNaN(ratio)) return NO_FIGURE;
  const percent = ratio * 100;
  if (percent !== 0 && Math.abs(percent) < 0.05) return percent > 0 ? '<0.1%' : `>${MINUS}0.1%`;
  return `${formatNumber(percent, percent === 0 || Math.abs(percent) >= 99.95 ? 0 : 1)}%`;
}

/** The margin within which two count as the same: `±3%`, `±2.5%`. */
export function formatMargin(marginRatio: number): string {
  return `±${formatShare(marginRatio).replace('.0%', '%')}`;
}

/** A whole count: `12,345`. */
export function formatCount(count: number): string {
  return formatNumber(count, 0);
}

/** Cores that a machine offers: `2`, or `1.5` under a quota. */
export function formatCoreCount(cores: number): string {
  return formatNumber(cores, Number.isInteger(cores) ? 0 : 1);
}

/** Cores kept busy, always two decimals: `1.94`. */
export function formatCores(cores: number): string {
  return formatNumber(cores, 2);
}

/** `n=1000000 · cpuShare=0.5`: parameters or knobs as they are typed on the command line; empty without any. */
export function formatParams(params: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' · ');
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes in binary units with three significant digits: `92.0 MiB`, `1.50 GiB`, `512 B`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return formatNumber(bytes, 0);
  let scaled = bytes;
  let unit = 0;
  while (Math.abs(scaled) >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1024;
    unit++;
  }
  const digits = unit === 0 || Math.abs(scaled) >= 99.95 ? 0 : 1;
  return `${formatNumber(scaled, digits)} ${BYTE_UNITS[unit]}`;
}

/** The unit in which a time is easily read: the factor from milliseconds, and the least value for which it serves. */
const TIME_UNITS = [
  { unit: 's', perMs: 1e-3, fromMs: 999.5 },
  { unit: 'ms', perMs: 1, fromMs: 0.9995 },
  { unit: 'µs', perMs: 1e3, fromMs: 0.0009995 },
  { unit: 'ns', perMs: 1e6, fromMs: 0 },
] as const;

function timeUnitOf(ms: number): (typeof TIME_UNITS)[number] {
  if (ms === 0) return TIME_UNITS[1];
  return TIME_UNITS.find(({ fromMs }) => Math.abs(ms) >= fromMs) ?? TIME_UNITS[3];
}

/** A short time in the unit that fits: `85 µs`, `1.2 ms`, `41 ms`, `4.31 s`; zero is `0 ms`. */
export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return withUnit(formatNumber(ms, 0), Number.isNaN(ms) ? undefined : 'ms');
  const { unit, perMs } = timeUnitOf(ms);
  const scaled = ms * perMs;
  const extra = unit === 's' ? 1 : 0;
  const digits = scaled === 0 ? 0 : Math.abs(scaled) < 9.95 ? 1 + extra : Math.abs(scaled) < 99.5 ? extra : 0;
  return `${formatNumber(scaled, digits)} ${unit}`;
}

/** `9.1 µs [8.7, 9.6]`: a short time with its bounds, in the unit that fits the value. */
export function formatMsInterval(interval: IntervalLike | null): string {
  if (interval === null || Number.isNaN(interval.value)) return NO_FIGURE;
  const { unit, perMs } = timeUnitOf(interval.value);
  const scaled = { value: interval.value * perMs, low: interval.low * perMs, high: interval.high * perMs };
  const digits = fractionDigitsOf(scaled);
  if (Number.isNaN(scaled.low) || Number.isNaN(scaled.high)) return formatMs(interval.value);
  return `${formatNumber(scaled.value, digits)} ${unit} [${formatNumber(scaled.low, digits)}, ${formatNumber(scaled.high, digits)}]`;
}

/** What a coarse time is written with: steps of a power of ten, in the unit that fits the rounded value. */
interface CoarseTime {
  readonly stepMs: number;
  readonly unit: string;
  readonly textOf: (ms: number) => string;
}

/**
 * The finest step that a value bears which was counted in buckets of this relative width. The value may lie half a bucket
 * away from the middle that stands for it, so no step is finer than that: of buckets 1 % wide three digits are left up to
 * 1.99…, two above.
 */
function coarseTimeOf(ms: number, bucketWidthRatio: number): CoarseTime {
  const power = Math.ceil(Math.log10((Math.abs(ms) * bucketWidthRatio) / 2) - 1e-9);
  const stepMs = 10 ** power;
  const { unit, perMs } = timeUnitOf(Math.round(ms / stepMs) * stepMs);
  const textOf = (rounded: number): string =>
    formatNumber(rounded * perMs, -power - Math.round(Math.log10(perMs)));
  return { stepMs, unit, textOf };
}

/** A time that was counted in buckets, with the digits that these bear: `810 µs`, `1.04 ms`, `29 ms`. */
export function formatCoarseMs(ms: number, bucketWidthRatio: number): string {
  if (!Number.isFinite(ms) || ms === 0) return formatMs(ms);
  const { stepMs, unit, textOf } = coarseTimeOf(ms, bucketWidthRatio);
  return `${textOf(Math.round(ms / stepMs) * stepMs)} ${unit}`;
}

/**
 * `810 µs [800, 830]`: the same with its bounds, in the unit that fits the value. Bounds are rounded outwards, so that an
 * interval never claims more than it did and one narrower than a step does not collapse into one figure.
 */
export function formatCoarseMsInterval(interval: IntervalLike | null, bucketWidthRatio: number): string {
  if (interval === null || Number.isNaN(interval.value)) return NO_FIGURE;
  const { value, low, high } = interval;
  const text = formatCoarseMs(value, bucketWidthRatio);
  if (!Number.isFinite(value) || value === 0 || Number.isNaN(low) || Number.isNaN(high)) return text;
  const { stepMs, textOf } = coarseTimeOf(value, bucketWidthRatio);
  const floor = Math.floor(low / stepMs + 1e-9) * stepMs;
  const ceiling = Math.ceil(high / stepMs - 1e-9) * stepMs;
  return `${text} [${textOf(floor)}, ${textOf(ceiling)}]`;
}

/** A long time in two parts: `820 ms`, `12.4 s`, `1 min 27 s`, `2 h 05 min`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 999.5) return formatMs(ms);
  if (ms < 59_950) return `${formatNumber(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatNumber(Math.floor(minutes / 60), 0)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** An ISO time stamp as `2026-03-01 14:05 UTC`; what is no time stamp is given back unchanged. */
export function formatTimestamp(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
