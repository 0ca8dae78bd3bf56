/** Findings as numbered notes under the table of a condition, and as one list for the whole run. */
import type { Condition, Finding, RunDocument } from '../../harness/result/schema.ts';

/** One numbered note under a table: a finding, with all cells of the condition that it is about. */
export interface Note {
  readonly mark: number;
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly evidence: string;
  readonly remedy: string;
  readonly cells: readonly string[];
}

/** Notes of one condition, numbered from 1 in the order of the document; equal findings share a number. Pure. */
export function notesOf(document: RunDocument, condition: Condition): Note[] {
  const notes = new Map<string, Note & { cells: string[] }>();
  for (const finding of document.findings) {
    if (finding.cell === null || !condition.cells.includes(finding.cell)) continue;
    const key = JSON.stringify([finding.id, finding.evidence, finding.remedy]);
    const { id, severity, evidence, remedy } = finding;
    const note = notes.get(key) ?? { mark: notes.size + 1, id, severity, evidence, remedy, cells: [] };
    note.cells.push(finding.cell);
    notes.set(key, note);
  }
  return [...notes.values()];
}

/** One finding of the run for the list that collects them all. */
export interface FindingView {
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly evidence: string;
  readonly remedy: string;
  /** Where it was found: `cpu/sha256 · worker-threads×2`, or null for the whole run. */
  readonly place: string | null;
}

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/** All findings, errors first, otherwise in the order of the document. Pure. */
export function findingViews(document: RunDocument): FindingView[] {
  const placeByCell = new Map(document.cells.map((cell) => [cell.id, `${cell.scenario} · ${cell.label}`]));
  return SEVERITIES.flatMap((severity) =>
    document.findings
      .filter((finding) => finding.severity === severity)
      .map(({ id, cell, evidence, remedy }) => {
        const place = cell === null ? null : (placeByCell.get(cell) ?? cell);
        return { id, severity, evidence, remedy, place };
      }),
  );
}
