/** A table in Markdown; what stands in its cells is escaped already. */

/** Header, rule and rows, without a line feed at the end. Pure. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), `|${' - |'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}
