/** Plain data in fewer characters: lists of alike objects name their keys once, and a text that recurs is kept once. */

/** Data as it is embedded; only {@link unpacked} reads it. */
export interface PackedJson {
  readonly texts: readonly string[];
  readonly data: unknown;
}

/** What begins the number of a kept text, and the only key of a packed list. No object of ours has such a key. */
const MARK = '~';
/** A shorter text is no longer than its number. */
const LEAST_TEXT = 9;
/** Fewer objects than that are not worth naming the keys apart. */
const LEAST_OBJECTS = 3;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The keys that all objects of a list have in the same order; null where it is no such list. */
function commonKeysOf(list: readonly unknown[]): string[] | null {
  const [first] = list;
  if (list.length < LEAST_OBJECTS || !isObject(first)) return null;
  const keys = Object.keys(first);
  const isAlike = (one: unknown): boolean => {
    if (!isObject(one)) return false;
    const own = Object.keys(one);
    return own.length === keys.length && own.every((key, index) => key === keys[index]);
  };
  return keys.length > 0 && list.every(isAlike) ? keys : null;
}

function countTexts(value: unknown, counts: Map<string, number>): void {
  if (typeof value === 'string') {
    if (value.length >= LEAST_TEXT) counts.set(value, (counts.get(value) ?? 0) + 1);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) countTexts(inner, counts);
  }
}

function pack(value: unknown, numbers: ReadonlyMap<string, number>): unknown {
  if (typeof value === 'string') {
    const number = numbers.get(value);
    if (number !== undefined) return `${MARK}${number}`;
    return value.startsWith(MARK) ? MARK + value : value;
  }
  if (Array.isArray(value)) {
    const keys = commonKeysOf(value);
    if (keys === null) return value.map((inner) => pack(inner, numbers));
    const values = value.flatMap((one: Record<string, unknown>) =>
      keys.map((key) => pack(one[key], numbers)),
    );
    return { [MARK]: [keys, ...values] };
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pack(inner, numbers)]));
}

/** Packs plain JSON data in which no object has the key `~`. Pure. */
export function packed(data: unknown): PackedJson {
  const counts = new Map<string, number>();
  countTexts(data, counts);
  const texts = [...counts].filter(([, count]) => count > 1).map(([text]) => text);
  return { texts, data: pack(data, new Map(texts.map((text, number) => [text, number]))) };
}

function unpack(value: unknown, texts: readonly string[]): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith(MARK)) return value;
    const rest = value.slice(MARK.length);
    return rest.startsWith(MARK) ? rest : texts[Number(rest)];
  }
  if (Array.isArray(value)) return value.map((inner) => unpack(inner, texts));
  if (!isObject(value)) return value;
  const list = value[MARK];
  if (!Array.isArray(list)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner, texts)]));
  }
  const [keys, ...values] = list as [string[], ...unknown[]];
  return Array.from({ length: values.length / keys.length }, (_unused, row) =>
    Object.fromEntries(keys.map((key, at) => [key, unpack(values[row * keys.length + at], texts)])),
  );
}

/** The data as it was before {@link packed}. Pure. */
export const unpacked = ({ texts, data }: PackedJson): unknown => unpack(data, texts);
