/** What was meant: the known name that is fewest typing mistakes away. */

/**
 * Optimal string alignment distance (Damerau 1964; Boytsov 2011, §2.1): insertions, deletions, substitutions and swaps of
 * neighbours each count one. Pure; O(|a| · |b|), meant for names.
 */
export function typingDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let distance = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, beforeLast[column - 2]! + 1);
      }
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}

/**
 * The known name nearest to `word`, or null when none is near enough to be what was meant: at most a third of the letters
 * wrong, or the word is the start or the last part of a name (`sha256` for `cpu/sha256`). Case does not count. Pure.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  const typed = word.toLowerCase().slice(0, 200);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const distance = distanceToName(typed, name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function distanceToName(typed: string, name: string): number {
  const ways = [name, name.slice(name.lastIndexOf('/') + 1)].map((target) => {
    const distance = typingDistance(typed, target);
    return distance <= Math.max(1, Math.floor(Math.max(typed.length, target.length) / 3))
      ? distance
      : Infinity;
  });
  if (typed.length >= 3 && name.startsWith(typed)) ways.push(1);
  return Math.min(...ways);
}
