/** The top of the page: what was found, condition by condition, and what a reader must know before believing it. */
import { formatCount } from '../format.ts';
import {
  asSentence,
  crossingSentences,
  type FindingView,
  findingViews,
  type TrustItem,
  trustStrip,
  type VerdictSentence,
} from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { anchorOf, type PageContext, sentenceMarkup } from './page-context.ts';

const BADGES: Readonly<Record<VerdictSentence['kind'], string>> = {
  winner: 'winner',
  keep: 'keep',
  tie: 'tie',
  unsure: 'unsure',
  none: 'no verdict',
};

/** A word for the kind of a verdict. */
export const badge = (kind: VerdictSentence['kind']): Markup =>
  markup`<span class="badge ${kind}">${BADGES[kind]}</span>`;

/** One line per condition: where, which kind of verdict, and the sentence. */
export function verdictSection({ conditions, document }: PageContext): Markup {
  const items = conditions.map(
    ({ scenario, label, sentence }, index) => markup`<li>
<a class="place" href="#${anchorOf(index)}"><b>${scenario}</b> <span>${label}</span></a>
${badge(sentence.kind)}
<p>${sentenceMarkup(sentence.parts)}</p>
</li>
`,
  );
  const crossings = crossingSentences(document).map((text) => markup`<p class="crossing">${text}</p>`);
  const body =
    items.length === 0 ? markup`<p>Nothing was measured.</p>` : markup`<ol class="verdicts">${items}</ol>`;
  return markup`<section id="verdicts"><h2>Verdicts</h2>${body}${crossings}</section>`;
}

const STATE_WORDS: Readonly<Record<TrustItem['state'], string | null>> = {
  good: 'good',
  doubt: 'doubt',
  bad: 'bad',
  plain: null,
};

function trustItem({ label, value, detail, state }: TrustItem): Markup {
  const word = STATE_WORDS[state];
  return markup`<div class="${state}"><dt>${label}${word !== null && markup` <span class="state">${word}</span>`}</dt><dd>${value}<small>${detail}</small></dd></div>
`;
}

function findingMarkup({ id, severity, remedy, items }: FindingView): Markup {
  const places = items.map(
    ({ place, evidence }) => markup`<li><b>${place ?? 'The whole run'}</b>: ${asSentence(evidence)}</li>`,
  );
  return markup`<li class="${severity}"><span class="state">${severity}</span>
<div><code>${id}</code> <em>${asSentence(remedy)}</em><ul>${places}</ul></div></li>
`;
}

function findingList({ document }: PageContext): Markup | null {
  const findings = findingViews(document);
  if (findings.length === 0) return null;
  return markup`<details class="findings"><summary>What the run doubts about itself (${formatCount(findings.length)})</summary><ul>${findings.map(findingMarkup)}</ul></details>`;
}

/** The trust strip, and all findings behind a fold. */
export function trustSection(context: PageContext): Markup {
  const items = trustStrip(context.document).map(trustItem);
  return markup`<section id="trust"><h2>Can this be trusted?</h2><dl class="trust">${items}</dl>${findingList(context)}</section>`;
}
