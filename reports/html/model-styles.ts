/** The part of the style sheet that depends on the document: swatches of its cells, heights of its charts. */
import { shadeOf } from '../palette.ts';
import type { ConditionView, SeriesKey } from '../view.ts';

/** Class names that hold no text of the document: a hostile model name never becomes CSS. */
export class SwatchClasses {
  readonly #classByLook = new Map<string, string>();

  /** Numbers the looks of all cells in the order of the document. */
  constructor(conditions: readonly ConditionView[]) {
    for (const row of conditions.flatMap((condition) => condition.rows)) {
      const look = this.#lookOf(row);
      if (!this.#classByLook.has(look)) this.#classByLook.set(look, `k${this.#classByLook.size}`);
    }
  }

  #lookOf({ model, ordinal }: Pick<SeriesKey, 'model' | 'ordinal'>): string {
    return `--fill-light:${shadeOf(model, ordinal, 'light')};--fill-dark:${shadeOf(model, ordinal, 'dark')}`;
  }

  /** The class of a cell's swatch. */
  classOf(key: Pick<SeriesKey, 'model' | 'ordinal'>): string {
    return this.#classByLook.get(this.#lookOf(key)) ?? 'k-none';
  }

  /** The rules for all classes. */
  get css(): string {
    return [...this.#classByLook].map(([look, name]) => `.${name}{${look}}`).join('');
  }
}

/** One class per height in use, so that charts take their room before any script runs: `.tall-214{height:214px}`. */
export function heightRules(heightsPx: Iterable<number>): string {
  return [...new Set(heightsPx)].map((heightPx) => `.tall-${heightPx}{height:${heightPx}px}`).join('');
}
