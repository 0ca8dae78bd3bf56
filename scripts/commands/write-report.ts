/** What a reader opens: report.html and the pictures, beside the document that they show. */
import { join } from 'node:path';
import type { RunDocument } from '../../harness/result/schema.ts';
import { writeFileAtomically } from '../../harness/result/write.ts';
import { renderHtmlReport } from '../../reports/html/report.ts';

export interface WrittenReport {
  /** In the order in which they are told. */
  readonly paths: readonly string[];
  /** Why there are no pictures, in one line; null when there are. Pictures are an extra: their lack is no error. */
  readonly chartsProblem: string | null;
}

/**
 * Writes `report.html` and, unless somebody waits for the end, `charts/*.png` into `folder`.
 * Throws CROSSOVER_OUTPUT_FOLDER when the page cannot be written.
 */
export async function writeReport(
  document: RunDocument,
  folder: string,
  { withCharts }: { readonly withCharts: boolean },
): Promise<WrittenReport> {
  const reportFile = join(folder, 'report.html');
  await writeFileAtomically(reportFile, renderHtmlReport(document));
  if (!withCharts) return { paths: [reportFile], chartsProblem: null };
  try {
    const problem = await writeCharts(document, join(folder, 'charts'));
    const paths = problem === null ? [reportFile, join(folder, 'charts')] : [reportFile];
    return { paths, chartsProblem: problem };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { paths: [reportFile], chartsProblem: `No charts as PNG: ${problem.split('\n')[0]}` };
  }
}

/** Gives the reason when nothing could be drawn. Loaded only now: the canvas is optional, native and large. */
async function writeCharts(document: RunDocument, folder: string): Promise<string | null> {
  const { renderCharts } = await import('../../reports/png/render-charts.ts');
  const { pictures, reason } = await renderCharts(document);
  for (const { name, png } of pictures) await writeFileAtomically(join(folder, `${name}.png`), png);
  return reason;
}
