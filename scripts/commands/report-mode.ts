/** How a report lies on disk: what `--report-mode` takes. */

/** One file, or a folder of files for servers that allow no inline scripts; the first is the default. */
export const REPORT_MODES = ['file', 'dir'] as const;

export type ReportMode = (typeof REPORT_MODES)[number];
