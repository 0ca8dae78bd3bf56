/** How the figures were taken and on what, with the command that takes them again. */
import { type EnvironmentRow, environmentRows } from '../view.ts';
import { glossary } from './glossary.ts';
import { type Markup, markup } from './markup.ts';
import type { PageContext } from './page-context.ts';

function groupMarkup(group: EnvironmentRow['group'], rows: readonly EnvironmentRow[]): Markup {
  const facts = rows.map(({ label, value }) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`);
  return markup`<div class="facts"><h3>${group}</h3><dl>${facts}</dl></div>
`;
}

const METHOD = [
  'Every model carries out the same inputs, and a digest of the outputs proves it.',
  'A block starts fresh processes for its cells and measures them in short interleaved slices, in random order, while the others sleep: drift of the machine falls on all alike.',
  'The block is the unit of inference. A ratio is the mean over blocks of the paired log ratio with the reference, from twelve blocks on without the smallest and the largest; its interval is a 95% t interval.',
  'A verdict is “faster” or “slower” only when the ratio lies surely beyond the margin, “same” only when it lies surely within, and “unsure” otherwise. Two tests, on medians and on means, share the error rate; so an interval that ends just beyond the margin can still be “unsure”. ★ is decided by comparison with the best, all together, not pair by pair.',
];

/** Environment and method. */
export function environmentSection({ document }: PageContext): Markup {
  const rows = environmentRows(document);
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) =>
    groupMarkup(
      group,
      rows.filter((row) => row.group === group),
    ),
  );
  return markup`<section id="environment"><h2>Environment and method</h2>
<p>To take the same figures again, on the same kind of machine:</p>
<pre tabindex="0"><code>${document.command}</code></pre>
<ul class="method">${METHOD.map((text) => markup`<li>${text}</li>`)}</ul>
${glossary()}<div class="environment">${groups}</div></section>`;
}
