/** The top of the page: what was found, condition by condition, and what a reader must know before believing it. */
import { formatCount } from '../format.ts';
import { isAbout } from '../view/notes.ts';
import {
  asSentence,
  type ConditionView,
  crossingSentences,
  type FindingView,
  findingViews,
  type TrustItem,
  trustStrip,
  type VerdictSentence,
} from '../view.ts';
import { type Markup, markup } from './markup.ts';
import { anchorOf, type PageContext, sentenceMarkup } from './page-context.ts';

/** What to do, as a label coloured by how sure it is. */
export function badge({ kind, action, recommended }: VerdictSentence): Markup {
  const isSure = kind !== 'unsure' && recommended !== null;
  const look = isSure ? (action.startsWith('keep') ? 'keep' : 'winner') : kind;
  return markup`<span class="badge ${look}">${action}</span>`;
}

/** What the run found about the cell that the sentence names and about the reference: it bears on this very sentence. */
function doubtsOf({ notes, rows, sentence }: ConditionView, index: number): Markup | null {
  const concerned = rows.filter(({ cell, isReference }) => isReference || cell === sentence.recommended);
  const items = notes.flatMap((note) => {
    const { id } = note;
    const labels = concerned.filter(({ cell }) => isAbout(note, cell)).map(({ label }) => label);
    return labels.length === 0 ? [] : [`${id} (${labels.join(', ')})`];
  });
  if (items.length === 0) return null;
  return markup` <small class="doubts"><a href="#${anchorOf(index)}-bars-table">Noted</a>: ${[...new Set(items)].join(', ')}.</small>`;
}

const HOW_TO_READ =
  'a label says what to do; brackets hold the 95% interval. “Not told apart” means that this run cannot say which is faster; a tie is a difference that surely lies inside the margin. Among equals the simplest to run is named: one loop before threads, threads before processes, a small pool before a large one.';

/** One line per condition: where, which kind of verdict, and the sentence. */
export function verdictSection({ conditions, document }: PageContext): Markup {
  const items = conditions.map(
    (condition, index) => markup`<li>
<a class="place" href="#${anchorOf(index)}"><b>${condition.scenario}</b> <span>${condition.label}</span> <span class="blocks">${condition.blocksText}</span></a>
${badge(condition.sentence)}
<p>${sentenceMarkup(condition.sentence.parts)}${doubtsOf(condition, index)}</p>
</li>
`,
  );
  const crossings = crossingSentences(document).map(
    (text) => markup`<p class="crossing"><a href="#crossover">${text}</a></p>`,
  );
  const body =
    items.length === 0
      ? markup`<p>Nothing was measured.</p>`
      : markup`<ol class="verdicts">${items}</ol>
<p class="caption"><b>How to read this:</b> ${HOW_TO_READ}</p>`;
  return markup`<section id="verdicts"><h2>Verdicts</h2>${crossings}${body}</section>`;
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
