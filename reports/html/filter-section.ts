/** The filter bar and the legend of models. It shows itself when its script runs: without one it would do nothing. */
import { modelRank } from '../view/simplicity.ts';
import { withVisibleTexts } from '../visible-text.ts';
import { embeddedJson } from './embedded-json.ts';
import { type CellFacts, PREFIX_HELP } from './filter-grammar.ts';
import { type Markup, markup } from './markup.ts';
import type { PageContext } from './page-context.ts';

/** What the script knows of the page: `data-cell` and `data-model` are places in these lists. */
export interface FilterData {
  readonly models: readonly string[];
  readonly cells: readonly CellFacts[];
}

/** The facts of all cells, in the order of their numbers. Pure. */
export function filterDataOf({ conditions, swatches }: PageContext): FilterData {
  const cells = conditions.flatMap(({ scenario, scenarioRecord, label, rows }) =>
    rows.map((row) => ({
      cell: row.cell,
      model: row.model,
      states: [
        row.status,
        row.verdict ?? (row.isReference ? 'reference' : ''),
        row.best ? 'best' : '',
      ].filter((state) => state !== ''),
      kind: scenarioRecord?.kind ?? '',
      text: `${scenario} ${label} ${row.label}`,
    })),
  );
  return { models: swatches.models, cells };
}

function legendOf({ swatches }: PageContext): Markup {
  // In the order of the matrix; the numbers stay those of the page.
  const models = [...swatches.models].sort((one, other) => modelRank(one) - modelRank(other));
  const buttons = models.map(
    (model) =>
      markup`<button type="button" class="toggle" aria-pressed="true" data-model="${String(swatches.models.indexOf(model))}"><i class="swatch ${swatches.classOf(model)}"></i>${model}</button>`,
  );
  return markup`<div class="toggles" role="group" aria-label="Models shown">${buttons}</div>`;
}

/** The bar above the scenarios, and its data. */
export function filterSection(context: PageContext): Markup {
  if (context.conditions.length === 0) return markup``;
  return markup`<div id="filter" class="filter" role="search" aria-label="Cells" hidden>
<div class="filter-line"><label for="filter-text">Filter</label>
<input type="search" id="filter-text" placeholder="m:worker-threads s:unsure !m:sequential text" aria-describedby="filter-hint" autocomplete="off" autocapitalize="off" spellcheck="false">
${legendOf(context)}
<output id="filter-count" for="filter-text"></output></div>
<p id="filter-hint" class="hint" role="status" data-usual="${PREFIX_HELP} · ! is not · / to type · Esc to clear"></p>
</div>
${embeddedJson('cells', withVisibleTexts(filterDataOf(context)))}`;
}
