/** A comparison as JUnit XML, which every CI server shows: a test case for each cell. Pure. */
import type { ComparisonDocument } from '../../harness/result/schema.ts';
import { type ComparisonRow, comparisonView } from '../comparison-view.ts';
import { safeLine } from '../safe-text.ts';

/** Halves of a character, and two code points that are none: XML has no place for them. */
const NOT_XML = /[\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** XML knows no escape for what may not stand in it; the rest of what `safeLine` leaves may. */
function escapeXml(text: string): string {
  return safeLine(text)
    .replace(NOT_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What is slower fails, what cannot be compared or is gone is an error, what is unsure is skipped: never passed. */
function outcomeElement(row: ComparisonRow): string {
  const message = escapeXml([row.change, row.figures, row.detail].filter((text) => text !== '').join(' · '));
  switch (row.outcome) {
    case 'slower':
      return `<failure type="slower" message="${message}"/>`;
    case 'not comparable':
    case 'removed':
      return `<error type="${row.outcome}" message="${message}"/>`;
    case 'unsure':
      return `<skipped message="unsure: ${message}"/>`;
    case 'faster':
    case 'same':
    case 'added':
      return `<system-out>${row.outcome}: ${message}</system-out>`;
  }
}

/** One `<testsuites>` document that ends with a line feed. */
export function renderJUnit(document: ComparisonDocument): string {
  const { rows, subtitle } = comparisonView(document);
  const count = (...outcomes: readonly string[]): number =>
    rows.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const cases = rows.map((row) => {
    const name = [row.condition, row.label].filter((text) => text !== '').join(' · ');
    return `    <testcase classname="${escapeXml(row.scenario)}" name="${escapeXml(name)}">${outcomeElement(row)}</testcase>\n`;
  });
  const counts = `tests="${rows.length}" failures="${count('slower')}" errors="${count('not comparable', 'removed')}" skipped="${count('unsure')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="crossover: ${escapeXml(subtitle)}" ${counts}>
${cases.join('')}  </testsuite>
</testsuites>
`;
}
