/** A sentence as parts, so that a page may set names in bold and a terminal may not. */

/** A stretch of a sentence; `strong` marks the names that a reader looks for. */
export interface SentencePart {
  readonly text: string;
  readonly strong: boolean;
}

/** Marks a name as strong. */
export const strong = (text: string): SentencePart => ({ text, strong: true });

/** What a sentence is joined from. */
export type SentencePiece = string | SentencePart | readonly SentencePart[];

/** Joins texts and parts; empty ones are left out. Pure. */
export function sentenceOf(...pieces: readonly SentencePiece[]): SentencePart[] {
  return pieces
    .flatMap((piece) => (typeof piece === 'string' ? [{ text: piece, strong: false }] : piece))
    .filter((part) => part.text !== '');
}

const MOST_NAMES = 4;

/** `A`, `A and B`, `A, B and C`, and from six on `A, B, C and 3 more`. Pure. */
export function enumerate(names: readonly string[]): SentencePart[] {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES - 1) : names;
  const more = names.length - shown.length;
  const parts: SentencePart[] = [];
  shown.forEach((name, index) => {
    const isLast = index === shown.length - 1 && more === 0;
    if (index > 0) parts.push({ text: isLast ? ' and ' : ', ', strong: false });
    parts.push(strong(name));
  });
  if (more > 0) parts.push({ text: ` and ${more} more`, strong: false });
  return parts;
}
