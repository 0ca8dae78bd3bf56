/** The same page as a folder of files, for servers whose Content-Security-Policy forbids inline scripts and styles. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { OWN_FILES_POLICY } from './content-security.ts';
import { markup } from './markup.ts';
import { toReportPage } from './report-page.ts';

/** A file of the folder. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** The page that a reader opens. */
export const INDEX_FILE = 'index.html';

/**
 * The report of a run as files that lie side by side; data stays in the page, for a block of JSON is never run. The
 * page comes last, so that whoever writes them in this order never has a page before what it needs. Pure but for
 * reading our own assets; throws like `renderHtmlReport`.
 */
export function renderReportFolder(document: RunDocument): readonly ReportFile[] {
  const { assets, htmlWith } = toReportPage(document);
  const page = htmlWith({
    policy: OWN_FILES_POLICY,
    styles: markup`<link rel="stylesheet" href="report.css">`,
    boot: markup`<script src="boot.js"></script>`,
    client: markup`<script src="client.js"></script>`,
  });
  return [
    { name: 'report.css', text: assets.styles },
    { name: 'boot.js', text: assets.boot },
    { name: 'client.js', text: assets.client },
    { name: INDEX_FILE, text: page },
  ];
}
