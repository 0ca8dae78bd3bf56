/** What a reader types to see less: `m:worker-threads s:unsure !m:sequential text`. Every term must hold. */

/** What is known of a cell for filtering, as its reader sees it. */
export interface CellFacts {
  /** The cell's id, as charts name it. */
  readonly cell: string;
  readonly model: string;
  /** Status and verdict words: `ok`, `unsure`, `best`. */
  readonly states: readonly string[];
  readonly kind: string;
  /** Scenario, condition and label: what bare words are looked for in. */
  readonly text: string;
}

/** One term; an empty value holds for every cell, so that nothing vanishes while a term is being typed. */
export interface FilterTerm {
  readonly field: 'model' | 'state' | 'kind' | 'text';
  readonly value: string;
  readonly isNegated: boolean;
}

/** A parsed filter, and the prefixes in it that mean nothing: their terms are left out. */
export interface Filter {
  readonly terms: readonly FilterTerm[];
  readonly unknownPrefixes: readonly string[];
}

const FIELDS: ReadonlyMap<string, Exclude<FilterTerm['field'], 'text'>> = new Map([
  ['m', 'model'],
  ['s', 'state'],
  ['k', 'kind'],
]);

/** What the prefixes mean, for hints. */
export const PREFIX_HELP = 'm: model · s: status or verdict · k: kind';

/** `!`, a prefix, then a quoted phrase (its closing quote may be still to come) or a word. */
const TERM = /(!?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S*))/giy;

/** Reads a filter. Upper and lower case are the same; quotes keep words together. Pure; takes any text. */
export function parseFilter(input: string): Filter {
  const terms: FilterTerm[] = [];
  const unknownPrefixes: string[] = [];
  for (const [, negation, prefix, phrase, word] of termsIn(input.toLowerCase())) {
    const value = phrase ?? word ?? '';
    const field = prefix === undefined ? 'text' : FIELDS.get(prefix);
    if (field === undefined) unknownPrefixes.push(`${prefix}:`);
    else if (value !== '') terms.push({ field, value, isNegated: negation === '!' });
  }
  return { terms, unknownPrefixes: [...new Set(unknownPrefixes)] };
}

function termsIn(text: string): (string | undefined)[][] {
  const found: (string | undefined)[][] = [];
  let at = 0;
  while (at < text.length) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (match !== null && match[0] !== '') found.push([...match]);
    at += Math.max(1, match?.[0].length ?? 1);
  }
  return found;
}

/** States and kinds are words of ours and match from their start: `s:sure` must not find what is unsure. */
function holds({ field, value }: FilterTerm, facts: CellFacts): boolean {
  switch (field) {
    case 'model':
      return facts.model.toLowerCase().includes(value);
    case 'state':
      return facts.states.some((state) => state.startsWith(value));
    case 'kind':
      return facts.kind.startsWith(value);
    case 'text':
      return facts.text.toLowerCase().includes(value);
  }
}

/** Whether a cell is to be seen. Pure. */
export function isMatch({ terms }: Filter, facts: CellFacts): boolean {
  return terms.every((term) => holds(term, facts) !== term.isNegated);
}
