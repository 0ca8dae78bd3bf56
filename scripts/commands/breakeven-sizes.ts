/** Which task sizes to measure, out of a first look. Pure. */

interface Seen {
  readonly sizeMs: number;
  readonly ratio: number;
}

/** Nothing outside of these is looked for. */
const LEAST_MS = 0.01;
const MOST_MS = 100;
const SIZE_COUNT = 4;
/** How far the sizes reach beyond the outermost places, as a factor. */
const REACH = 3;
/** The same where several places have sizes of their own. */
const NEAR_REACH = 2;

/**
 * About where the ratio to the reference passes 1: by a straight line over logarithms between the two sizes around it. Below
 * the smallest that was seen where the cell leads everywhere, above the largest where it leads nowhere; null without two
 * figures.
 */
export function placeOf(seen: readonly Seen[]): number | null {
  const known = seen
    .filter(({ sizeMs, ratio }) => sizeMs > 0 && ratio > 0)
    .sort((one, other) => one.sizeMs - other.sizeMs);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || known.length < 2) return null;
  if (first.ratio >= 1) return first.sizeMs / REACH;
  const index = known.findIndex(({ ratio }) => ratio >= 1);
  if (index === -1) return last.sizeMs * REACH;
  const [below, above] = [known[index - 1]!, known[index]!];
  const share = -Math.log(below.ratio) / Math.log(above.ratio / below.ratio);
  return below.sizeMs * (above.sizeMs / below.sizeMs) ** share;
}

/** Two significant digits: what one would type. */
const roundSize = (sizeMs: number): number => Number(sizeMs.toPrecision(2));

/** Places this far apart, as a factor, are looked at each by itself: sizes spread over both would be far from either. */
const APART = 10;

function clamp(sizeMs: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, sizeMs));
}

/** So many sizes at equal ratios, from below the smallest place to beyond the largest. */
function spread(places: readonly number[], count: number, reach: number): number[] {
  const from = clamp(Math.min(...places) / reach);
  const to = Math.max(from * reach, clamp(Math.max(...places) * reach));
  const step = (to / from) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, index) => roundSize(from * step ** index));
}

function groupsOf(places: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const place of [...places].sort((one, other) => one - other)) {
    const last = groups.at(-1);
    if (last !== undefined && place < last.at(-1)! * APART) last.push(place);
    else groups.push([place]);
  }
  return groups;
}

/**
 * Four sizes at equal ratios, from a third of the smallest place to three times the largest; where places lie far apart, three
 * around each. Without a place, over two decades.
 */
export function aroundPlaces(places: readonly number[]): number[] {
  const groups = groupsOf(places);
  if (groups.length < 2)
    return [...new Set(spread(places.length > 0 ? places : [0.1, 1], SIZE_COUNT, REACH))];
  const sizes = groups.flatMap((group) => spread(group, SIZE_COUNT - 1, NEAR_REACH));
  return [...new Set(sizes)].sort((one, other) => one - other);
}
