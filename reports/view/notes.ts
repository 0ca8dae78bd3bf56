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

/** Findings of one id, severity and remedy: one doubt, with every place where it was found. */
export interface FindingView {
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly remedy: string;
  readonly items: readonly FoundItem[];
}

/** Where something was found, and by what. */
export interface FoundItem {
  /** `cpu/sha256 · mebibytes=4 · 8 in flight · worker-threads×2`, or null for the whole run. */
  readonly place: string | null;
  readonly evidence: string;
}

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/** `cpu/sha256 · mebibytes=4 · 8 in flight · worker-threads×2` by the id of a cell. */
function placesOf(document: RunDocument): Map<string, string> {
  const labelOf = new Map(document.conditions.map(({ id, label }) => [id, label]));
  return new Map(
    document.cells.map(({ id, scenario, condition, label }) => [
      id,
      [scenario, labelOf.get(condition) ?? '', label].filter((part) => part !== '').join(' · '),
    ]),
  );
}

/** All findings, errors first, otherwise in the order of the document; those of one kind together. Pure. */
export function findingViews(document: RunDocument): FindingView[] {
  const places = placesOf(document);
  const views = new Map<string, FindingView & { items: FoundItem[] }>();
  for (const { id, severity, remedy, cell, evidence } of document.findings) {
    const key = JSON.stringify([id, severity, remedy]);
    const view = views.get(key) ?? { id, severity, remedy, items: [] };
    view.items.push({ place: cell === null ? null : (places.get(cell) ?? cell), evidence });
    views.set(key, view);
  }
  return SEVERITIES.flatMap((severity) => [...views.values()].filter((view) => view.severity === severity));
}

/** A fragment as a sentence: `its pace was not flat` → `Its pace was not flat.` Pure. */
export function asSentence(fragment: string): string {
  const text = fragment.trim();
  if (text === '') return '';
  const [first = ''] = text;
  return `${first.toUpperCase()}${text.slice(first.length)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}
