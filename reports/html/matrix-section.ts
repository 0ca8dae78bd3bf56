/** Who wins everywhere: one row per condition, one column per model, the distance to the best as a tint. */
import { HEAT_LABELS, heatOf } from '../palette.ts';
import { type WinnersMatrix, type WinnersRow, type WinnersSquare, winnersMatrix } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { anchorOf, holdsVersions, namedSwatch, type PageContext } from './page-context.ts';
import { sortValue } from './table.ts';

function classesOf(square: WinnersSquare): string {
  const tint = square.log2Ratio === null ? 'heat-none' : `heat-${heatOf(square.log2Ratio)}`;
  return [
    tint,
    square.verdict === 'unsure' && square.log2Ratio !== null ? 'hatched' : '',
    square.recommended ? 'recommended' : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Marks what belongs to a model, so that its toggle finds it. */
const columnOf = (model: string, { swatches }: PageContext): Markup =>
  markup` data-model="${String(swatches.models.indexOf(model))}"`;

/** What the label says beyond the model: `×2 · sync`. */
const shortLabel = (square: WinnersSquare): string =>
  square.label.startsWith(square.model)
    ? square.label.slice(square.model.length).replace(/^[ ·]+/, '')
    : square.label;

function squareMarkup(square: WinnersSquare, context: PageContext): Markup {
  const column = columnOf(square.model, context);
  if (square.cell === null) return markup`<td class="heat-none muted"${column}>not run</td>`;
  if (square.status !== 'ok') {
    return markup`<td class="heat-none failed"${column}>${square.status} <small>${square.reason ?? ''}</small></td>`;
  }
  const isRatio = square.log2Ratio !== null;
  const main = isRatio ? square.text : square.figureText;
  const doubt = square.verdict === 'unsure' && isRatio ? 'unsure' : '';
  const details = [shortLabel(square), isRatio ? square.figureText : '', doubt].filter((text) => text !== '');
  const advice = square.recommended && markup` <span class="advice">use</span>`;
  return markup`<td class="${classesOf(square)}"${column}${sortValue(square.log2Ratio)}>${square.best ? markup`<b>★ ${main}</b>` : main}${advice} <small>${details.join(' · ')}</small></td>`;
}

function rowMarkup(row: WinnersRow, index: number, context: PageContext): Markup {
  const squares = row.squares.map((square) => squareMarkup(square, context));
  return markup`<tr><th scope="row"><a href="#${anchorOf(index)}">${row.scenario}<small>${row.label}</small></a></th>${squares}</tr>
`;
}

function legend(hasRatios: boolean): Markup | null {
  if (!hasRatios) return null;
  const tints = HEAT_LABELS.map(
    (label, index) => markup`<span class="heat-${String(index)}">${label}</span>`,
  );
  return markup`<p class="legend" aria-hidden="true">${tints}<span class="heat-3 hatched">unsure</span></p>`;
}

function howToRead(hasRatios: boolean): string {
  return hasRatios
    ? 'each square is the best cell of its model, as a ratio to the best of its row. The ratios come from the paired contrasts with the reference, not from the throughputs beside them. ★ marks what is not told apart from the best, “use” what the verdict names: of several stars the simplest to run that is sure. Hatched squares are unsure against the reference.'
    : 'each square is the best cell of its model. One block gives no intervals, so there are no ratios and no stars: take these figures as a first look only.';
}

function headOf({ models }: WinnersMatrix, context: PageContext): Markup {
  const heads = models.map(
    (model) =>
      markup`<th scope="col"${columnOf(model, context)}>${namedSwatch({ model, label: model }, context)}</th>`,
  );
  return markup`<thead><tr><th scope="col" class="text">scenario · condition</th>${heads}</tr></thead>`;
}

/** The winners matrix with its legend; nothing in open loop, where all carry out what comes, and nothing where versions of one cell ran. */
export function matrixSection(context: PageContext): Markup | null {
  const matrix = winnersMatrix(context.document);
  if (matrix.rows.length === 0 || holdsVersions(context)) return null;
  const hasRatios = matrix.rows.some(({ squares }) => squares.some(({ log2Ratio }) => log2Ratio !== null));
  return markup`<section id="winners"><h2>Who wins where</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Winners matrix"><table class="matrix">
<caption>Throughput of the best cell of each model${hasRatios && ' ÷ the best of its row'} · simplest model first</caption>
${headOf(matrix, context)}
<tbody>${matrix.rows.map((row, index) => rowMarkup(row, index, context))}</tbody></table></div>
${legend(hasRatios)}
<p class="caption"><b>How to read this:</b> ${howToRead(hasRatios)} The columns begin with the simplest model; charts and tables below begin with the fastest. What a cell, a block or a round is stands under <a href="#words">words used here</a>.</p></section>`;
}
