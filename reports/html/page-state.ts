/** What a link into the page carries: where to, and what is filtered: `#condition-2&filter=s%3Aunsure&hide=cluster`. */

/** The part of the page's state that is worth sharing. */
export interface PageState {
  /** The id of one of our sections; empty for none. */
  readonly anchor: string;
  readonly filterText: string;
  readonly hiddenModels: readonly string[];
}

/** Reads `location.hash`, with or without its `#`. A plain anchor is one, too. Pure; takes any text. */
export function readHash(hash: string): PageState {
  const [first = '', ...rest] = hash.replace(/^#/, '').split('&');
  const isAnchor = !first.includes('=');
  const parameters = new URLSearchParams((isAnchor ? rest : [first, ...rest]).join('&'));
  return {
    anchor: isAnchor ? first : '',
    filterText: parameters.get('filter') ?? '',
    hiddenModels: parameters.getAll('hide'),
  };
}

/** The hash for a state, with its `#`; empty for a state that says nothing. Pure. */
export function toHash({ anchor, filterText, hiddenModels }: PageState): string {
  const parameters = new URLSearchParams();
  if (filterText !== '') parameters.set('filter', filterText);
  for (const model of hiddenModels) parameters.append('hide', model);
  const parts = [anchor, parameters.toString()].filter((part) => part !== '');
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
