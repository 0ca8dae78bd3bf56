/** Findings as numbered notes under the table of a condition, and as one list for the whole run. */
import type { Finding, RunDocument } from '../../harness/result/schema.ts';

/** One piece of evidence, with the cells that it is about. */
export interface NoteItem {
  readonly evidence: string;
  readonly cells: readonly string[];
}

/** One numbered note under a table: a doubt and its remedy, with what was found about each cell of the condition. */
export interface Note {
  readonly mark: number;
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly remedy: string;
  /** In the order of the cells; cells with the same evidence share an item. */
  readonly items: readonly NoteItem[];
}

/** The doubt is about the cell. */
export const isAbout = ({ items }: Pick<Note, 'items'>, cell: string): boolean =>
  items.some(({ cells }) => cells.includes(cell));

type DraftNote = Omit<Note, 'items'> & { readonly items: (NoteItem & { cells: string[] })[] };

/**
 * Notes of a condition whose table has these cells from the top: numbered from 1 in the order in which their marks are met there.
 * Findings of one id, severity and remedy share a number. Pure.
 */
export function notesOf(document: RunDocument, cells: readonly string[]): Note[] {
  const notes = new Map<string, DraftNote>();
  const findingsOf = new Map(cells.map((cell): [string, Finding[]] => [cell, []]));
  for (const finding of document.findings) findingsOf.get(finding.cell ?? '')?.push(finding);
  for (const [cell, findings] of findingsOf) {
    for (const { id, severity, remedy, evidence } of findings) {
      const key = JSON.stringify([id, severity, remedy]);
      const note = notes.get(key) ?? { mark: notes.size + 1, id, severity, remedy, items: [] };
      const item = note.items.find((candidate) => candidate.evidence === evidence);
      if (item === undefined) note.items.push({ evidence, cells: [cell] });
      else if (!item.cells.includes(cell)) item.cells.push(cell);
      notes.set(key, note);
    }
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
