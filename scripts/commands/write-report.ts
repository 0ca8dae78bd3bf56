/** What a reader opens: the report, as a file or a folder, and the pictures, beside the document that they show. */
import { join } from 'node:path';
import type { RunDocument } from '../../harness/result/schema.ts';
import { writeFileAtomically } from '../../harness/result/write.ts';
import { renderHtmlReport } from '../../reports/html/report.ts';
import { INDEX_FILE, renderReportFolder } from '../../reports/html/report-folder.ts';
import type { ReportMode } from './report-mode.ts';

export interface ReportOptions {
  readonly mode: ReportMode;
  readonly withCharts: boolean;
  /** Aborting leaves out the pictures that are not drawn yet. */
  readonly signal?: AbortSignal;
}

export interface WrittenReport {
  /** In the order in which they are told. */
  readonly paths: readonly string[];
  /** Why there are no pictures, in one line; null when there are. Pictures are an extra: their lack is no error. */
  readonly chartsProblem: string | null;
}

/** Gives the path that a reader opens. Each file is replaced whole; the page comes last. */
async function writePage(document: RunDocument, folder: string, mode: ReportMode): Promise<string> {
  if (mode === 'file') {
    const path = join(folder, 'report.html');
    await writeFileAtomically(path, renderHtmlReport(document));
    return path;
  }
  const target = join(folder, 'report');
  for (const { name, text } of renderReportFolder(document)) {
    await writeFileAtomically(join(target, name), text);
  }
  return join(target, INDEX_FILE);
}

/**
 * Writes `report.html`, or the folder `report/`, and, unless somebody waits for the end, `charts/*.png` into `folder`.
 * Throws CROSSOVER_OUTPUT_FOLDER when the page cannot be written.
 */
export async function writeReport(
  document: RunDocument,
  folder: string,
  { mode, withCharts, signal }: ReportOptions,
): Promise<WrittenReport> {
  const reportFile = await writePage(document, folder, mode);
  if (!withCharts) return { paths: [reportFile], chartsProblem: null };
  try {
    const { count, problem } = await writeCharts(document, join(folder, 'charts'), signal);
    const paths = count > 0 || problem === null ? [reportFile, join(folder, 'charts')] : [reportFile];
    return { paths, chartsProblem: problem };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { paths: [reportFile], chartsProblem: `No charts as PNG: ${problem.split('\n')[0]}` };
  }
}

/** How many were written, and why not all. Loaded only now: the canvas is optional, native and large. */
async function writeCharts(
  document: RunDocument,
  folder: string,
  signal?: AbortSignal,
): Promise<{ readonly count: number; readonly problem: string | null }> {
  const { renderCharts } = await import('../../reports/png/render-charts.ts');
  const { pictures, reason } = await renderCharts(document, signal);
  for (const { name, png } of pictures) await writeFileAtomically(join(folder, `${name}.png`), png);
  return { count: pictures.length, problem: reason };
}
