/** A run document as one HTML file that needs nothing but itself: no network, no server, and no script to be read. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { formatDuration, formatTimestamp } from '../format.ts';
import { withVisibleTexts } from '../visible-text.ts';
import { readAsset } from './assets.ts';
import { beliefsSection } from './beliefs-section.ts';
import { contentSecurityPolicyOf } from './content-security.ts';
import { drawnNumbers } from './drawn-numbers.ts';
import { embeddedJson } from './embedded-json.ts';
import { environmentSection } from './environment-section.ts';
import { filterSection } from './filter-section.ts';
import { type Markup, markup, trustedMarkup } from './markup.ts';
import { matrixSection } from './matrix-section.ts';
import { heatRules, heightRules } from './model-styles.ts';
import { trustSection, verdictSection } from './overview.ts';
import { packed } from './packed-json.ts';
import { createPageContext, type PageContext } from './page-context.ts';
import { rawDataSection } from './raw-data.ts';
import { navigation, scenarioSections } from './scenario-sections.ts';

function header({ document }: PageContext): Markup {
  const { environment, config } = document;
  const facts = [
    `${config.preset} run of ${formatTimestamp(document.startedAt)}`,
    `${formatDuration(document.durationMs)}`,
    environment.cpuModel,
    `Node ${environment.node}`,
  ];
  const interrupted =
    !document.complete && markup` <b class="interrupted">interrupted: what was finished is shown</b>`;
  return markup`<header><div><p class="brand">Crossover</p>
<h1>Where should this work run?</h1>
<p class="meta">${facts.join(' · ')}${interrupted}</p></div>
<button type="button" id="theme" hidden>Dark theme</button></header>`;
}

/** Beyond so many conditions, only what is near the screen is laid out: a second is too long to wait for a filter. */
const MOST_LAID_OUT = 24;

function bodyOf(context: PageContext): Markup {
  return markup`<a class="skip" href="#verdicts">Skip to the verdicts</a>
${header(context)}
<div class="page">
${navigation(context)}
<main${context.conditions.length > MOST_LAID_OUT && markup` class="many"`}>
${verdictSection(context)}
${trustSection(context)}
${matrixSection(context)}
${beliefsSection(context)}
${filterSection(context)}
${scenarioSections(context)}
${environmentSection(context)}
${rawDataSection(context.document)}
</main>
</div>
<footer>${context.document.tool.name} ${context.document.tool.version} · run ${context.document.runId}</footer>`;
}

/**
 * The report of a run: one file, everything inlined, every text escaped, its own Content-Security-Policy. Complete and
 * readable without JavaScript; with it, charts are drawn and rows can be filtered. Pure but for reading our own assets once; throws an `Error`
 * with the remedy when those were never built.
 */
export function renderHtmlReport(document: RunDocument): string {
  const context = createPageContext(document);
  const body = bodyOf(context);
  const styles =
    readAsset('report.css') + context.swatches.css + heatRules() + heightRules(context.charts.heightsPx);
  const [boot, client] = [readAsset('boot.js'), readAsset('client.js')];
  const scenarios = [...new Set(context.conditions.map(({ scenario }) => scenario))];
  const title = `${scenarios.slice(0, 3).join(', ')}${scenarios.length > 3 ? ', …' : ''} · Crossover`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicyOf([boot, client], [styles])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trustedMarkup(styles)}</style>
<script>${trustedMarkup(boot)}</script>
</head>
<body>
${body}
${embeddedJson('charts', packed(drawnNumbers(withVisibleTexts(context.charts.specs))))}
<script>${trustedMarkup(client)}</script>
</body>
</html>
`;
  return page.html;
}
