/** A comparison as one HTML file that needs nothing but itself, and no script at all. */
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { type ComparisonRow, type ComparisonView, comparisonView } from '../comparison-view.ts';
import { formatCount, formatMargin, formatTimestamp } from '../format.ts';
import { readAsset } from './assets.ts';
import { contentSecurityPolicyOf } from './content-security.ts';
import { type Markup, markup, trustedMarkup } from './markup.ts';
import { htmlPage } from './page-shell.ts';
import { table } from './table.ts';

const PLOT = { width: 180, height: 22 };
/** Changes beyond a factor of four are drawn at the edge: their figure stands beside them. */
const WIDEST_LOG = Math.log(4);

/** From a ratio to a place in the plot; the same for all rows, so that they can be compared by eye. */
type Scale = (ratio: number) => number;

function scaleOf(rows: readonly ComparisonRow[], marginRatio: number): Scale {
  const logs = rows.flatMap(({ ratio }) => (ratio === null ? [] : [ratio.low, ratio.high].map(Math.log)));
  const known = logs.filter(Number.isFinite).map(Math.abs);
  const half = Math.min(WIDEST_LOG, 1.1 * Math.max(3 * Math.log1p(marginRatio), ...known));
  return (ratio) => {
    const place = Math.max(-1, Math.min(1, Math.log(ratio) / half));
    return PLOT.width / 2 + place * (PLOT.width / 2 - 6);
  };
}

const px = (value: number): string => value.toFixed(1);

/** The interval as a line with its estimate as a dot, over the band in which changes do not matter. */
function plotOf({ ratio, change, outcome }: ComparisonRow, marginRatio: number, x: Scale): Markup {
  const middle = PLOT.height / 2;
  const band = [x(1 / (1 + marginRatio)), x(1 + marginRatio)] as const;
  const interval =
    ratio !== null &&
    markup`<line x1="${px(x(ratio.low))}" x2="${px(x(ratio.high))}" y1="${px(middle)}" y2="${px(middle)}" stroke="currentColor" stroke-width="2"/><circle cx="${px(x(ratio.value))}" cy="${px(middle)}" r="4" fill="currentColor"/>`;
  return markup`<svg class="forest ${outcome.replace(' ', '-')}" width="${String(PLOT.width)}" height="${String(PLOT.height)}" viewBox="0 0 ${String(PLOT.width)} ${String(PLOT.height)}" role="img" aria-label="${change === '' ? outcome : change}"><rect class="band" x="${px(band[0])}" width="${px(band[1] - band[0])}" y="0" height="${String(PLOT.height)}"/><line class="none" x1="${px(x(1))}" x2="${px(x(1))}" y1="0" y2="${String(PLOT.height)}"/>${interval}</svg>`;
}

function cellsTable({ rows }: ComparisonView, { marginRatio }: ComparisonDocument): Markup {
  const x = scaleOf(rows, marginRatio);
  const columns = [
    { heading: 'cell', isText: true },
    { heading: 'outcome', isText: true },
    { heading: 'change [95% interval]', isText: true },
    { heading: 'slower ← → faster', isText: true },
    { heading: 'base → head', isText: true },
    { heading: 'would find' },
  ];
  const shown = rows.map((row) => {
    const name = [row.scenario, row.condition, row.label].filter((text) => text !== '').join(' · ');
    return {
      heading: markup`${name}${row.detail !== '' && markup` <small class="below words">${row.detail}</small>`}`,
      cells: [
        markup`<b class="outcome ${row.outcome.replace(' ', '-')}">${row.outcome}</b>`,
        row.change,
        plotOf(row, marginRatio, x),
        row.figures,
        row.wouldFind,
      ],
    };
  });
  const caption = `Head ÷ base, what changed first · margin ${formatMargin(marginRatio)}`;
  return table({ id: 'cells', caption, columns, rows: shown });
}

function howToRead({ gate, advisory }: ComparisonDocument): Markup {
  const rate =
    gate === undefined
      ? 'Each verdict stands for itself, at 95 %.'
      : `Of 100 comparisons in which no cell changed by more than the margin, at most ${formatCount(gate.familyAlpha * 100)} would call any cell slower or faster.`;
  const control =
    gate !== undefined &&
    gate.controls.length > 0 &&
    ' The null control is the farthest that the base was from itself; in the blocks in which it lives, the head is held against it as well as against the base.';
  const guards =
    gate !== undefined &&
    gate.baselineRuns === undefined &&
    ' CPU per task, the longest task of a block, its quickest tasks and the goodput, where the scenario tells which tasks are good, are told below a cell where they surely changed; for the worse, they make it slower whatever its throughput does.';
  const gates = advisory
    ? 'It is advisory: do not fail a build on it.'
    : 'It gates: a slower cell is exit code 3.';
  return markup`<p class="caption"><b>How to read this:</b> the dot is the change of the throughput, the line its 95% interval, the grey band what you said does not matter. Slower or faster is said when the change lies surely beyond the band, same when surely within; unsure is neither. “Would find” is the smallest change that 80 % of comparisons like this one find.${guards}${control} ${rate} ${gates}</p>`;
}

function adviceSection({ adviceSummary, changedAdvice }: ComparisonView): Markup | null {
  if (adviceSummary === '') return null;
  const items = changedAdvice.map(
    ({ where, base, head }) => markup`<li><b>${where}</b>: ${base} → ${head}</li>\n`,
  );
  return markup`<section><h2>Does it still advise the same?</h2><p>${adviceSummary[0]?.toUpperCase() ?? ''}${adviceSummary.slice(1)}.</p>${items.length > 0 && markup`<ul>${items}</ul>`}</section>`;
}

function doubtsSection({ findings, differingKeys }: ComparisonDocument): Markup | null {
  if (findings.length === 0 && differingKeys.length === 0) return null;
  const keys = differingKeys.map(
    ({ key, base, head }) => markup`<li><b>${key}</b>: ${base} → ${head}</li>\n`,
  );
  const items = findings.map(
    ({ id, severity, evidence, remedy }) =>
      markup`<li><b class="${severity === 'error' ? 'status' : 'mark'}">${id}</b> ${evidence} <small class="words">${remedy}</small></li>\n`,
  );
  return markup`<section><h2>What to doubt</h2>${keys.length > 0 && markup`<p>Not the same machine:</p><ul>${keys}</ul>`}<ul>${items}</ul></section>`;
}

function sidesText({ base, head }: ComparisonDocument): string {
  const one = ({ runId, startedAt }: ComparisonDocument['base']): string =>
    `${runId}${startedAt === '' ? '' : ` (${formatTimestamp(startedAt)})`}`;
  return base.runId === head.runId ? `run ${one(head)}` : `runs ${one(base)} and ${one(head)}`;
}

/** Complete without JavaScript, every text escaped, its own Content-Security-Policy. Pure but for reading the style sheet. */
export function renderComparisonHtml(document: ComparisonDocument): string {
  const view = comparisonView(document);
  const styles = readAsset('report.css');
  return htmlPage({
    policy: contentSecurityPolicyOf([], [styles]),
    title: `${view.title} · Crossover`,
    head: markup`<style>${trustedMarkup(styles)}</style>`,
    body: markup`<header><div><p class="brand">Crossover</p>
<h1>${view.title}</h1>
<p class="meta">${view.subtitle}</p></div></header>
<div class="page plain"><main>
<section><h2>What changed</h2>
${cellsTable(view, document)}
${howToRead(document)}</section>
${adviceSection(view)}
${doubtsSection(document)}
</main></div>
<footer>${document.tool.name} ${document.tool.version} · ${sidesText(document)}</footer>`,
  });
}
