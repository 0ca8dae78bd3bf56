/** Cards for common beliefs: what this run says about each, with the figures and the way to their evidence. */
import { formatCount } from '../format.ts';
import { type BeliefCard, type BeliefEvidence, beliefCards } from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { anchorOf, type PageContext, sentenceMarkup } from './page-context.ts';

/** As many places stand on a card; the others lie behind a fold. */
const MOST_SHOWN = 2;

function evidenceItem({ conditionIndex, place, parts, speaks }: BeliefEvidence): Markup {
  const word = speaks ?? 'undecided';
  return markup`<li><span class="speaks ${word}">${word}</span> <a href="#${anchorOf(conditionIndex)}">${place}</a>: ${sentenceMarkup(parts)}.</li>
`;
}

function evidenceList(evidence: readonly BeliefEvidence[]): Markup | null {
  if (evidence.length === 0) return null;
  const items = evidence.map(evidenceItem);
  const [shown, hidden] = [items.slice(0, MOST_SHOWN), items.slice(MOST_SHOWN)];
  const fold =
    hidden.length > 0 &&
    markup`<details><summary>${formatCount(hidden.length)} more</summary><ul>${hidden}</ul></details>`;
  return markup`<ul>${shown}</ul>${fold}`;
}

const classOf = ({ standing }: BeliefCard): string => standing.replace(' ', '-');

function cardMarkup(card: BeliefCard): Markup {
  return markup`<article class="belief ${classOf(card)}" id="belief-${card.id}">
<h3>“${card.belief}”</h3>
<p><span class="badge ${classOf(card)}">${card.standing}</span> ${card.summary}</p>
${evidenceList(card.evidence)}
<p class="test"><b>Compared:</b> ${card.test}</p>
</article>
`;
}

/** All cards, the untested ones too: a reader shall see what a run does not tell. */
export function beliefsSection({ document }: PageContext): Markup {
  return markup`<section id="beliefs"><h2>What this run says about common beliefs</h2>
<div class="beliefs">${beliefCards(document).map(cardMarkup)}</div>
<p class="caption"><b>How to read this:</b> a belief is supported, contradicted or mixed by this run alone, on this machine, and only by verdicts: “faster”, “slower” or “same”. Where it says “always”, one place to the contrary contradicts it. What is unsure, or has no verdict, leaves it undecided.</p></section>`;
}
