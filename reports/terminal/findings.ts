/** What the run doubts about itself: the evidence once, and each remedy once however many cells it is for. */
import type { Finding } from '../../harness/result/schema.ts';
import { formatCount } from '../format.ts';
import { safeLine } from '../safe-text.ts';
import { asSentence } from '../view/notes.ts';
import type { Style } from './style.ts';
import { wrapSpans } from './text-width.ts';

/** One character for a severity, as it stands before the finding's number or name. */
export function severitySign(severity: Finding['severity']): string {
  return severity === 'error' ? '✖' : severity === 'warning' ? '⚠' : 'i';
}

/** Findings that ask for the same thing. */
interface FindingGroup {
  readonly finding: Finding;
  readonly cellCount: number;
}

/**
 * One paragraph per finding of the run, and one per remedy for findings of cells (their evidence stands under the
 * table of their condition). Errors first. Pure.
 */
export function findingLines(findings: readonly Finding[], width: number, style: Style): string[] {
  return [...groupFindings(findings)]
    .sort((one, other) => rank(one.finding) - rank(other.finding))
    .flatMap(({ finding, cellCount }) => {
      const paint =
        finding.severity === 'error' ? style.bad : finding.severity === 'warning' ? style.doubt : style.dim;
      const evidence =
        finding.cell === null ? safeLine(asSentence(finding.evidence)) : whereOf(finding, cellCount);
      const spans = [
        { text: safeLine(finding.id), paint },
        { text: `: ${evidence} ${safeLine(asSentence(finding.remedy))}` },
      ];
      return wrapSpans(spans, { width, prefix: `${severitySign(finding.severity)} ` });
    });
}

function groupFindings(findings: readonly Finding[]): Iterable<FindingGroup> {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const { id, cell, evidence, remedy } = finding;
    const key = JSON.stringify(cell === null ? [id, evidence, remedy] : [id, remedy]);
    const cellCount = (groups.get(key)?.cellCount ?? 0) + 1;
    groups.set(key, { finding: groups.get(key)?.finding ?? finding, cellCount });
  }
  return groups.values();
}

/** The evidence about cells stands under their table; that of mere remarks would only fill the screen. */
function whereOf({ severity }: Finding, cellCount: number): string {
  const cells = `${formatCount(cellCount)} ${cellCount === 1 ? 'cell' : 'cells'}`;
  return `${cells}, ${severity === 'info' ? 'listed in the report' : 'see above'}.`;
}

function rank({ severity }: Finding): number {
  return severity === 'error' ? 0 : severity === 'warning' ? 1 : 2;
}
