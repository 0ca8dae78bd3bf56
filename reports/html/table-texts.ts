/** A table as text that other programs take: Markdown for a comment, CSV for a spreadsheet. */

/** A table as it is seen: plain texts, the heading of each row in its first cell. */
export interface TableTexts {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of text, by place; the others are set flush right. */
  readonly textColumns: readonly number[];
}

/** What Markdown would read as markup: names come out of a stranger's document. */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&');

/** The table in Markdown, with a line feed at its end. Bars are escaped, and so is all other markup. Pure. */
export function toMarkdown({ head, rows, textColumns }: TableTexts): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
  const rule = head.map((_text, index) => (textColumns.includes(index) ? '-' : '-:'));
  return `${line(head)}| ${rule.join(' | ')} |\n${rows.map(line).join('')}`;
}

const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A spreadsheet runs a text that begins like a formula; an apostrophe before it makes it text. Numbers stay numbers. */
const withoutFormula = (text: string): string =>
  /^\s*[=+\-@]/.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;

function csvField(text: string): string {
  const safe = withoutFormula(text);
  return /[",\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The table as CSV (RFC 4180): lines end in CR LF, and no cell can become a formula. Pure. */
export function toCsv({ head, rows }: TableTexts): string {
  return [head, ...rows].map((cells) => `${cells.map(csvField).join(',')}\r\n`).join('');
}
