/** A run document as one HTML file that needs nothing but itself: no network, no server, and no script to be read. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { contentSecurityPolicyOf } from './content-security.ts';
import { markup, trustedMarkup } from './markup.ts';
import { toReportPage } from './report-page.ts';

/**
 * The report of a run: one file, everything inlined, every text escaped, its own Content-Security-Policy. Complete and
 * readable without JavaScript; with it, charts are drawn and rows can be filtered. Pure but for reading our own assets once; throws an `Error`
 * with the remedy when those were never built.
 */
export function renderHtmlReport(document: RunDocument): string {
  const { assets, htmlWith } = toReportPage(document);
  const { styles, boot, client } = assets;
  return htmlWith({
    policy: contentSecurityPolicyOf([boot, client], [styles]),
    styles: markup`<style>${trustedMarkup(styles)}</style>`,
    boot: markup`<script>${trustedMarkup(boot)}</script>`,
    client: markup`<script>${trustedMarkup(client)}</script>`,
  });
}
