/** The top of the page: what was found, condition by condition, and what a reader must know before believing it. */
import {
  crossingSentences,
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

function findingList({ document }: PageContext): Markup | null {
  const findings = findingViews(document);
  if (findings.length === 0) return null;
  const items = findings.map(
    ({
      id,
      severity,
      place,
      evidence,
      remedy,
    }) => markup`<li class="${severity}"><span class="state">${severity}</span>
<div><code>${id}</code> <b>${place ?? 'the whole run'}</b><p>${evidence} <em>${remedy}</em></p></div></li>
`,
  );
  return markup`<details class="findings"><summary>What the run doubts about itself (${String(findings.length)})</summary><ul>${items}</ul></details>`;
}

/** The trust strip, and all findings behind a fold. */
export function trustSection(context: PageContext): Markup {
  const items = trustStrip(context.document).map(trustItem);
  return markup`<section id="trust"><h2>Can this be trusted?</h2><dl class="trust">${items}</dl>${findingList(context)}</section>`;
}
