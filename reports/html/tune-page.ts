/** A tune as one HTML file that needs nothing but itself, and no script at all. */
import type { TuneDocument, TuneSize, ValidatedSetting } from '../../harness/result/tune-schema.ts';
import { formatPercentChangeInterval, formatRatioInterval, formatTimestamp, NO_FIGURE } from '../format.ts';
import { figureTexts, objectiveTitle, rolesText, standingText, validatedText } from '../tune/row-words.ts';
import { tuneSnippet } from '../tune/snippet.ts';
import {
  answerText,
  asides,
  baselineText,
  coresText,
  durationText,
  EXPECTED_FINDINGS,
  headline,
  lawText,
  limitsText,
  peakText,
  searchText,
  shapeText,
  sizesOf,
  sizeText,
} from '../tune/words.ts';
import { readAsset } from './assets.ts';
import { contentSecurityPolicyOf } from './content-security.ts';
import { type Markup, markup, trustedMarkup } from './markup.ts';
import { heightRules, SwatchClasses } from './model-styles.ts';
import { htmlPage } from './page-shell.ts';
import { table } from './table.ts';
import { markedSettings, tuneCurve, tuneCurveHeightPx } from './tune-curve.ts';
import { PANEL_PX, tunePanel, tunePanels } from './tune-panels.ts';

const SIZES_ID = 'sizes';

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function header(document: TuneDocument): Markup {
  const { scenario, model, knob, environment } = document;
  const facts = [
    `${scenario.label}`,
    `${model} · ${knob.id}`,
    formatTimestamp(document.startedAt),
    environment.cpuModel,
    coresText(document),
    `Node ${environment.node}`,
  ];
  const interrupted =
    !document.complete && markup` <b class="interrupted">interrupted: what was measured is shown</b>`;
  return markup`<header><div><p class="brand">Crossover · tune</p>
<h1>${scenario.id}: ${lowerFirst(headline(document))}</h1>
<p class="meta">${facts.join(' · ')}${interrupted}</p></div></header>`;
}

const hasFreshComparison = ({ validation }: TuneDocument): boolean =>
  validation.some(({ verdict }) => verdict !== 'recommended' && verdict !== 'not measured');

/** The answer, in a sentence or two, and its figures. */
function answerSection(document: TuneDocument): Markup {
  const { recommendation } = document;
  const answered = document.sizes.find(({ size }) => size === recommendation.size);
  const lines = [shapeText(document), searchText(document), baselineText(document)].filter(
    (text) => text !== null,
  );
  const badge =
    recommendation.confirmed === null
      ? hasFreshComparison(document)
        ? markup`<span class="badge">fresh blocks do not contradict it</span>`
        : markup`<span class="badge">not validated</span>`
      : recommendation.confirmed
        ? markup`<span class="badge keep">confirmed on fresh blocks</span>`
        : markup`<span class="badge unsure">fresh blocks disagree</span>`;
  const figures = answered !== undefined && figureList(answered, document);
  return markup`<section id="answer" class="tune-answer"><h2>${answerText(document)} ${badge}</h2>
<p class="sentence">${lines.join(' ')}</p>
<p class="meta">${asides(document).join(' · ')}</p>
${figures}</section>`;
}

function figureList(answered: TuneSize, document: TuneDocument): Markup {
  const { objective, p99, loop, memory } = figureTexts(answered, document);
  const rows = [
    [objectiveTitle(document), objective],
    ['p99 of the tasks', p99],
    ['event-loop delay, p99', loop],
    ['memory added', memory],
  ].filter(([, text]) => text !== NO_FIGURE);
  return markup`<dl class="tune-figures">${rows.map(([name = '', text = '']) => markup`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}

const anchorText = ({ knob }: TuneDocument): string =>
  knob.anchor === 0 ? sizeText(0) : `${knob.id} ${sizeText(knob.anchor)}`;

function howToRead(document: TuneDocument): Markup {
  const { knob } = document;
  const anchor = knob.anchor === 0 ? 'the same work without a pool' : anchorText(document);
  const peak = peakText(document);
  const hasZone = document.sizes.some(({ standing }) => standing === 'infeasible');
  return markup`<figcaption><b>How to read this:</b> each dot is a size against ${anchor}, which lived in the same blocks; whiskers are its own 95% interval. The line and its band go through all of them (${lawText(document)}${peak === null ? '' : `; ${peak}`}), by resampling blocks. What lies in the grey stripe at the top is within 3% of the best: of these the smallest is taken.${markedSettings(document).length > 0 && ' Dashed uprights are what people set without measuring.'}${hasZone && ' Sizes on grey break a limit, or are not shown to keep it.'} Nothing is said beyond the sizes that were measured.</figcaption>`;
}

function whyNoChart(document: TuneDocument): string {
  const anchor = document.sizes.find(({ size }) => size === document.knob.anchor);
  const isBehind = anchor?.limits.some(({ id, standing }) => id === 'rate' && standing === 'broken') ?? false;
  if (!isBehind) return 'fewer than two sizes have figures';
  return `${anchorText(document)} falls behind the rate, so that there is no latency to draw the others against`;
}

