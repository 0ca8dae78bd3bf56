/** The filter bar: what is typed and toggled there decides which cells the page shows, and stands in its address. */
import { formatCount } from '../../format.ts';
import { type Filter, isMatch, PREFIX_HELP, parseFilter } from '../filter-grammar.ts';
import type { FilterData } from '../filter-section.ts';
import { type PageState, readHash, toHash } from '../page-state.ts';
import type { PageCharts } from './charts.ts';
import { goTo } from './go-to.ts';
import { ModelToggles } from './model-toggles.ts';
import { PageCells } from './page-cells.ts';

/** Browsers refuse an address that changes with every key. */
const ADDRESS_DELAY_MS = 250;

interface Parts {
  readonly bar: HTMLElement;
  readonly input: HTMLInputElement;
  readonly count: HTMLElement;
  readonly hint: HTMLElement;
}

function findParts(): Parts | null {
  const [bar, input, count, hint] = ['filter', 'filter-text', 'filter-count', 'filter-hint'].map((id) =>
    document.getElementById(id),
  );
  if (!bar || !(input instanceof HTMLInputElement) || !count || !hint) return null;
  return { bar, input, count, hint };
}

/** Owns what is hidden. */
class FilterBar {
  readonly #parts: Parts;
  readonly #data: FilterData;
  readonly #charts: PageCharts;
  readonly #cells: PageCells;
  readonly #toggles: ModelToggles;
  #anchor = '';
  #addressTimer = 0;

  constructor(parts: Parts, data: FilterData, charts: PageCharts) {
    this.#parts = parts;
    this.#data = data;
    this.#charts = charts;
    this.#cells = new PageCells(data.cells.length);
    this.#toggles = new ModelToggles(parts.bar, data.models, () => this.#change());
  }

  get #state(): PageState {
    return {
      anchor: this.#anchor,
      filterText: this.#parts.input.value.trim(),
      hiddenModels: this.#toggles.hiddenModels,
    };
  }

  start(): void {
    const { bar, input } = this.#parts;
    bar.hidden = false;
    this.#take(readHash(location.hash));
    this.#goTo(this.#anchor);
    input.addEventListener('input', () => this.#change());
    addEventListener('hashchange', () => this.#follow(readHash(location.hash)));
    addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Shows what the bar says now, and writes it into the address a little later. */
  #change(): void {
    this.#apply();
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => this.#writeAddress(), ADDRESS_DELAY_MS);
  }

  #apply(): void {
    const filter = parseFilter(this.#parts.input.value);
    const isShown = this.#data.cells.map(
      (facts) => !this.#toggles.isHidden(facts.model) && isMatch(filter, facts),
    );
    this.#cells.show(isShown);
    const hidden = new Set(
      this.#data.cells.filter((_facts, index) => !isShown[index]).map(({ cell }) => cell),
    );
    this.#charts.showOnly((cell) => !hidden.has(cell));
    this.#say(filter, isShown.filter(Boolean).length);
  }

  #say({ unknownPrefixes }: Filter, shownCount: number): void {
    const { bar, count, hint } = this.#parts;
    bar.classList.toggle('partial', shownCount < this.#data.cells.length);
    const nothing = shownCount === 0 ? ': nothing matches all of these words' : '';
    count.textContent = `${formatCount(shownCount)} of ${formatCount(this.#data.cells.length)} cells${nothing}`;
    const unknown = unknownPrefixes.join(' ');
    hint.textContent =
      unknown === '' ? (hint.dataset.usual ?? '') : `${unknown} means nothing here. Known are ${PREFIX_HELP}`;
    hint.classList.toggle('doubt', unknown !== '');
  }

  #take(state: PageState): void {
    this.#anchor = state.anchor;
    this.#parts.input.value = state.filterText;
    this.#toggles.hide(state.hiddenModels);
    this.#apply();
  }

  #writeAddress(): void {
    const address = toHash(this.#state);
    if (address !== location.hash)
      history.replaceState(null, '', address === '' ? location.href.replace(/#.*/, '') : address);
  }

  /** A plain link keeps the filter, unless it leads to what the filter hides; a link with a filter brings its own. */
  #follow(state: PageState): void {
    const isPlain = state.filterText === '' && state.hiddenModels.length === 0;
    if (!isPlain) this.#take(state);
    this.#anchor = state.anchor;
    if (document.getElementById(state.anchor)?.closest('[hidden]')) this.#take(state);
    this.#writeAddress();
    this.#goTo(state.anchor);
  }

  /** An address with a filter in it is no anchor that a browser knows. */
  #goTo(anchor: string): void {
    const target = anchor === '' ? null : document.getElementById(anchor);
    if (target !== null) goTo(target);
  }

  #onKey(event: KeyboardEvent): void {
    const { input } = this.#parts;
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === 'Escape' && event.target === input) {
      event.preventDefault();
      input.value = '';
      this.#change();
    }
  }
}

/** Shows the filter bar and makes it work; a page without cells has none. */
export function offerFilter(data: FilterData, charts: PageCharts): void {
  const parts = findParts();
  if (parts !== null) new FilterBar(parts, data, charts).start();
}
