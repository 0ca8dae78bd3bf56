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

/** Writes `report.html` into `folder`. Throws CROSSOVER_OUTPUT_FOLDER when it cannot be written. */
export async function writeReport(document: RunDocument, folder: string): Promise<WrittenReport> {
  const reportFile = join(folder, 'report.html');
  await writeFileAtomically(reportFile, renderHtmlReport(document));
  return { paths: [reportFile], chartsProblem: null };
}
