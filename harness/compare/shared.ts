/** What all comparisons say alike: whose runs they are, what was compared, and what makes them doubtful. Pure. */
import type { Cell, ComparisonDocument, Finding, RunDocument } from '../result/schema.ts';
import { FAILED_IN_HEAD } from './finding-ids.ts';

/** A run and where it was read from. */
export interface ComparedRun {
  readonly document: RunDocument;
  readonly path: string;
}

/** What every cell of a comparison is compared by. */
export const THROUGHPUT = { id: 'throughput', unit: 'tasks/s', better: 'higher' } as const;

export function describeSide({ document, path }: ComparedRun): ComparisonDocument['base'] {
  const { runId, startedAt, tool } = document;
  return { runId, startedAt, toolVersion: tool.version, path };
}

/** `id` is what the comparison calls the cell. */
export function failedInHead(id: string, head: Cell): Finding[] {
  if (head.status !== 'failed') return [];
  const evidence = head.reason ?? head.error?.message ?? 'it failed without a reason';
  const remedy = 'Mend it in the head; the base says what it did before.';
  return [{ id: FAILED_IN_HEAD, severity: 'error', cell: id, evidence, remedy }];
}

export function interrupted(run: RunDocument): Finding[] {
  if (run.complete) return [];
  const evidence = `The run ${run.runId} was interrupted: it has fewer blocks than were planned.`;
  return [{ id: 'interrupted', severity: 'warning', cell: null, evidence, remedy: 'Run it to its end.' }];
}
