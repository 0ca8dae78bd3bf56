/** Where the winner changes: one figure for every parameter that was measured at three values or more. */
import { formatRatioInterval, NO_FIGURE } from '../format.ts';
import { type CrossoverView, crossoverViews } from '../view.ts';
import { figure } from './figure.ts';
import { type Markup, markup } from './markup.ts';
import { bounded, namedSwatch, type PageContext } from './page-context.ts';

const HOW_TO_READ =
  'a line above 1× does more work per second than the reference at that value of the parameter, by the medians of the turns; whiskers are 95% intervals. A shaded stretch is the 95% interval of the place where a line passes 1×: every value at which the straight line between two neighbours cannot be told from it. Outside of what was measured nothing is said.';

/** The ratios behind the lines: a row for each value, a column for each cell. */
function ratioTable(
  id: string,
  { param, lines, referenceLabel }: CrossoverView,
  context: PageContext,
): Markup {
  const values = [...new Set(lines.flatMap(({ points }) => points.map(({ value }) => value)))];
  values.sort((one, other) => one - other);
  const heads = lines.map((line) => markup`<th scope="col">${namedSwatch(line, context)}</th>`);
  const rows = values.map((value) => {
    const cells = lines.map(({ points }) => {
      const point = points.find((one) => one.value === value);
      if (point === undefined) return markup`<td>${NO_FIGURE}</td>`;
      return markup`<td>${point.best && '★ '}${bounded(formatRatioInterval(point.ratio))}</td>`;
    });
    return markup`<tr><th scope="row">${String(value)}</th>${cells}</tr>
`;
  });
  const caption = `Throughput ÷ ${referenceLabel} with 95% intervals, by ${param}`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table id="${id}">
<caption>${caption}</caption>
<thead><tr><th scope="col" class="text">${param}</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function crossoverFigure(view: CrossoverView, index: number, context: PageContext): Markup {
  const id = `crossover-${index + 1}`;
  const { scenario, label, param, referenceLabel, lines, marks, sentence, rivals } = view;
  const drawn = figure(
    {
      id,
      question: `How does it change with ${param}?`,
      specs: [{ kind: 'crossover', param, referenceLabel, series: lines, marks }],
      finding: `Throughput against ${referenceLabel} by ${param}, ${scenario} · ${label}: ${sentence}`,
      howToRead: HOW_TO_READ,
      table: ratioTable(`${id}-table`, view, context),
    },
    context.charts,
  );
  const between = rivals.map((text) => markup` ${text}`);
  return markup`<article class="condition"><h3>${scenario} <small>${label}</small></h3>
<p class="sentence">${sentence}${between}</p>
${drawn}</article>
`;
}

/** The section, or nothing where no parameter has three values. */
export function crossoverSection(context: PageContext): Markup | null {
  const views = crossoverViews(context.document);
  if (views.length === 0) return null;
  return markup`<section id="crossover"><h2>Where the winner changes</h2>
${views.map((view, index) => crossoverFigure(view, index, context))}</section>`;
}
