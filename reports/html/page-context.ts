/** What every section of the page is written with: the views made once, and what the sections leave for the head. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { type CellFigures, toCellFigures } from '../view/cell-figures.ts';
import { mainContrastOf } from '../view/condition-view.ts';
import { type ConditionView, conditionViews } from '../view.ts';
import { ChartRegister } from './figure.ts';
import { type Markup, type MarkupValue, markup } from './markup.ts';
import { SwatchClasses } from './model-styles.ts';

/** Views of the document, chart register and swatch classes of one page. */
export interface PageContext {
  readonly document: RunDocument;
  readonly conditions: readonly ConditionView[];
  readonly charts: ChartRegister;
  readonly swatches: SwatchClasses;
  /** A number for each cell, in the order in which the page shows them: what its rows are found by. */
  readonly cellNumbers: ReadonlyMap<string, number>;
  /** The plain numbers behind the texts of each cell. */
  readonly figures: ReadonlyMap<string, CellFigures>;
}

/** Starts a page. */
export function createPageContext(document: RunDocument): PageContext {
  const conditions = conditionViews(document);
  return {
    document,
    conditions,
    charts: new ChartRegister(),
    swatches: new SwatchClasses(document.cells.map(({ model }) => model)),
    figures: new Map(
      document.cells.map((cell) => [cell.id, toCellFigures(cell, mainContrastOf(document, cell.id))]),
    ),
    cellNumbers: new Map(
      conditions.flatMap(({ rows }) => rows.map(({ cell }) => cell)).map((cell, index) => [cell, index]),
    ),
  };
}

/** The anchor of a condition: by its place, for ids and names out of a document are not made for addresses. */
export const anchorOf = (index: number): string => `condition-${index + 1}`;

/** Names up to this length are kept on one line. */
const LONGEST_UNBROKEN = 28;

const wholeClass = (name: string): Markup | null =>
  name.length <= LONGEST_UNBROKEN ? markup` class="whole"` : null;

/** A cell's name behind the swatch of its model. */
export function namedSwatch(
  row: { readonly model: string; readonly label: string },
  { swatches }: PageContext,
): Markup {
  return markup`<span${wholeClass(row.label)}><i class="swatch ${swatches.classOf(row.model)}"></i>${row.label}</span>`;
}

/** Keeps a figure with its unit, and the bounds of an interval, on one line. */
function withoutBreaks(text: string): string {
  return text
    .replace(/(\[[^\]\s]+,) (?=[^\]\s]+\])/g, '$1\u00a0')
    .replace(/(\d) (?=(?:ns|µs|ms|s|tasks\/s)\b)/g, '$1\u00a0');
}

/** `391 [384, 397]` with its bounds in a span of their own, so that a narrow screen may set them below. */
export function bounded(text: string): MarkupValue {
  const start = text.indexOf(' [');
  return start === -1
    ? text
    : markup`${text.slice(0, start)}<span class="bounds">${text.slice(start)}</span>`;
}

/** `up 5.1% / down 4.9%` on two lines: a table has many columns. */
export function stacked(text: string): MarkupValue {
  const [first = '', ...rest] = text.split(' / ');
  return rest.length === 0
    ? text
    : markup`${first} <span class="slash">/</span> <small class="below">${rest.join(' / ')}</small>`;
}

/** The number of a row's cell, as a table takes it. */
export const cellNumberOf = ({ cell }: { readonly cell: string }, { cellNumbers }: PageContext) => ({
  cellNumber: cellNumbers.get(cell),
});

/** The parts of a sentence, its names in bold. */
export function sentenceMarkup(
  parts: readonly { readonly text: string; readonly strong: boolean }[],
): Markup {
  return markup`${parts.map(({ text, strong }) => (strong ? markup`<strong${wholeClass(text)}>${text}</strong>` : withoutBreaks(text)))}`;
}

/** Of `crossover ab`: nothing in it asks where work should run. */
export const holdsVersions = ({ conditions }: PageContext): boolean =>
  conditions.length > 0 && conditions.every((condition) => condition.holdsVersions);
