/** What stands around a chart when it stands alone: a picture in a chat has no page to explain it. */
import type { ConditionView } from '../view.ts';

const LONGEST_LINE = 104;
const MOST_LINES = 4;

/** A sentence in lines of at most 104 characters; a fifth line and what follows become an ellipsis. Pure. */
export function wrapText(text: string, longest = LONGEST_LINE): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const piece = word.length > longest ? `${word.slice(0, longest - 1)}…` : word;
    if (line !== '' && line.length + 1 + piece.length > longest) {
      lines.push(line);
      line = piece;
    } else line = line === '' ? piece : `${line} ${piece}`;
  }
  if (line !== '') lines.push(line);
  return lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]} …`]
    : lines;
}

/** `cpu-sha256-8-mib-8-in-flight`: a file name out of any text, never a path, never empty, at most 80 characters. Pure. */
export function fileNameOf(condition: Pick<ConditionView, 'scenario' | 'label'>): string {
  const slug = `${condition.scenario} ${condition.label}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return slug === '' ? 'condition' : slug;
}

/**
 * Names made unique by a number where two are alike: `a`, `a-2`. With suffixes, each name is free behind all of them, so
 * that `a-dark` is never both the dark `a` and the light `a-dark`. Pure.
 */
export function uniqueNames(names: readonly string[], suffixes: readonly string[] = ['']): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const isFree = (candidate: string): boolean => suffixes.every((suffix) => !taken.has(candidate + suffix));
    let unique = name;
    for (let number = 2; !isFree(unique); number++) unique = `${name}-${number}`;
    for (const suffix of suffixes) taken.add(unique + suffix);
    return unique;
  });
}
