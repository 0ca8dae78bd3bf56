/** The page of a run document without a place for its style sheet and scripts: inside it, or beside it as files. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { formatDuration, formatTimestamp } from '../format.ts';
import { withVisibleTexts } from '../visible-text.ts';
import { readAsset } from './assets.ts';
import { beliefsSection } from './beliefs-section.ts';
import { crossoverSection } from './crossover-section.ts';
import { drawnNumbers } from './drawn-numbers.ts';
import { embeddedJson } from './embedded-json.ts';
import { environmentSection } from './environment-section.ts';
import { filterSection } from './filter-section.ts';
import { loadSection } from './load-section.ts';
import { type Markup, markup } from './markup.ts';
import { matrixSection } from './matrix-section.ts';
import { heatRules, heightRules } from './model-styles.ts';
import { trustSection, verdictSection } from './overview.ts';
import { packed } from './packed-json.ts';
import { createPageContext, holdsVersions, type PageContext } from './page-context.ts';
import { htmlPage } from './page-shell.ts';
import { rawDataSection } from './raw-data.ts';
import { navigation, scenarioSections } from './scenario-sections.ts';

function header(context: PageContext): Markup {
  const { document } = context;
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
<h1>${holdsVersions(context) ? 'How did the versions run?' : 'Where should this work run?'}</h1>
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
${crossoverSection(context)}
${loadSection(context)}
${filterSection(context)}
${scenarioSections(context)}
${beliefsSection(context)}
${environmentSection(context)}
${rawDataSection(context.document)}
</main>
</div>
<footer>${context.document.tool.name} ${context.document.tool.version} · run ${context.document.runId}</footer>`;
}

/** What a page needs besides its HTML. `styles` includes the rules that are made for this document. */
export interface PageAssets {
  readonly styles: string;
  readonly boot: string;
  readonly client: string;
}

/** How a page gets its assets: a policy that allows exactly these, and the elements that bring them. */
export interface PageLinks {
  readonly policy: string;
  readonly styles: Markup;
  readonly boot: Markup;
  readonly client: Markup;
}

/** A page and its assets. */
export interface ReportPage {
  readonly assets: PageAssets;
  readonly htmlWith: (links: PageLinks) => string;
}

/** `cpu/sha256, io/http-fan-out · Crossover`, for tabs and bookmarks. */
function titleOf({ conditions }: PageContext): string {
  const scenarios = [...new Set(conditions.map(({ scenario }) => scenario))];
  return `${scenarios.slice(0, 3).join(', ')}${scenarios.length > 3 ? ', …' : ''} · Crossover`;
}

/** Writes the page once. Pure but for reading our own assets; throws an `Error` with the remedy when those were never built. */
export function toReportPage(document: RunDocument): ReportPage {
  const context = createPageContext(document);
  const body = bodyOf(context);
  const assets = {
    styles:
      readAsset('report.css') + context.swatches.css + heatRules() + heightRules(context.charts.heightsPx),
    boot: readAsset('boot.js'),
    client: readAsset('client.js'),
  };
  const htmlWith = ({ policy, styles, boot, client }: PageLinks): string =>
    htmlPage({
      policy,
      title: titleOf(context),
      head: markup`${styles}
${boot}`,
      body: markup`${body}
${embeddedJson('charts', packed(drawnNumbers(withVisibleTexts(context.charts.specs))))}
${client}`,
    });
  return { assets, htmlWith };
}
