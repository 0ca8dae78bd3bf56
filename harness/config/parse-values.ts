/**
 * Values as people type them: durations and sizes carry their unit, shares are per cent, lists are comma-separated.
 * Each function throws CROSSOVER_USAGE naming the place, what stood there and what is expected.
 */
import { CrossoverError } from '../errors.ts';

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  min: 6e4,
  h: 3.6e6,
};
const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

/** `50ms`, `1.5s`, `2m` → milliseconds, more than zero. A bare number is refused: nobody should have to guess its unit. */
export function parseDurationMs(text: string, place: string): number {
  return parseWithUnit(text, place, MS_PER_UNIT, 'a duration with its unit, such as 50ms, 1.5s or 2m');
}

/** `64KiB`, `1.5MB` → bytes, more than zero. */
export function parseByteCount(text: string, place: string): number {
  return parseWithUnit(text, place, BYTES_PER_UNIT, 'a size with its unit, such as 64KiB or 10MB');
}

/** `3%` → 0.03; between 0 and 100 %, both left out. */
export function parsePercent(text: string, place: string): number {
  const ratio = parseWithUnit(text, place, { '%': 0.01 }, 'a share in per cent, such as 3% or 0.5%');
  if (ratio < 1) return ratio;
  throw wrongValue(place, text, 'a share below 100%');
}

function parseWithUnit(
  text: string,
  place: string,
  factors: Readonly<Record<string, number>>,
  expected: string,
): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(\S*)$/.exec(text.trim());
  const factor = match ? (Object.hasOwn(factors, match[2]!) ? factors[match[2]!] : undefined) : undefined;
  const value = match && factor !== undefined ? Number(match[1]) * factor : Number.NaN;
  if (Number.isFinite(value) && value > 0) return value;
  throw wrongValue(place, text, expected);
}

/** A whole number from `least` on (default 1). */
export function parseCount(text: string, place: string, least = 1): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw wrongValue(place, text, `a whole number from ${least} on`);
}

/** `1,2,4` → [1, 2, 4]. */
export function parseCounts(text: string, place: string): number[] {
  return parseList(text, place).map((item) => parseCount(item, place));
}

/** `a, b` → ['a', 'b']; empty parts are refused, repeated ones are dropped. */
export function parseList(text: string, place: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.every((item) => item !== '')) return [...new Set(items)];
  throw wrongValue(place, text, 'values separated by single commas');
}

/** A scalar as it is meant: `true`/`false`, a number (`1e6` and `1_000_000` too), or the text itself. Pure. */
export function parseScalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const digits = text.replace(/(?<=\d)_(?=\d)/g, '');
  const isNumber = /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(digits);
  return isNumber && Number.isFinite(Number(digits)) ? Number(digits) : text;
}

/**
 * A value for a parameter or knob: a name that ends in `Bytes` or `Ms` says its unit, so `64KiB` and `1.5s` are
 * converted to it; anything else is a plain scalar, and so is a word such as `never`. Pure.
 */
function parseNamedValue(name: string, text: string, place: string): string | number | boolean {
  const value = parseScalar(text);
  if (typeof value !== 'string' || /^[a-z]+$/.test(value)) return value;
  if (name.endsWith('Bytes')) return parseByteCount(text, place);
  if (name.endsWith('Ms')) return parseDurationMs(text, place);
  return value;
}

/**
 * Repeated `name=v1,v2` → { name: [v1, v2] }. A name that comes twice gathers all its values.
 * `place` is the option's name (`--knob`).
 */
export function parseAssignments(
  texts: readonly string[],
  place: string,
): Record<string, (string | number | boolean)[]> {
  const lists = new Map<string, (string | number | boolean)[]>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(0, equals)).trim();
    if (name === '') throw wrongValue(place, text, 'a name and its values, such as name=1,2');
    const namedPlace = `${place} ${name}`;
    const values = parseList(text.slice(equals + 1), namedPlace).map((item) =>
      parseNamedValue(name, item, namedPlace),
    );
    lists.set(name, [...new Set([...(lists.get(name) ?? []), ...values])]);
  }
  return Object.fromEntries(lists);
}

function wrongValue(place: string, text: string, expected: string): CrossoverError {
  return new CrossoverError('CROSSOVER_USAGE', `${place}: "${text}" is not ${expected}.`);
}
