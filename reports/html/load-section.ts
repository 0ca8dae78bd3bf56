/** Latency against load: what was run at several rates, as one figure. */
import { formatCount, NO_FIGURE } from '../format.ts';
import { type LoadCurve, loadCurves } from '../view.ts';
import { figure } from './figure.ts';
import { type Markup, markup } from './markup.ts';
import { namedSwatch, type PageContext } from './page-context.ts';

const HOW_TO_READ =
  'tasks come by a schedule, whatever becomes of those before, and latency counts from the moment for which a task was meant: whoever stalls pays for all that came meanwhile. A line ends at the last rate with which its cell kept up; beyond it the line of waiting tasks grows as long as the load lasts, so there is no latency to give, and the table says how much was carried out instead.';

/** A row for each rate, a column for each way to run the work. */
function loadTable(id: string, curve: LoadCurve, context: PageContext): Markup {
  const { ratesPerSec, lines, quantile } = curve;
  const heads = lines.map((line) => markup`<th scope="col">${namedSwatch(line, context)}</th>`);
  const rows = ratesPerSec.map((rate) => {
    const cells = lines.map(({ points }) => {
      const point = points.find(({ ratePerSec }) => ratePerSec === rate);
      return markup`<td>${point?.text ?? NO_FIGURE}</td>`;
    });
    return markup`<tr><th scope="row">${formatCount(rate)}/s</th>${cells}</tr>
`;
  });
  const caption =
    quantile === 'p50'
      ? 'Median latency by the rate at which tasks come'
      : `Latency by the rate at which tasks come: p50 · ${quantile}`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table id="${id}">
<caption>${caption}</caption>
<thead><tr><th scope="col" class="text">rate</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function loadFigure(curve: LoadCurve, index: number, context: PageContext): Markup {
  const id = `load-${index + 1}`;
  const { scenario, label, quantile, lines, sentence } = curve;
  const drawn = figure(
    {
      id,
      question: 'How much can each carry, and how long does a task take meanwhile?',
      specs: [{ kind: 'load', quantile, series: lines }],
      finding: `Latency (${quantile}) by the rate of arrivals, ${scenario} ${label}: ${sentence}`,
      howToRead: HOW_TO_READ,
      table: loadTable(`${id}-table`, curve, context),
    },
    context.charts,
  );
  return markup`<article class="condition"><h3>${scenario} <small>${label}</small></h3>
<p class="sentence">${sentence}</p>
${drawn}</article>
`;
}

/** The section, or nothing where no work was run at two rates. */
export function loadSection(context: PageContext): Markup | null {
  const curves = loadCurves(context.document);
  if (curves.length === 0) return null;
  return markup`<section id="load"><h2>Latency against load</h2>
${curves.map((curve, index) => loadFigure(curve, index, context))}</section>`;
}