function curveSection(document: TuneDocument, className: string): Markup {
  const panels = tunePanels(document);
  const finding = `${headline(document)}. ${shapeText(document) ?? ''}`;
  const curve =
    sizesOf(document).filter(({ ratio }) => ratio !== null).length < 2
      ? markup`<p class="no-chart">No chart: ${whyNoChart(document)}.</p>`
      : markup`<div class="chart has-still tall-${String(tuneCurveHeightPx(document))}">${tuneCurve(document, { finding, tableId: SIZES_ID, className })}</div>
${howToRead(document)}
${panels.map((panel) => markup`<div class="chart has-still tune-panel tall-${String(PANEL_PX)}">${tunePanel(document, panel, { tableId: SIZES_ID, className })}</div>`)}`;
  const asked = limitsText(document);
  return markup`<section id="curve"><h2>How it changes with ${document.knob.id}</h2>
<figure>${curve}
${asked !== '' && markup`<p class="caption">Limits: ${asked}, each on its upper 95% bound.</p>`}
${sizeTable(document)}</figure></section>`;
}

function sizeTable(document: TuneDocument): Markup {
  const columns = [
    { heading: document.knob.id, isText: true },
    { heading: objectiveTitle(document) },
    { heading: `÷ ${anchorText(document)}` },
    { heading: 'against the best' },
    { heading: 'standing', isText: true },
    { heading: 'p99' },
    { heading: 'loop delay p99' },
    { heading: 'memory' },
    { heading: 'blocks' },
  ];
  const rows = document.sizes.map((size) => {
    const { objective, p99, loop, memory } = figureTexts(size, document);
    const isAnswer = size.size === document.recommendation.size;
    return {
      heading: markup`${isAnswer && '★ '}${sizeText(size.size)}`,
      cells: [
        size.objective === null && size.reason !== null ? size.reason : objective,
        size.ratio === null ? NO_FIGURE : formatRatioInterval(size.ratio),
        size.toBest === null ? NO_FIGURE : formatPercentChangeInterval(size.toBest),
        standingText(size, document),
        p99,
        loop,
        memory,
        String(size.blockCount),
      ],
    };
  });
  return table({ id: SIZES_ID, caption: 'Every size that was measured, with 95% intervals', columns, rows });
}

function validationSection(document: TuneDocument): Markup | null {
  const { validation } = document;
  if (validation.every(({ blockCount }) => blockCount === 0)) return null;
  const columns = [
    { heading: 'setting', isText: true },
    { heading: document.knob.id },
    { heading: objectiveTitle(document) },
    { heading: 'against the recommended', isText: true },
    { heading: 'p99' },
    { heading: 'memory' },
  ];
  const rows = validation.map((setting) => ({
    heading: markup`${setting.verdict === 'recommended' && '★ '}${rolesText(setting)}${detailOf(setting)}`,
    cells: validatedCells(setting, document),
  }));
  return markup`<section id="validation"><h2>On fresh blocks</h2>
${table({ id: 'validated', caption: 'The answer and what people set without measuring, side by side in new processes after everything was decided', columns, rows })}
<p class="caption"><b>How to read this:</b> same, better and worse are said when the whole 95% interval lies within 3%, or beyond it; unsure is neither, for these are few blocks.</p></section>`;
}

const detailOf = ({ detail, label, size }: ValidatedSetting): Markup | null =>
  detail === null && size !== null ? null : markup`<small class="below words">${detail ?? label}</small>`;

function validatedCells(setting: ValidatedSetting, document: TuneDocument): string[] {
  const { objective, p99, memory } = figureTexts(setting, document);
  return [
    setting.size === null ? NO_FIGURE : sizeText(setting.size),
    objective,
    validatedText(setting),
    p99,
    memory,
  ];
}

function snippetSection(document: TuneDocument): Markup | null {
  if (document.recommendation.kind === 'none') return null;
  return markup`<section id="snippet"><h2>To paste</h2><pre><code>${tuneSnippet(document)}</code></pre></section>`;
}

function doubtsSection({ findings }: TuneDocument): Markup | null {
  const doubts = findings.filter(({ id, severity }) => severity !== 'info' && !EXPECTED_FINDINGS.has(id));
  const byId = new Map(doubts.map((finding) => [finding.id, finding]));
  if (byId.size === 0) return null;
  const items = [...byId.values()].map(
    ({ id, severity, evidence, remedy }) =>
      markup`<li><b class="${severity === 'error' ? 'status' : 'mark'}">${id}</b> ${evidence} <small class="words">${remedy}</small></li>\n`,
  );
  return markup`<section><h2>What to doubt</h2><ul>${items}</ul></section>`;
}

/** Complete without JavaScript, every text escaped, its own Content-Security-Policy. Pure but for reading the style sheet. */
export function renderTunePage(document: TuneDocument): string {
  const swatches = new SwatchClasses([document.model]);
  const className = swatches.classOf(document.model);
  const styles =
    readAsset('report.css') + swatches.css + heightRules([tuneCurveHeightPx(document), PANEL_PX]);
  return htmlPage({
    policy: contentSecurityPolicyOf([], [styles]),
    title: `${document.scenario.id}: ${answerText(document)} · Crossover`,
    head: markup`<style>${trustedMarkup(styles)}</style>`,
    body: markup`${header(document)}
<div class="page plain"><main>
${answerSection(document)}
${curveSection(document, className)}
${validationSection(document)}
${snippetSection(document)}
${doubtsSection(document)}
<section><h2>Again</h2><pre><code>${document.command}</code></pre></section>
</main></div>
<footer>${document.tool.name} ${document.tool.version} · run ${document.runId} · took ${durationText(document)}</footer>`,
  });
}
